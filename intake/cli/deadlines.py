"""Print by when something is due, and how that date comes about."""

import json
from collections.abc import Sequence

from rich.console import Console

from intake.cli.replaying import Unusable
from routing.catalogue import Catalogue
from routing.deadline_words import DeadlineWords
from routing.deadlines import CHINA, ClockError, reckon
from routing.moments import read_moment, read_moments


def explain(
    catalogue: Catalogue,
    rule: str,
    received: str,
    events: Sequence[str],
    out: Console,
    *,
    as_json: bool,
) -> None:
    codes = dict.fromkeys(row.code for row in catalogue.time_limits)
    if rule not in codes:
        raise Unusable(f"没有 {rule} 这一条时限。有的是：{'、'.join(codes)}。")
    words = DeadlineWords(catalogue.clock, catalogue.templates)
    try:
        day = read_moment(received).astimezone(CHINA).date()
        limit = catalogue.time_limit(rule, day)
        got = reckon(limit, read_moments(limit, received, events), catalogue.calendar)
    except ClockError as error:
        raise Unusable(words.wrong(error)) from error
    except OverflowError as error:
        raise Unusable(words.wrong(ClockError("too_far"))) from error
    told = words.tell(limit, got)
    if as_json:
        whole = {"due": got.due.isoformat(), "provisional": got.provisional, "steps": told}
        out.file.write(json.dumps(whole, ensure_ascii=False) + "\n")
        return
    for number, line in enumerate(told, 1):
        out.print(f"{number:>2}  {line}", markup=False, highlight=False, soft_wrap=True)
