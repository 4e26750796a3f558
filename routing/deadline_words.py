"""Tell in plain Chinese how a deadline comes about; the sentences are in clock.yml."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from routing.assignment import Certainty, TimeLimit, Unit
from routing.catalogue.clock_rows import ClockWords
from routing.deadlines import CHINA, ClockError, Deadline, Step, What

SECOND = timedelta(seconds=1)
WEEKDAYS = "一二三四五六日"


class DeadlineWords:
    def __init__(self, words: ClockWords, units: Mapping[str, str]):
        """`units` are the words for the units, as in reasons.yml."""
        self._words, self._units = words, units

    def tell(self, limit: TimeLimit, deadline: Deadline) -> tuple[str, ...]:
        return (*self._rule(limit), *(self._step(limit, step) for step in deadline.steps))

    def wrong(self, error: ClockError) -> str:
        values = {name: self._value(name, value) for name, value in error.values.items()}
        return self._say(error.code, **values)

    def _rule(self, limit: TimeLimit) -> tuple[str, ...]:
        unit = self._units[limit.unit]
        said = self._say(
            "rule",
            name=limit.name, document=limit.document, article=limit.article,
            mark=self._mark(limit.certainty),
            length=unit if limit.unit is Unit.AT_ONCE else f"{limit.amount}{unit}",
        )  # fmt: skip
        held = (("rule_since", limit.since), ("rule_until", limit.until))
        days = "，".join(self._say(name, day=_day(day)) for name, day in held if day)
        return (said, self._say("rule_days", days=days)) if days else (said,)

    def _step(self, limit: TimeLimit, step: Step) -> str:
        name = str(step.what)
        if step.what is What.HOLIDAY and step.since == step.until:
            name = "holiday_one"
        return self._say(
            name,
            since=_when(step.since), until=_until(limit, step), amount=step.amount,
            unit=self._units[limit.unit], event=self._event(step.event),
            source=self._source(limit, step),
            windows=self._windows(),
        )  # fmt: skip

    def _source(self, limit: TimeLimit, step: Step) -> str:
        rests_on = {one.event: one for one in limit.excludes}.get(step.event)
        of = limit.extension if step.what is What.EXTENDED else rests_on
        if of is None:
            return ""
        return self._say(
            "source",
            document=of.document or limit.document, article=of.article,
            mark=self._mark(of.certainty or limit.certainty),
        )  # fmt: skip

    def _mark(self, certainty: Certainty) -> str:
        return "" if certainty is Certainty.FULL else self._words.say[f"mark_{certainty}"]

    def _event(self, event: str) -> str:
        return self._words.events.get(event, event)

    def _windows(self) -> str:
        hours = self._words.office_hours
        spans = (f"{since:%H:%M}–{until:%H:%M}" for since, until in hours.windows)
        return "、".join(spans) + self._mark(hours.certainty)

    def _value(self, name: str, value: object) -> str:
        if isinstance(value, datetime):
            return _when(value)
        if isinstance(value, tuple):
            return "、".join(f"{one}（{self._event(one)}）" for one in value)
        return self._event(str(value)) if name == "event" else str(value)

    def _say(self, sentence: str, **blanks: object) -> str:
        return self._words.say[sentence].format(**blanks)


def _until(limit: TimeLimit, step: Step) -> str:
    """What is due at midnight is due by the end of the day before."""
    until, at_once = step.until, limit.unit is Unit.AT_ONCE
    if (
        step.what is What.DUE
        and not at_once
        and isinstance(until, datetime)
        and until == _midnight(until)
    ):
        return f"{_day((until - SECOND).date())} 24:00"
    return _when(until)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _when(moment: date) -> str:
    if isinstance(moment, datetime):
        here = moment.astimezone(CHINA)
        return f"{_day(here.date())} {here:%H:%M:%S}".removesuffix(":00")
    return _day(moment)


def _day(day: date) -> str:
    return f"{day}（周{WEEKDAYS[day.weekday()]}）"
