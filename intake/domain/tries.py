"""Tries to log in, counted so that guessing is slow and nobody can be locked out by it.

Each account has one count for all strangers together and one for every device its member has
logged in from before. A stranger's tries make strangers wait, never a known device. Nobody waits
longer than `longest`, however often somebody tried, and an hour of quiet forgets it all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE = 3  # tries that cost no wait
PASSWORD_WAIT = timedelta(seconds=8)
# A code has six digits, and only who knows the password gets as far as guessing it.
CODE_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)
MOST_DOUBLINGS = 20


@dataclass
class Tries:
    key: str
    count: int
    last_at: datetime
    next_at: datetime

    def left(self, now: datetime) -> int:
        """Whole seconds until the next try is looked at; 0: now."""
        return max(0, -int((now - self.next_at) // timedelta(seconds=1)))

    def begin(self, now: datetime, longest: timedelta) -> None:
        """Counted before the password is looked at: many tries at once gain nothing."""
        if now - self.last_at >= FORGOTTEN_AFTER:
            self.count = 0
        self.count += 1
        self.last_at = now
        self.next_at = now + wait_after(self.count, longest)


def wait_after(count: int, longest: timedelta) -> timedelta:
    """1, 2, 4, 8 … seconds from the third try on."""
    if count < FREE:
        return timedelta()
    return min(longest, timedelta(seconds=2 ** min(count - FREE, MOST_DOUBLINGS)))
