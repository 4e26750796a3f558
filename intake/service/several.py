"""The same step for several tickets: each in its own transaction, each with its own outcome."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from intake.domain.errors import IntakeError
from intake.domain.lists import PAGE
from intake.domain.staff import StaffMember
from intake.ports import Ports
from intake.service import dispatching, handling


@dataclass(frozen=True)
class Outcome:
    number: str
    problem: IntakeError | None = None


def sign_each(picked: Iterable[str], who: StaffMember, *, ports: Ports) -> list[Outcome]:
    """Each once, and no more than a page shows; one that fails stops no other."""
    once = list(dict.fromkeys(picked))[:PAGE]
    return [_tried(number, partial(handling.sign, number, who, ports=ports)) for number in once]


def accept_each(
    picked: Iterable[tuple[str, int]], who: StaffMember, *, ports: Ports
) -> list[Outcome]:
    """As sign_each; each with the version that the list showed."""
    once = list(dict(picked).items())[:PAGE]
    return [
        _tried(number, partial(dispatching.accept, number, seen, who, ports=ports))
        for number, seen in once
    ]


def _tried(number: str, act: Callable[[], None]) -> Outcome:
    try:
        act()
    except IntakeError as problem:
        return Outcome(number, problem)
    return Outcome(number)
