"""Close a protected report, hold it by two people, destroy what has been kept long enough."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time

from intake.domain.custody import Step
from intake.domain.days import day_of
from intake.domain.errors import NotFound
from intake.domain.events import ReportShredded
from intake.domain.keeping import Hold, Retention, Standing
from intake.domain.protected import ProtectedReport
from intake.domain.staff import StaffMember
from intake.ports import Ports
from intake.service import custody, holding, protected
from intake.service.attaching import stored
from intake.service.filing import clean

PIECE = 1 << 20  # bytes


def close(id: str, text: str, who: StaffMember, *, ports: Ports) -> None:
    """Tell the reporter how it ended. What they write afterwards opens it again."""
    plain = clean(text, "/text")
    with ports.uow() as uow:
        report = holding.held(id, who, uow)
        report.close(day_of(ports.clock()))
        protected.tell(report, plain, ports)
        custody.note(report, Step.CLOSED, who.name, uow, ports)
        uow.commit()


def ask_hold(id: str, why: str, who: StaffMember, *, ports: Ports) -> None:
    """The reporter reads who wants it kept, and why, before a second person agrees."""
    plain = clean(why, "/why")

    def ask(hold: Hold, report: ProtectedReport) -> None:
        hold.ask(who.name)
        protected.tell(report, ports.words.say("hold_asked", why=plain).text, ports)

    _change(id, who, Step.HOLD_ASKED, ask, ports)


def confirm_hold(id: str, who: StaffMember, *, ports: Ports) -> None:
    def confirm(hold: Hold, report: ProtectedReport) -> None:
        hold.confirm(who.name, day_of(ports.clock()))
        protected.tell(report, ports.words.say("held").text, ports)

    _change(id, who, Step.HOLD_CONFIRMED, confirm, ports)


def refuse_hold(id: str, who: StaffMember, *, ports: Ports) -> None:
    """The second person says no. Raise SecondPersonNeeded for whoever asked."""

    def refuse(hold: Hold, report: ProtectedReport) -> None:
        hold.refuse(who.name)
        protected.tell(report, ports.words.say("hold_refused").text, ports)

    _change(id, who, Step.HOLD_REFUSED, refuse, ports)


def take_hold_back(id: str, who: StaffMember, *, ports: Ports) -> None:
    def take_back(hold: Hold, report: ProtectedReport) -> None:
        hold.take_back(who.name)
        protected.tell(report, ports.words.say("hold_taken_back").text, ports)

    _change(id, who, Step.HOLD_TAKEN_BACK, take_back, ports)


def ask_to_lift(id: str, who: StaffMember, *, ports: Ports) -> None:
    _change(id, who, Step.LIFT_ASKED, lambda hold, _: hold.ask_to_lift(who.name), ports)


def lift(id: str, who: StaffMember, *, ports: Ports) -> None:
    def end(hold: Hold, report: ProtectedReport) -> None:
        hold.lift(who.name)
        protected.tell(report, ports.words.say("hold_lifted").text, ports)

    _change(id, who, Step.LIFTED, end, ports)


def _change(
    id: str,
    who: StaffMember,
    step: Step,
    act: Callable[[Hold, ProtectedReport], None],
    ports: Ports,
) -> None:
    with ports.uow() as uow:
        report = holding.held(id, who, uow)
        hold = replace(report.hold)  # a new one, or the change would not be noticed
        act(hold, report)
        report.hold = hold
        custody.note(report, step, who.name, uow, ports)
        uow.commit()


def destroy_due(*, ports: Ports) -> int:
    """Destroy every report whose day has come, one transaction each: rows, keys, files; and close
    the day of who held what. Return how many. Raise StorageBusy when all that is done and its
    bytes are not overwritten yet."""
    custody.close_day(ports=ports)
    with ports.view() as uow:
        ids = uow.protected.ids()
    count = sum(_destroy_if_due(id, ports.retention, ports) for id in ids)
    ports.scrub()  # also of what reporters withdrew today
    return count


def due(*, ports: Ports) -> Mapping[Standing, int]:
    """How many destroy_due() would destroy now: also after the periods were made shorter."""
    today = day_of(ports.clock())
    with ports.view() as uow:
        reports = [uow.protected.get(id) for id in uow.protected.ids()]
    gone = Counter(one.standing for one in reports if _is_due(one, ports.retention, today))
    return {standing: gone[standing] for standing in Standing}


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
        digests = [_digest_of_file(name, ports) for name in sorted(files)]
        shown = proof(report, digests)
        uow.events.add(ReportShredded(today.isoformat(), midnight, shown, report.standing.value))
        for fact in uow.custody.of(report.id):
            fact.forget_report()
        uow.protected.remove(report)
        uow.commit()
    ports.files.destroy(files)
    return True


def _is_due(report: ProtectedReport, retention: Retention, today: date) -> bool:
    ends = report.ends_on(retention)
    return ends is not None and ends <= today


def proof(report: ProtectedReport, files: Iterable[str] = ()) -> str:
    """Whoever kept a copy of all its ciphertexts can compute this and see that it was this one;
    nobody else can say which it was. `files` are SHA-256, in hex, of its sealed files."""
    ciphertexts = [one.envelope for one in report.items]
    ciphertexts += [one.envelope for one in report.files]
    ciphertexts += [report.sealed] if report.sealed else []
    digests = sorted([*(hashlib.sha256(one).hexdigest() for one in ciphertexts), *files])
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _digest_of_file(name: str, ports: Ports) -> str:
    """Of one that is no longer there: of nothing."""
    digest = hashlib.sha256()
    with suppress(NotFound), ports.files.open(name) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
