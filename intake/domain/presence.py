"""Who else has the same ticket open. Forgotten after moments; nothing that is kept says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

GONE_AFTER = timedelta(seconds=45)  # three beats of the page


@dataclass(frozen=True)
class Sign:
    """Of life, by one colleague."""

    name: str
    at: datetime
    writes: bool = False


@dataclass(frozen=True)
class Colleague:
    name: str
    writes: bool


def beside(signs: Iterable[Sign], now: datetime, me: str) -> list[Colleague]:
    """The others, by name. Whoever typed lately writes, though the page was looked at since."""
    fresh = [one for one in signs if one.name != me and now - one.at < GONE_AFTER]
    return [
        Colleague(name, any(one.writes for one in fresh if one.name == name))
        for name in sorted({one.name for one in fresh})
    ]
