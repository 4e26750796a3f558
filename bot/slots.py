"""Slots that take what a person said, not what a button means."""

import re
from typing import Any

from rasa.shared.core.slots import TextSlot

LONGEST_OPENING = 20  # characters; whoever says more has said something
PUNCTUATION = re.compile(r"[\W_]+")


class SaidSlot(TextSlot):
    """A tapped button ("/complain") answers no question: what was said before it stays."""

    type_name = "said"

    @property
    def value(self) -> Any:
        return self._value

    @value.setter
    def value(self, value: Any) -> None:
        if isinstance(value, str):
            if value.startswith("/"):
                return
            value = self._heard(value)
        self._value = value
        self._has_been_set = True

    def _heard(self, text: str) -> str | None:
        return text


class AccountSlot(SaidSlot):
    """What happened. "你好，我要投诉" is no account of anything: the bot asks what it is about.

    `openings`: the words such an opening is made of.
    """

    type_name = "account"

    def __init__(self, name: str, mappings: list[dict[str, Any]], openings: list[str], **more: Any):
        super().__init__(name, mappings, **more)
        words = sorted(openings, key=len, reverse=True)
        self._opening = re.compile("(?:" + "|".join(map(re.escape, words)) + ")*")

    def _heard(self, text: str) -> str | None:
        if len(text) > LONGEST_OPENING:
            return text
        return None if self._opening.fullmatch(PUNCTUATION.sub("", text)) else text
