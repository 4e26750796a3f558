"""What staff see: work lists and one complaint, each only for those who may."""

from dataclasses import dataclass, field
from datetime import datetime

from intake.domain import access
from intake.domain.complaint import Complaint
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.events import Event
from intake.domain.exclusions import Exclusion
from intake.domain.lists import (
    ALL,
    EVERYTHING,
    PAGE,
    SOON,
    Among,
    BoardTab,
    Listed,
    Mark,
    Narrow,
    OfficeTab,
    Stay,
    Tally,
    board_mark,
    cut,
    desk_mark,
    stay_mark,
)
from intake.domain.notes import Note
from intake.domain.staff import Act, StaffMember
from intake.domain.two_people import Proposal, What
from intake.ports import Ports
from intake.service import call_backs, excluding

ONE_MORE = PAGE + 1  # tells whether there is a page after


@dataclass(frozen=True)
class Seen:
    complaint: Complaint
    events: list[Event]
    joined: list[Complaint]  # handled with this one, as far as they may see them
    parts: list[Complaint]  # further matters of the same text
    notes: list[Note]
    exclusions: list[Exclusion]
    to_visit: list[Complaint] = field(default_factory=list)  # the office is still to call back
    exclude_by: datetime | None = None  # until when the office may ask to leave it out
    ending: Proposal | None = None  # of its supervision


@dataclass(frozen=True)
class OfficeList:
    page: Listed[Stay]
    counts: dict[OfficeTab, Tally]


@dataclass(frozen=True)
class BoardList:
    page: Listed[Complaint]
    counts: dict[BoardTab, Tally]
    ending: list[Proposal]  # supervisions that one supervisor wants to end


@dataclass(frozen=True)
class DeskList:
    page: Listed[Complaint]
    count: Tally
    told_by: dict[str, int]  # how many more tell of the same
    sign_by: datetime  # of what is sent on now


def soon(*, ports: Ports) -> datetime:
    """Until when a due date is a near one."""
    return ports.directory.in_working_time(ports.clock(), SOON)


def desk(
    who: StaffMember,
    narrow: Narrow = EVERYTHING,
    after: Mark | None = None,
    among: Among = ALL,
    *,
    ports: Ports,
) -> DeskList:
    _need(who, Act.SEE_DESK)
    sign_by = ports.directory.windows(ports.clock()).sign_by
    with ports.view() as uow:
        found = uow.lists.desk(narrow, after, ONE_MORE, within=who.area, among=among)
        page = cut(found, desk_mark)
        told_by = uow.lists.told_by([one.number for one in page.rows])
        return DeskList(page, uow.lists.desk_count(who.area), told_by, sign_by)


def next_at_desk(
    number: str, who: StaffMember, narrow: Narrow, among: Among, *, ports: Ports
) -> str:
    """The one after this in such a list, from its end on the first again; "" where none is left."""
    _need(who, Act.SEE_DESK)
    with ports.view() as uow:
        mark = desk_mark(uow.complaints.get(number))
        for after in (mark, None):
            found = uow.lists.desk(narrow, after, 2, within=who.area, among=among)
            if others := [one.number for one in found if one.number != number]:
                return others[0]
    return ""


def tickets(
    who: StaffMember,
    tab: OfficeTab = OfficeTab.OPEN,
    narrow: Narrow = EVERYTHING,
    after: Mark | None = None,
    *,
    ports: Ports,
) -> OfficeList:
    """Of the office's own; counts are of everything, however narrow the list is."""
    _need(who, Act.HANDLE)
    return _office_list(who.office, tab, narrow, after, ports)


def _office_list(
    office: str, tab: OfficeTab, narrow: Narrow, after: Mark | None, ports: Ports
) -> OfficeList:
    now = ports.clock()
    with ports.view() as uow:
        found = uow.lists.office(office, tab, now, narrow, after, ONE_MORE)
        return OfficeList(cut(found, stay_mark), uow.lists.office_counts(office, now))


def next_ticket(
    number: str,
    who: StaffMember,
    tab: OfficeTab = OfficeTab.OPEN,
    narrow: Narrow = EVERYTHING,
    *,
    ports: Ports,
) -> str:
    """As next_at_desk(), of the office's own."""
    _need(who, Act.HANDLE)
    now = ports.clock()
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
        mark = stay_mark(Stay(complaint, complaint.ticket_of(who.office)))
        for after in (mark, None):
            found = uow.lists.office(who.office, tab, now, narrow, after, 2)
            if others := [one.complaint.number for one in found if one.complaint.number != number]:
                return others[0]
    return ""


def board(
    who: StaffMember,
    tab: BoardTab = BoardTab.OPEN,
    narrow: Narrow = EVERYTHING,
    after: Mark | None = None,
    *,
    ports: Ports,
) -> BoardList:
    """Everything that is not done yet; counts as in tickets()."""
    _need(who, Act.SEE_ALL)
    now, near = ports.clock(), soon(ports=ports)
    with ports.view() as uow:
        found = uow.lists.board(tab, now, narrow, after, ONE_MORE, within=who.area, soon=near)
        ending = uow.proposals.waiting(What.END_SUPERVISION, now, who.area)
        counts = uow.lists.board_counts(now, who.area, near)
        return BoardList(cut(found, board_mark), counts, ending)


def of_office(
    office: str,
    who: StaffMember,
    tab: OfficeTab = OfficeTab.OPEN,
    narrow: Narrow = EVERYTHING,
    after: Mark | None = None,
    *,
    ports: Ports,
) -> OfficeList:
    """Any office's list, for whoever sees all of its area. NotFound for another area's."""
    _need(who, Act.SEE_ALL)
    if not office.startswith(who.area) or ports.directory.office_name(office) is None:
        raise NotFound
    return _office_list(office, tab, narrow, after, ports)


def one(number: str, who: StaffMember, *, ports: Ports) -> Seen:
    """NotFound also for what exists but is not theirs to see."""
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
        if not access.may_see(who, complaint):
            raise NotFound
        joined = uow.complaints.joined_to(number, who.area)
        parts = uow.complaints.parts_of(complaint.part_of or number)
        ending = uow.proposals.of(What.END_SUPERVISION, number)
        is_office = who.may(Act.HANDLE)
        return Seen(
            complaint,
            uow.events.of(number),
            joined,
            [one for one in parts if access.reaches(who, one)],
            [note for note in uow.notes.of(number) if access.may_read(who, note)],
            [one for one in uow.exclusions.of(number) if not is_office or one.office == who.office],
            to_visit=[
                one for one in (complaint, *joined) if call_backs.awaits(uow, one, who.office)
            ]
            if is_office
            else [],
            exclude_by=excluding.window(uow, complaint, who, ports) if is_office else None,
            ending=ending if ending and ending.is_open(ports.clock()) else None,
        )


def audit(who: StaffMember, *, ports: Ports) -> tuple[list[tuple[int, Event]], int | None]:
    """The latest facts, and the first broken link of the chain, if any."""
    _need(who, Act.SEE_AUDIT)
    with ports.view() as uow:
        return uow.events.latest(within=who.area), uow.events.broken_link()


def _need(who: StaffMember, act: Act) -> None:
    if not who.may(act):
        raise NotAllowed
