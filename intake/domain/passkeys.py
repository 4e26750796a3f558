"""Passkeys (WebAuthn) of staff, and what a browser was asked to answer."""

from dataclasses import dataclass, field
from datetime import datetime

MOST = 10  # passkeys of one member
LONGEST_LABEL = 40


@dataclass
class Passkey:
    credential: str  # base64url
    staff: str
    label: str
    public_key: bytes
    added_at: datetime
    used_at: datetime | None = None
    count: int = 0  # signatures so far, where the device counts them
    blocked: bool = False  # counted backwards: there are two of it
    id: int | None = None

    def counts_on(self, count: int) -> bool:
        """Whether that follows; 0 for ever is said by devices that do not count."""
        return count == self.count == 0 or count > self.count


@dataclass
class Challenge:
    """Asked of one browser, answered once."""

    key: str  # digest of what only that browser has
    secret: str = field(repr=False)
    expires_at: datetime
    staff: str = ""  # who alone may answer; "" whoever can
