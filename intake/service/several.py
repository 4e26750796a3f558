"""The same step for several tickets: each in its own transaction, each with its own outcome."""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.domain.errors import IntakeError
from intake.domain.lists import PAGE
from intake.domain.staff import StaffMember
from intake.ports import Ports
from intake.service import handling


@dataclass(frozen=True)
class Outcome:
    number: str
    problem: IntakeError | None = None


def sign_each(picked: Iterable[str], who: StaffMember, *, ports: Ports) -> list[Outcome]:
    """Each once, and no more than a page shows; one that fails stops no other."""
    once = list(dict.fromkeys(picked))[:PAGE]
    return [_sign(number, who, ports) for number in once]


def _sign(number: str, who: StaffMember, ports: Ports) -> Outcome:
    try:
        handling.sign(number, who, ports=ports)
    except IntakeError as problem:
        return Outcome(number, problem)
    return Outcome(number)
