"""Close a protected report, hold it by two people, destroy what has been kept long enough."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from intake.domain.days import day_of
from intake.domain.errors import NotFound
from intake.domain.events import ReportShredded
from intake.domain.keeping import Hold, Retention
from intake.domain.protected import ProtectedReport
from intake.domain.staff import StaffMember
from intake.ports import Ports
from intake.service import holding, protected
from intake.service.attaching import stored
from intake.service.filing import clean


def close(id: str, text: str, who: StaffMember, *, ports: Ports) -> None:
    """Tell the reporter how it ended. What they write afterwards opens it again."""
    plain = clean(text, "/text")
    with ports.uow() as uow:
        report = holding.held(id, who, uow)
        report.close(day_of(ports.clock()))
        protected.tell(report, plain, ports)
        uow.commit()


def ask_hold(id: str, why: str, who: StaffMember, *, ports: Ports) -> None:
    """The reporter reads who wants it kept, and why, before a second person agrees."""
    plain = clean(why, "/why")

    def ask(hold: Hold, report: ProtectedReport) -> None:
        hold.ask(who.name)
        protected.tell(report, ports.words.say("hold_asked", why=plain).text, ports)

    _change(id, who, ask, ports)


def confirm_hold(id: str, who: StaffMember, *, ports: Ports) -> None:
    def confirm(hold: Hold, report: ProtectedReport) -> None:
        hold.confirm(who.name, day_of(ports.clock()))
        protected.tell(report, ports.words.say("held").text, ports)

    _change(id, who, confirm, ports)


def ask_to_lift(id: str, who: StaffMember, *, ports: Ports) -> None:
    _change(id, who, lambda hold, _: hold.ask_to_lift(who.name), ports)


def lift(id: str, who: StaffMember, *, ports: Ports) -> None:
    def end(hold: Hold, report: ProtectedReport) -> None:
        hold.lift(who.name)
        protected.tell(report, ports.words.say("hold_lifted").text, ports)

    _change(id, who, end, ports)


def _change(
    id: str, who: StaffMember, act: Callable[[Hold, ProtectedReport], None], ports: Ports
) -> None:
    with ports.uow() as uow:
        report = holding.held(id, who, uow)
        hold = replace(report.hold)  # a new one, or the change would not be noticed
        act(hold, report)
        report.hold = hold
        uow.commit()


def destroy_due(*, ports: Ports) -> int:
    """Destroy every report whose day has come, one transaction each: rows, keys, files. Return
    how many. Raise StorageBusy when all that is done and its bytes are not overwritten yet."""
    with ports.view() as uow:
        ids = uow.protected.ids()
    count = sum(_destroy_if_due(id, ports.retention, ports) for id in ids)
    ports.scrub()  # also of what reporters withdrew today
    return count


def due(*, ports: Ports) -> int:
    """How many destroy_due() would destroy now."""
    today = day_of(ports.clock())
    with ports.view() as uow:
        reports = [uow.protected.get(id) for id in uow.protected.ids()]
    return sum(_is_due(report, ports.retention, today) for report in reports)


def _destroy_if_due(id: str, retention: Retention, ports: Ports) -> bool:
    today = day_of(ports.clock())
    with ports.uow() as uow:
        try:
            report = uow.protected.get(id)
        except NotFound:  # destroyed by another run
            return False
        if not _is_due(report, retention, today):
            return False
        files = stored(report)
        midnight = datetime.combine(today, time.min, tzinfo=UTC)
        uow.events.add(
            ReportShredded(today.isoformat(), midnight, proof(report), report.standing.value)
        )
        uow.protected.remove(report)
        uow.commit()
    ports.files.destroy(files)
    return True


def _is_due(report: ProtectedReport, retention: Retention, today: date) -> bool:
    ends = report.ends_on(retention)
    return ends is not None and ends <= today


def proof(report: ProtectedReport) -> str:
    """Whoever kept a copy of all its ciphertexts can compute this and see that it was this one;
    nobody else can say which it was."""
    ciphertexts = [item.envelope for item in report.items]
    ciphertexts += [report.sealed] if report.sealed else []
    digests = sorted(hashlib.sha256(one).hexdigest() for one in ciphertexts)
    return hashlib.sha256("".join(digests).encode()).hexdigest()
