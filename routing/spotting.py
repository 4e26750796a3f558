"""Find any of thousands of names in a text in one pass."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Spot(NamedTuple):
    name: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.name)


class Spotter:
    """Leftmost and longest first, without overlaps, as an expression of all names would find them;
    but its time does not grow with their number."""

    def __init__(self, names: Iterable[str]):
        self._starting: dict[str, list[str]] = defaultdict(list)
        for name in sorted({*names} - {""}, key=lambda name: (-len(name), name)):
            self._starting[name[:2]].append(name)
        self._candidate = _candidate(self._starting)

    def spots(self, text: str) -> Iterator[Spot]:
        at = 0
        while here := self._candidate.search(text, at):
            at = here.start()
            found = self._longest(text, at)
            if found:
                yield Spot(found, at)
            at += len(found) or 1

    def _longest(self, text: str, at: int) -> str:
        for first in (text[at : at + 2], text[at]):
            for name in self._starting.get(first, ()):
                if text.startswith(name, at):
                    return name
        return ""


def _candidate(beginnings: Iterable[str]) -> re.Pattern[str]:
    """Where a name may begin: most of a text is passed over without looking any further."""
    pairs = [*beginnings]
    firsts = _any_of(pair[0] for pair in pairs)
    if all(len(pair) > 1 for pair in pairs):
        return re.compile(f"{firsts}(?={_any_of(pair[1] for pair in pairs)})")
    return re.compile(firsts)


def _any_of(characters: Iterable[str]) -> str:
    found = "".join(sorted(map(re.escape, {*characters})))
    return f"[{found}]" if found else r"[^\s\S]"
