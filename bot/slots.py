"""The slot for what happened."""

import re
from typing import Any

from rasa.shared.core.slots import TextSlot

LONGEST_OPENING = 20  # characters; whoever says more has said something
PUNCTUATION = re.compile(r"[\W_]+")


class AccountSlot(TextSlot):
    """What happened. "你好，我要投诉" is no account of anything: the bot asks what it is about.

    `openings`: the words such an opening is made of. A tapped button ("/complain") says which
    kind of thing it is, and leaves an account given before as it was.
    """

    type_name = "account"

    def __init__(self, name: str, mappings: list[dict[str, Any]], openings: list[str], **more: Any):
        super().__init__(name, mappings, **more)
        words = sorted(openings, key=len, reverse=True)
        self._opening = re.compile("(?:" + "|".join(map(re.escape, words)) + ")*")

    @property
    def value(self) -> Any:
        return self._value

    @value.setter
    def value(self, value: Any) -> None:
        if isinstance(value, str):
            if value.startswith("/"):
                return
            value = None if self._says_nothing(value) else value
        self._value = value
        self._has_been_set = True

    def _says_nothing(self, text: str) -> bool:
        if len(text) > LONGEST_OPENING:
            return False
        return self._opening.fullmatch(PUNCTUATION.sub("", text)) is not None
