"""What accounts need from the outside world."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from intake.domain.passkeys import Challenge, Passkey
from intake.domain.staff import StaffMember, StaffRole, StaffSession
from intake.domain.tries import Tries
from intake.domain.two_people import Proposal, What


class Proposals(Protocol):
    def add(self, proposal: Proposal) -> None:
        """ChangedMeanwhile where somebody has proposed the same in this moment."""
        ...

    def of(self, what: What, number: str) -> Proposal | None: ...
    def waiting(
        self, what: What, now: datetime, within: str = "", limit: int = 20
    ) -> list[Proposal]:
        """Oldest first; within an area, "" being all."""
        ...

    def remove(self, proposal: Proposal) -> None: ...


class Staff(Protocol):
    def add(self, member: StaffMember) -> None: ...
    def get(self, name: str) -> StaffMember | None: ...
    def all(self) -> list[StaffMember]: ...
    def open_session(self, session: StaffSession) -> None: ...
    def session(self, digest: str) -> StaffSession | None: ...
    def sessions_of(self, name: str) -> list[StaffSession]:
        """Oldest first."""
        ...

    def close_session(self, digest: str) -> None: ...
    def tries(self, key: str, now: datetime) -> Tries:
        """Made where there are none. Nobody else reads or writes them until this is committed."""
        ...

    def by_subject(self, subject: str) -> StaffMember | None: ...
    def add_passkey(self, passkey: Passkey) -> None: ...
    def passkeys_of(self, name: str) -> list[Passkey]:
        """First added first."""
        ...

    def passkey(self, credential: str) -> Passkey | None:
        """Nobody else reads or writes it until this is committed."""
        ...

    def remove_passkey(self, passkey: Passkey) -> None: ...
    def ask(self, challenge: Challenge) -> None:
        """In place of what that browser was asked before."""
        ...

    def take_challenge(self, key: str) -> Challenge | None:
        """Once: for two who take it at the same moment, one gets it."""
        ...

    def forget_challenges_before(self, moment: datetime) -> None: ...
    def forget_tries(self, key: str) -> None: ...
    def forget_tries_before(self, moment: datetime) -> None: ...


class Passwords(Protocol):
    def hash(self, password: str) -> str: ...
    def fits(self, password_hash: str, password: str) -> bool: ...


class Codes(Protocol):
    """Codes of an app on the member's phone (TOTP, RFC 6238). What makes them is kept sealed."""

    def new_secret(self, member: str) -> bytes:
        """Sealed, for this member alone."""
        ...

    def secret(self, member: str, sealed: bytes) -> str:
        """In letters, to be typed into the app."""
        ...

    def address(self, member: str, sealed: bytes) -> str:
        """otpauth://, to be shown as a picture that the app reads."""
        ...

    def step(self, member: str, sealed: bytes, code: str, now: datetime) -> int | None:
        """Which half minute the code belongs to; None where it is wrong or too old."""
        ...


@dataclass(frozen=True)
class Offer:
    """What a browser hands to its passkeys (JSON), and what they have to sign."""

    options: str
    challenge: str = field(repr=False)


@dataclass(frozen=True)
class NewPasskey:
    credential: str
    public_key: bytes
    count: int


class Passkeys(Protocol):
    """WebAuthn. The user is always verified, so that one passkey is two steps."""

    @property
    def origin(self) -> str:
        """Where alone they work."""
        ...

    def offer_new(self, name: str, handle: bytes, taken: list[str]) -> Offer: ...
    def check_new(self, answer: str, challenge: str) -> NewPasskey:
        """Raise BadPasskey."""
        ...

    def offer_login(self, credentials: list[str]) -> Offer:
        """To those; to any that lies on the device where there are none."""
        ...

    def credential_of(self, answer: str) -> str:
        """Raise BadPasskey."""
        ...

    def check_login(self, answer: str, challenge: str, public_key: bytes) -> int:
        """How often it has signed. Raise BadPasskey."""
        ...


@dataclass(frozen=True)
class Departure:
    """Where a browser goes to log in elsewhere, and what to keep until it comes back."""

    address: str
    kept: str = field(repr=False)


class Provider(Protocol):
    """Somebody else who knows who our members are (OpenID Connect)."""

    @property
    def label(self) -> str: ...
    def depart(self) -> Departure:
        """Raise ProviderAway."""
        ...

    def subject(self, kept: str, code: str, state: str, issuer: str) -> str:
        """Raise ProviderAway, ProviderRefused."""
        ...

    def end_address(self) -> str:
        """Where to end the session there; "" where it offers none. Raise ProviderAway."""
        ...


@dataclass(frozen=True)
class AccountRules:
    """What the operator may set."""

    code_roles: frozenset[StaffRole] = frozenset()  # must log in with a second step
    idle: timedelta = timedelta(minutes=60)
    shift: timedelta = timedelta(hours=10)
    most_sessions: int = 3  # of one member at once
