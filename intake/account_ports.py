"""What accounts need from the outside world."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from intake.domain.staff import StaffMember, StaffRole, StaffSession
from intake.domain.tries import Tries


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
class AccountRules:
    """What the operator may set."""

    code_roles: frozenset[StaffRole] = frozenset()  # must log in with a code
    idle: timedelta = timedelta(minutes=60)
