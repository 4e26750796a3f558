"""Who calls again, by a key that lives two quarters.

Each quarter has a key of its own in a file; the one before it is kept, older ones are deleted, and
with them every digest that was made by them leads nowhere.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from intake.domain.days import day_of
from intake.domain.seats import CallerTag
from intake.service.ringing import dialable

NAME = "callers-{}"


def quarter_of(at: datetime) -> str:
    day = day_of(at)
    return f"{day.year}Q{(day.month + 2) // 3}"


def before(quarter: str) -> str:
    year, number = int(quarter[:4]), int(quarter[5])
    return f"{year - 1}Q4" if number == 1 else f"{year}Q{number - 1}"


class CallerKeys:
    def __init__(self, folder: Path):
        self._folder = folder

    def tags(self, number: str, at: datetime) -> tuple[CallerTag, ...]:
        """This quarter's first; none where the number is withheld or no number."""
        known = dialable(number)
        if not known:
            return ()
        return tuple(
            CallerTag(quarter, hmac.digest(key, known.encode(), hashlib.sha256).hex())
            for quarter, key in self._keys(at)
        )

    def kept(self, at: datetime) -> tuple[str, str]:
        now = quarter_of(at)
        return now, before(now)

    def forget_old(self, at: datetime) -> None:
        wanted = {NAME.format(quarter) for quarter in self.kept(at)}
        for path in self._folder.glob(NAME.format("*")):
            if path.name not in wanted:
                path.unlink()

    def _keys(self, at: datetime) -> list[tuple[str, bytes]]:
        now, last = self.kept(at)
        found = [(now, self._key(now))]
        path = self._folder / NAME.format(last)
        return [*found, (last, path.read_bytes())] if path.exists() else found

    def _key(self, quarter: str) -> bytes:
        path = self._folder / NAME.format(quarter)
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = self._folder / f".{path.name}-{secrets.token_hex(4)}"
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            with suppress(FileExistsError):  # whoever comes second finds the first one's
                os.link(new, path)
            new.unlink()
        return path.read_bytes()
