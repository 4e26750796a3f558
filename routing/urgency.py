"""Spot what must be said before any question: danger, another authority's path, a wish for secrecy.

Runs in the web processes on every message, so it is plain search and arithmetic. Lists of words
come first, for a person can read why; a learnt ear (routing.listening) hears what no list names.
"""

import re
from collections.abc import Sequence

from routing.assignment import Caution, Situation
from routing.catalogue.rows import Cues, SituationRow
from routing.listening import Heard, Listener
from routing.text import fold

# What lies between the two parts of a longer text is not looked at: time stays bounded, and people
# put the danger first or last.
HEAD, TAIL = 6000, 2000
SENTENCES = re.compile(r"[^。!?;]+")
CLAUSES = re.compile(r"[^。!?;,、:]+")


class FirstLook:
    def __init__(
        self, situations: Sequence[SituationRow], secrecy: Cues, ear: Listener | None = None
    ):
        # Whoever writes "着火了,灭火器过期打不开" must be told 119 all the same: where life is in
        # danger, an `unless` phrase takes back its own clause only, elsewhere its whole sentence.
        self._situations = [
            (row.situation, _Watch(row.cues, CLAUSES if row.urgent else SENTENCES))
            for row in situations
            if row.phrases or row.patterns
        ]
        self._any_danger = next((row.situation for row in situations if row.heard), None)
        self._ear = ear
        self._secrecy = _Watch(secrecy, CLAUSES)

    def look(self, text: str) -> tuple[Situation, ...]:
        """Return what the text calls for, most pressing first (the order of situations.yml)."""
        ready = _prepared(text)
        found = tuple(situation for situation, watch in self._situations if watch.sees(ready))
        pressing = any(one.urgent or one.handover for one in found)
        if pressing or not (self._ear and self._any_danger):
            return found
        if self._ear.danger(text) is Heard.SURE:
            return (self._any_danger, *found)
        return found

    def wants_secrecy(self, text: str) -> bool:
        """Say whether someone means to report in secret, before anything of it is passed on."""
        if self._secrecy.sees(_prepared(text)):
            return True
        return self._ear is not None and self._ear.secrecy(text) is Heard.SURE

    def caution(self, text: str) -> Caution:
        """What to mention in one sentence, when neither of the above is sure."""
        if self._ear is None:
            return Caution(danger=False, secrecy=False)
        return Caution(
            danger=self._ear.danger(text) is not Heard.NO,
            secrecy=self._ear.secrecy(text) is not Heard.NO,
        )


class _Watch:
    def __init__(self, cues: Cues, parts: re.Pattern[str]):
        self._phrases = tuple(map(fold, cues.phrases))
        self._patterns = tuple(map(re.compile, cues.patterns))
        self._unless = tuple(map(fold, cues.unless))
        self._parts = parts

    def sees(self, text: str) -> bool:
        if not self._is_cued(text):
            return False
        left = self._parts.sub(lambda part: "" if self._takes_back(part[0]) else part[0], text)
        return left == text or self._is_cued(left)

    def _is_cued(self, text: str) -> bool:
        return any(phrase in text for phrase in self._phrases) or any(
            pattern.search(text) for pattern in self._patterns
        )

    def _takes_back(self, text: str) -> bool:
        return any(phrase in text for phrase in self._unless)


def _prepared(text: str) -> str:
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}\n{text[-TAIL:]}"
    # A new line ends a sentence; folding would join it to the next.
    return fold(text.replace("\n", "。"))
