"""Passkeys with py_webauthn. A device that does not verify its user is refused everywhere."""

from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from intake.domain.errors import BadPasskey
from intake.ports.accounts import NewPasskey, Offer

NAME = "Yihao 12345"
LONGEST = 20_000  # characters of an answer
VERIFIED = UserVerificationRequirement.REQUIRED
# What a malformed answer makes the library's parsers raise, besides its own errors.
MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)


class WebAuthn:
    def __init__(self, origin: str):
        """`origin` is the staff site as browsers name it: https://host, without a path."""
        self._origin, self._rp = origin, urlsplit(origin).hostname or ""

    @property
    def origin(self) -> str:
        return self._origin

    def offer_new(self, name: str, handle: bytes, taken: list[str]) -> Offer:
        options = generate_registration_options(
            rp_id=self._rp,
            rp_name=NAME,
            user_name=name,
            user_id=handle,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=VERIFIED
            ),
            exclude_credentials=_named(taken),
        )
        return Offer(options_to_json(options), bytes_to_base64url(options.challenge))

    def check_new(self, answer: str, challenge: str) -> NewPasskey:
        try:
            new = verify_registration_response(
                credential=_short(answer),
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=self._rp,
                expected_origin=self._origin,
                require_user_verification=True,
            )
        except MALFORMED:
            raise BadPasskey from None
        credential = bytes_to_base64url(new.credential_id)
        return NewPasskey(credential, new.credential_public_key, new.sign_count)

    def offer_login(self, credentials: list[str]) -> Offer:
        options = generate_authentication_options(
            rp_id=self._rp, allow_credentials=_named(credentials), user_verification=VERIFIED
        )
        return Offer(options_to_json(options), bytes_to_base64url(options.challenge))

    def credential_of(self, answer: str) -> str:
        try:
            return bytes_to_base64url(parse_authentication_credential_json(_short(answer)).raw_id)
        except MALFORMED:
            raise BadPasskey from None

    def check_login(self, answer: str, challenge: str, public_key: bytes) -> int:
        try:
            checked = verify_authentication_response(
                credential=_short(answer),
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=self._rp,
                expected_origin=self._origin,
                credential_public_key=public_key,
                # Whether it counts on is the domain's to judge: it blocks one that was copied.
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        except MALFORMED:
            raise BadPasskey from None
        return int(checked.new_sign_count)


def _short(answer: str) -> str:
    if len(answer) > LONGEST:
        raise BadPasskey
    return answer


def _named(credentials: list[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in credentials]
