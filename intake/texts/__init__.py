"""Sentences people read, by name, from the files beside this one."""

import re
from collections.abc import Mapping, Sequence
from datetime import time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from intake.domain.conversation import Button
from intake.domain.keeping import Retention
from intake.domain.performance import RATES, Figure, Formulas, What
from intake.domain.rising import Rules
from intake.domain.seats import EmergencyLine, SeatRules
from intake.domain.visits import Heard, VisitRules
from intake.ports import Said
from intake.texts import letters
from routing.assignment import Kind
from routing.text import fold

HERE = files(__name__)
NUMBER = re.compile(r"\d{3,}")


class Phrases:
    """The interview's sentences and the short answers it understands without any model."""

    def __init__(self, file: Mapping[str, Any]):
        self._says: Mapping[str, Any] = file["says"]
        self._trailing: str = file["trailing"]
        self._means = {
            name: frozenset(self._bare(word) for word in words)
            for name, words in file["means"].items()
        }

    def say(self, name: str, **values: str) -> Said:
        entry = self._says[name]
        if isinstance(entry, str):
            entry = {"text": entry}
        buttons = tuple(Button(title, payload) for title, payload in entry.get("buttons", ()))
        # One pass: what a citizen wrote is put in, never read as a pattern.
        text = entry["text"].strip()
        return Said(text.format_map(values) if values else text, buttons)

    def means(self, name: str, text: str) -> bool:
        return self._bare(text) in self._means[name]

    def _bare(self, text: str) -> str:
        folded = fold(text)
        return folded.strip(self._trailing) or folded


@cache
def interview() -> Phrases:
    return Phrases(_load("interview.yml"))


@cache
def stock_phrases() -> Mapping[str, Mapping[str, str]]:
    """Sentences ready to be put into a reply, by their titles and by who writes it."""
    file: Mapping[str, Mapping[str, str]] = _load("phrases.yml")
    return file


class Spoken(Phrases):
    """The interview as it is said by phone."""

    def __init__(self, file: Mapping[str, Any], phone: Mapping[str, Any]):
        means = {**file["means"], **phone["means"]}
        super().__init__({**file, "says": {**file["says"], **phone["says"]}, "means": means})
        self._states: Mapping[str, str] = phone["states"]
        self._digits: str = phone["digits"]
        self._fixed = {
            name: entry["text"].strip()
            for name, entry in phone["says"].items()
            if "{" not in entry["text"]
        }

    def state(self, state: str) -> str:
        return self._states[state]

    def digits(self, code: str) -> str:
        """Digit by digit, a breath after every four."""
        read = [self._digits[int(one)] for one in code if one.isdigit()]
        return "，".join(" ".join(read[at : at + 4]) for at in range(0, len(read), 4))

    def aloud(self, text: str) -> str:
        """Numbers of three digits and more are read one by one: 12345 is no amount here."""
        return NUMBER.sub(lambda found: self.digits(found[0]), text)

    def fixed(self) -> Mapping[str, str]:
        """The sentences that are known beforehand, by name: to be recorded."""
        return self._fixed


def phone_help(name: str, **values: str) -> str:
    """What `yihao phone` tells an operator."""
    said: str = _load("phone.yml")["help"][name]
    return said.strip().format_map(values)


@cache
def spoken() -> Spoken:
    return Spoken(_load("interview.yml"), _load("phone.yml"))


def messages(file: Path | None = None) -> letters.Letters:
    """`file`: an operator's, over the shipped one. Raise BadLetters."""
    return letters.read(file)


@cache
def _problems() -> Mapping[str, Mapping[str, str]]:
    loaded: Mapping[str, Mapping[str, str]] = _load("problems.yml")
    return loaded


def problem(code: str, **values: str | int) -> str:
    """The Chinese sentence for an error's code."""
    sentences = _problems()
    return (sentences.get(code) or sentences["unknown"])["zh"].format_map(values)


def problem_title(code: str) -> str:
    """The English title for programs' authors."""
    sentences = _problems()
    return (sentences.get(code) or sentences["unknown"])["en"]


