"""The protected interview: one question at a time, nothing kept between two of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.domain.errors import EmptyText
from intake.domain.writing import says_something, tidy
from intake.ports import Ports
from intake.service.filing import clean
from routing.assignment import Situation

ACCUSED = "accused"


@dataclass(frozen=True)
class Question:
    name: str
    heading: str  # over the answer, in the report
    ask: str
    hint: str
    rows: int
    narrows: bool = False  # the closer the answer, the fewer can have given it


@dataclass(frozen=True)
class Step:
    """`question` is None when all were asked."""

    number: int  # from 1
    of: int
    question: Question | None
    dangers: tuple[Situation, ...] = ()  # in the answer just given: numbers to call come first


def ask(
    questions: Sequence[Question], number: int, answers: Mapping[str, str], *, ports: Ports
) -> Step:
    """The question of that number, once those before it are fit to go on. Raise EmptyText when
    the first has no answer, TooLong."""
    number = max(1, min(number, len(questions) + 1))
    if number > 1 and not says_something(answers.get(questions[0].name, "")):
        raise EmptyText("/answer")
    before = tidy(answers.get(questions[number - 2].name, "")) if number > 1 else ""
    dangers = ports.first_look.look(clean(before, "/answer")) if before else ()
    asked = questions[number - 1] if number <= len(questions) else None
    return Step(number, len(questions), asked, tuple(one for one in dangers if one.urgent))


def together(questions: Sequence[Question], answers: Mapping[str, str]) -> str:
    """One text: the story first, then each further answer under its heading."""
    given = [(one, tidy(answers.get(one.name, ""))) for one in questions]
    return "\n".join(
        words if one is questions[0] else f"{one.heading}：{words}" for one, words in given if words
    )
