"""OpenID Connect with Authlib: authorization code, PKCE, state and nonce; the ID token is checked
with joserfc against the keys that the provider publishes.

What went wrong is told in one word each, and nothing that the provider sent is logged.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2 as httpx  # Authlib speaks through it
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from intake.domain.errors import ProviderAway, ProviderRefused
from intake.ports.accounts import Departure

PATIENCE = httpx.Timeout(5.0, connect=2.0)
SIGNED_WITH = ["RS256", "PS256", "ES256", "EdDSA"]  # never none, never with the client's secret
LEEWAY = 60  # seconds that the clocks may differ
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class OidcSettings:
    issuer: str
    client_id: str
    client_secret: str
    label: str
    site: str  # the staff site, https://host


class OidcProvider:
    def __init__(self, settings: OidcSettings):
        self._set = settings
        self._back = settings.site + "/login/elsewhere/back"
        self._known: dict[str, Any] | None = None

    @property
    def label(self) -> str:
        return self._set.label

    def depart(self) -> Departure:
        nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        with self._client() as client:
            address, state = client.create_authorization_url(
                self._metadata()["authorization_endpoint"], nonce=nonce, code_verifier=verifier
            )
        return Departure(address, json.dumps([state, nonce, verifier]))

    def subject(self, kept: str, code: str, state: str, issuer: str) -> str:
        sent, nonce, verifier = json.loads(kept)
        # The issuer stands in the answer where the provider follows RFC 9207.
        foreign = issuer not in ("", self._set.issuer)
        if not code or not secrets.compare_digest(state.encode(), sent.encode()) or foreign:
            raise ProviderRefused
        token = self._token(code, verifier)
        claims = CodeIDToken(
            self._decoded(token),
            {},
            {
                "iss": {"essential": True, "value": self._set.issuer},
                "aud": {"essential": True, "value": self._set.client_id},
            },
            {"nonce": nonce, "client_id": self._set.client_id},
        )
        try:
            claims.validate(leeway=LEEWAY)
        except (AuthlibBaseError, JoseError):
            raise ProviderRefused from None
        if not claims.get("nonce"):
            raise ProviderRefused
        return str(claims["sub"])

    def end_address(self) -> str:
        end = self._metadata().get("end_session_endpoint")
        back = {
            "client_id": self._set.client_id,
            "post_logout_redirect_uri": self._set.site + "/login",
        }
        return f"{end}?{urlencode(back)}" if end else ""

    def _token(self, code: str, verifier: str) -> str:
        try:
            with self._client() as client:
                got = client.fetch_token(
                    self._metadata()["token_endpoint"], code=code, code_verifier=verifier
                )
        except httpx.HTTPError:
            raise ProviderAway from None
        except (AuthlibBaseError, ValueError):
            raise ProviderRefused from None
        token = got.get("id_token")
        if not isinstance(token, str):
            raise ProviderRefused
        return token

    def _decoded(self, token: str) -> dict[str, Any]:
        try:
            keys = KeySet.import_key_set(self._get(self._metadata()["jwks_uri"]))
            return jwt.decode(token, keys, algorithms=SIGNED_WITH).claims
        except (JoseError, ValueError, KeyError, TypeError):
            raise ProviderRefused from None

    def _metadata(self) -> dict[str, Any]:
        """Kept once it was read; another issuer's is not taken."""
        if self._known is None:
            got = self._get(self._set.issuer.rstrip("/") + DISCOVERY)
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if not all(isinstance(got.get(name), str) for name in needed):
                raise ProviderAway
            if got.get("issuer") != self._set.issuer:
                raise ProviderRefused
            self._known = got
        return self._known

    def _get(self, address: str) -> Any:
        try:
            with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
                got = client.get(address).raise_for_status().json()
        except (httpx.HTTPError, ValueError):
            raise ProviderAway from None
        if not isinstance(got, dict):
            raise ProviderAway
        return got

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self._set.client_id,
            self._set.client_secret,
            scope="openid",
            redirect_uri=self._back,
            code_challenge_method="S256",
            timeout=PATIENCE,
            trust_env=False,
        )
