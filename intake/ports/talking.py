"""What the bot hears and says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from intake.domain.conversation import Button


@dataclass(frozen=True)
class Said:
    """One thing the bot says."""

    text: str = field(repr=False)
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Understood:
    """What the dialogue engine made of one message."""

    messages: tuple[Said, ...]
    intent: str
    confidence: float
    loop: str | None
    asking: str | None
    slots: Mapping[str, str] = field(repr=False)


class Dialogue(Protocol):
    def reply(self, sender: str, text: str, *, payload: bool = False) -> Understood | None:
        """None when the engine is away, slow or answers nothing: the scripted interview goes on."""
        ...


class Words(Protocol):
    """Sentences citizens read, by name, from a file."""

    def say(self, name: str, **values: str) -> Said: ...
    def means(self, name: str, text: str) -> bool:
        """Whether `text` as a whole is one of the listed ways to say `name`."""
        ...


class Spoken(Words, Protocol):
    """The same by phone."""

    def state(self, state: str) -> str: ...
    def digits(self, code: str) -> str: ...
    def aloud(self, text: str) -> str: ...
