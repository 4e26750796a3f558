"""When something happened, as people say it: 昨天下午, 上个月, 去年冬天, 三个多月了."""

import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import StringIO
from typing import Any

from dateutil.relativedelta import relativedelta

from routing.deadlines import CHINA
from routing.facts.words import fact_words
from routing.text import fold

LONGEST = 3000  # characters looked at
# jionlp tries every piece of a run of time-like characters, half a millisecond each: what names a
# time is short, and nobody names more than a few.
LONGEST_RUN, MOST_RUNS = 24, 24
FORM = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Span:
    """A stretch of time, Asia/Shanghai; `words` as they were understood, not as they were said."""

    words: str
    start: datetime
    end: datetime


def spans(text: str, said_at: datetime) -> list[Span]:
    """Return the times a text names, in its order. What cannot be read is left out."""
    said_at = said_at.astimezone(CHINA)
    text = _plain(text)
    ahead = any(plan in text for plan in fact_words().plans)
    found = [_span(one, said_at, ahead=ahead) for one in _named(text, said_at)]
    found += [_until(match[1], said_at) for match in _durations().finditer(text)]
    return list(dict.fromkeys(one for one in found if one))


def _plain(text: str) -> str:
    text = fold(text[:LONGEST])
    for spoken, written in fact_words().spoken_days.items():
        text = text.replace(spoken, written)
    return text


def _named(text: str, said_at: datetime) -> list[dict[str, Any]]:
    runs = [run[0] for run in _runs().finditer(text) if _tells_time().search(run[0])]
    found: list[dict[str, Any]] = []
    for run in list(dict.fromkeys(runs))[:MOST_RUNS]:
        try:
            with redirect_stdout(StringIO()):
                # Never a timestamp: jionlp reads that in the machine's own zone.
                found += _jionlp().ner.extract_time(run[:LONGEST_RUN], time_base=said_at)
        except Exception:  # noqa: S112 - it raises anything on what it cannot read
            continue
    return found


def _span(found: dict[str, Any], said_at: datetime, *, ahead: bool) -> Span | None:
    if found.get("type") not in ("time_point", "time_span"):
        return None
    try:
        start, end = (
            datetime.strptime(one, FORM).replace(tzinfo=CHINA) for one in found["detail"]["time"]
        )
    except (KeyError, TypeError, ValueError):
        return None
    words = found["text"].strip("从自 ,")
    if start > said_at and not ahead and "年" not in words:
        # A complaint tells of the past: 12月 said in November was last year's.
        start, end = start - relativedelta(years=1), end - relativedelta(years=1)
    return Span(words, start, end) if start <= end else None


def _until(duration: str, said_at: datetime) -> Span | None:
    """三个月了 began as long ago; the day is meant, not the minute."""
    plain = duration.replace("多", "").replace("几", "3")
    try:
        with redirect_stdout(StringIO()):
            read = _jionlp().parse_time(plain, time_base=said_at)
        years, months, days = (float(read["time"].get(one, 0)) for one in ("year", "month", "day"))
        months += 12 * years
        back = relativedelta(months=int(months), days=round(days + 30 * (months % 1)))
        start = (said_at - back).replace(hour=0, minute=0, second=0, microsecond=0)
    except Exception:
        return None
    return Span(f"{duration}了", start, said_at)


@cache
def _durations() -> re.Pattern[str]:
    return re.compile(fact_words().durations)


@cache
def _runs() -> re.Pattern[str]:
    with redirect_stdout(StringIO()):
        from jionlp.rule.rule_pattern import TIME_CHAR_STRING  # noqa: PLC0415
    return re.compile(TIME_CHAR_STRING)


@cache
def _tells_time() -> re.Pattern[str]:
    return re.compile(fact_words().time_words)


@cache
def _jionlp() -> Any:
    # Forty megabytes and a banner: only for who asks for dates.
    with redirect_stdout(StringIO()):
        import jionlp  # noqa: PLC0415
    return jionlp
