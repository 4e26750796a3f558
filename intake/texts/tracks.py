"""Read the rules of the two tracks, the forms of notices, and what looks like claims for profit."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import yaml

from intake.domain.profit import Pattern, ProfitRules
from intake.domain.track_rules import REFUSE, STOP, Ground, NoticeForm, Request, TrackRules
from intake.domain.tracks import TrackKind, TrackState
from intake.texts import HERE
from routing.assignment import Certainty


@cache
def track_rules() -> TrackRules:
    rules, papers = _load("tracks.yml"), _load("notices.yml")
    forms = {
        kind: NoticeForm(form["title"], tuple(form["body"]))
        for kind, form in papers["notices"].items()
    }
    phrases = {name: text for name, text in papers.items() if isinstance(text, str)}
    phrases |= {f"to_{track}": text for track, text in papers["addressee"].items()}
    return TrackRules(
        tuple(rules["categories"]),
        frozenset(rules["departments"]),
        {TrackKind(kind): _clocks(codes) for kind, codes in rules["clocks"].items()},
        tuple(_grounds(rules["rules"])),
        tuple(_requests(rules["rules"])),
        rules["request_days"],
        papers["steps"],
        papers["drafts"],
        forms,
        phrases,
    )


@cache
def profit_rules() -> ProfitRules:
    file = _load("profit.yml")
    same = file["same_text"]
    patterns = (
        Pattern(row["code"], row["name"], tuple(re.compile(one) for one in row["match"]))
        for row in file["patterns"]
    )
    return ProfitRules(
        file["document"],
        file["article"],
        Certainty(file["certainty"]),
        file["note"],
        tuple(patterns),
        same["name"],
        same["least"],
        same["likeness"],
        same["days"],
    )


def _clocks(codes: Mapping[str, str]) -> dict[TrackState, str]:
    return {TrackState(state): code for state, code in codes.items()}


def _grounds(rules: Iterable[Mapping[str, Any]]) -> Iterable[Ground]:
    for rule in rules:
        for use in (REFUSE, STOP):
            for code, (item, words) in rule[use]["items"].items():
                yield Ground(
                    code,
                    use,
                    rule["document"],
                    rule[use]["article"],
                    item,
                    words,
                    Certainty(rule["certainty"]),
                    rule["since"],
                    rule.get("until"),
                )


def _requests(rules: Iterable[Mapping[str, Any]]) -> Iterable[Request]:
    for rule in rules:
        asks = rule["ask"]
        for step, row in asks["for"].items():
            yield Request(
                step,
                rule["document"],
                row["article"],
                Certainty(row["certainty"]),
                asks["clock"],
                Certainty(asks["clock_certainty"]),
                rule["since"],
                rule.get("until"),
            )


def _load(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text("utf-8"))