@cache
def reporting_ways() -> Sequence[Mapping[str, str]]:
    """What staying anonymous costs, by field of life: domain, anonymous, source, certainty."""
    loaded: Sequence[Mapping[str, str]] = _load("reporting_ways.yml")
    return loaded


@cache
def protected_questions() -> Sequence[Mapping[str, Any]]:
    """name, as (the heading), ask, hint, rows, narrows; in the order they are asked."""
    loaded: Sequence[Mapping[str, Any]] = _load("protected_questions.yml")
    return loaded


@cache
def retention() -> Retention:
    """How long protected reports are kept. Raise ValueError, naming the row at fault."""
    return Retention.from_rows(_load("retention.yml"))


@cache
def visit_rules() -> VisitRules:
    """Who is called back and when, what is redone, how long an office may ask for an exclusion."""
    rows = _load("visits.yml")
    call, link, redo = rows["call"], rows["link"], rows["redo"]
    return VisitRules(
        share=call["share"],
        days=call["days"],
        tries=call["tries"],
        leave_out=frozenset(Kind(kind) for kind in call["leave_out"]),
        link_after=link["after_days"],
        link_lasts=link["lasts_days"],
        redo_days=redo["days"],
        redo_solved=frozenset(redo["solved"]),
        redo_satisfied=frozenset(redo["satisfied"]),
        exclusion_days=rows["exclusion"]["days"],
        unverified=any(rows[part]["certainty"] != "full" for part in ("call", "link", "redo")),
    )


@cache
def visit_outcomes() -> Sequence[tuple[str, Heard]]:
    """What is usually heard, for one key each: how it is said, and the three answers."""
    return [
        (row["say"], Heard("solved" in row, row.get("solved", ""), row.get("satisfied", 0)))
        for row in _load("visits.yml")["outcomes"]
    ]


@cache
def seat_rules() -> SeatRules:
    """What agents choose from, whom they send callers on to, when somebody is rung back."""
    rows = _load("seats.yml")
    back = rows["ring_back"]
    return SeatRules(
        wrap_up=rows["wrap_up"],
        emergency={
            number: EmergencyLine(number, row["name"], row["switch"])
            for number, row in rows["emergency"].items()
        },
        outcomes=rows["outcomes"],
        within_hours=back["within_hours"],
        again_after_hours=back["again_after_hours"],
        most_tries=back["most_tries"],
        opens=_hour(rows["hours"]["opens"]),
        closes=_hour(rows["hours"]["closes"]),
        unverified=back["certainty"] != "full",
    )


def _hour(said: str) -> time:
    """24:00 is the end of the day."""
    return time.max if said == "24:00" else time.fromisoformat(said)


def rising_rules() -> Rules:
    """From what on something rises. Not kept: the file may change while we run."""
    row = _load("rising.yml")
    return Rules(
        int(row["window_days"]),
        int(row["history_weeks"]),
        int(row["least"]),
        float(row["chance"]),
    )


@cache
def formulas() -> Formulas:
    """By which figures offices are looked at, and of what these are made."""
    rows = _load("performance.yml")
    source = rows["weights_source"]
    return Formulas(
        figures={what: _figure(rows["figures"][what.value]) for what in RATES},
        ranking=rows["ranking"],
        contact_hours=rows["contact_hours"],
        counted_visitors=frozenset(rows["counted_visitors"]),
        solved=rows["solved"],
        satisfied=frozenset(rows["satisfied"]),
        weights={What(name): weight for name, weight in rows["weights"].items()},
        weights_source=f"{source['document']} {source['article']}",
    )


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(
        name=row["name"],
        top=row["top"],
        bottom=row["bottom"],
        left_out=row["left_out"],
        rises=row["good"] == "up",
        leave_out=frozenset(row["leave_out"]),
        document=row["document"],
        article=row["article"],
        is_verified=row["certainty"] == "full",
    )


def _load(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text("utf-8"))
