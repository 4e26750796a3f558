"""Notice what rises against its own history; runs in the worker.

Only ordinary complaints are counted: a protected report never comes here.
"""

import secrets
from collections.abc import Iterator
from datetime import date, timedelta

from intake.domain.complaint import Complaint
from intake.domain.days import day_of
from intake.domain.events import ProblemRose
from intake.domain.rising import Rise, Subject, Telling
from intake.ports import Ports, UnitOfWork
from routing import rising
from routing.assignment import Assignment
from routing.facts.parties import PartyKind, parties

CITY = 4  # digits: a firm is the same firm in every county of a city
LONGEST_NAME = 40


def note(number: str, got: Assignment, *, ports: Ports) -> None:
    """Keep what a complaint tells of: the theme, the place and the firms, where routing knows
    them."""
    with ports.uow() as uow:
        uow.rising.tell(_told_of(uow.complaints.get(number), got, ports))
        uow.commit()


def watch(*, ports: Ports) -> int:
    """Open a warning for whatever rises, bring those open up to date. Return how many are new."""
    today, rules = day_of(ports.clock()), ports.rising_rules
    before = rules.since(today) - timedelta(days=rules.window_days * rules.history_weeks)
    with ports.uow() as uow:
        for rise in uow.rising.open():
            days = [t.on for t in uow.rising.tellings(rise.subject, rise.code, before)]
            rise.weeks = rules.weeks(days, today)
        found = uow.rising.frequent(rules.since(today), rules.least)
        new = [one for subject, code in found if (one := _rise(uow, subject, code, before, ports))]
        for rise in new:
            uow.rising.add(rise)
            uow.events.add(ProblemRose(rise.id, rise.opened_at, rise.subject.value, rise.count))
        uow.rising.forget_before(before)
        uow.commit()
    return len(new)


def _rise(uow: UnitOfWork, subject: Subject, code: str, before: date, ports: Ports) -> Rise | None:
    """None for what is ordinary, has its warning, or had it closed within the same window."""
    now, rules = ports.clock(), ports.rising_rules
    today = day_of(now)
    last = uow.rising.latest(subject, code)
    if last and (last.closed_at is None or day_of(last.closed_at) >= rules.since(today)):
        return None
    tellings = uow.rising.tellings(subject, code, before)
    weeks = rules.weeks((one.on for one in tellings), today)
    if rising.chance(weeks[-1], weeks[:-1]) > rules.chance:
        return None
    return Rise(
        secrets.token_hex(5), subject, code, tellings[-1].name, rules.since(today), now, weeks
    )


def _told_of(complaint: Complaint, got: Assignment, ports: Ports) -> Iterator[Telling]:
    number, on = complaint.number, day_of(complaint.filed_at)
    if got.category and got.area:
        code, name = f"{got.category}@{got.area}", f"{got.area_name} · {got.category_name}"
        yield Telling(number, on, Subject.THEME, code, name)
    place = ports.directory.township_name(got.township) if got.township else None
    if place:
        yield Telling(number, on, Subject.PLACE, got.township, place)
    for party in parties(f"{complaint.text}\n{complaint.place}"):
        if party.kind is PartyKind.ORGANISATION and len(party.words) <= LONGEST_NAME:
            code = f"{party.words}@{got.area[:CITY]}"
            yield Telling(number, on, Subject.FIRM, code, party.words)
