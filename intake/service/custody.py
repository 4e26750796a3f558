"""Note who decided what over a protected report, and tie a day's notes to the hash chain."""

from datetime import date, timedelta

from intake.domain.custody import CustodyFact, Step, digest_until
from intake.domain.days import day_of, midnight_after
from intake.domain.events import CustodyDay
from intake.domain.protected import ProtectedReport
from intake.domain.staff import StaffMember
from intake.ports import Ports, UnitOfWork
from intake.service import holding


def note(report: ProtectedReport, step: Step, by: str, uow: UnitOfWork, ports: Ports) -> None:
    uow.custody.add(CustodyFact.new(report.id, day_of(ports.clock()), step, by))


def history(id: str, who: StaffMember, *, ports: Ports) -> list[CustodyFact]:
    """For whoever holds the report; NotFound for others."""
    with ports.view() as uow:
        return uow.custody.of(holding.held(id, who, uow).id)


def close_day(*, ports: Ports) -> None:
    """Tie everything until yesterday to the chain; running it again adds nothing."""
    yesterday = day_of(ports.clock()) - timedelta(days=1)
    with ports.uow() as uow:
        done = any(isinstance(one, CustodyDay) for one in uow.events.of(yesterday.isoformat()))
        if not done:
            digest = digest_until(yesterday, uow.custody.all())
            uow.events.add(CustodyDay(yesterday.isoformat(), midnight_after(yesterday), digest))
            uow.commit()


def broken_day(*, ports: Ports) -> str | None:
    """The first day, ISO 8601, whose notes are not those that were tied to the chain."""
    with ports.view() as uow:
        facts, sealed = uow.custody.all(), uow.custody.sealed_days()
    for day in sealed:
        if day.digest != digest_until(date.fromisoformat(day.number), facts):
            return day.number
    return next((one.on.isoformat() for one in facts if not one.is_whole), None)
