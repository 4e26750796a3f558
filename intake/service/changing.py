"""One administrator proposes, another puts in force: files of the catalogue, and trusted roles."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import unified_diff
from hashlib import sha256
from secrets import token_hex

from intake.domain.administration import Change, Stage, Subject
from intake.domain.complaint import Complaint
from intake.domain.errors import ChangedMeanwhile, NotFound, NothingChanged
from intake.domain.events import Event, FileChanged, StaffChanged
from intake.domain.lists import BoardTab, Mark, board_mark
from intake.domain.staff import StaffMember, StaffRole
from intake.ports import Ports, UnitOfWork
from intake.ports.administration import Due, Remark
from intake.service.administering import give, need

CLOCK_FILES = ("time_limits.yml", "holidays.yml", "clock.yml")
AT_ONCE = 500  # complaints read at once
MOST = 5_000  # open ones looked at, a second or two; the preview says when there are more
SHOWN = 50
AROUND = 2  # lines of a file shown around a changed one


@dataclass(frozen=True)
class Line:
    sign: str  # "+", "-", " ", or "@" between two places
    text: str


@dataclass(frozen=True)
class Moved:
    number: str
    rule: str  # its name
    due: datetime
    would_be: datetime


@dataclass(frozen=True)
class Touched:
    """What the change would do to what is open, were it to have been in force: nothing does it."""

    looked_at: int
    is_all: bool
    by_rule: dict[str, int]
    first: list[Moved]


@dataclass(frozen=True)
class Preview:
    lines: list[Line]
    added: int
    removed: int
    remarks: list[Remark]
    touched: Touched | None


def propose(name: str, text: str, who: StaffMember, *, ports: Ports) -> str:
    """Returns the change's id; nothing is in force yet. Raise BadFile, NothingChanged."""
    need(who)
    text = "\n".join(text.removeprefix("\ufeff").splitlines()) + "\n"
    before = ports.book.text(name)
    if text == before:
        raise NothingChanged("/text")
    ports.book.check(name, text)
    id, now = token_hex(8), ports.clock()
    with ports.uow() as uow:
        uow.administration.put_change(Change(id, Subject.FILE, name, before, text, who.name, now))
        uow.events.add(FileChanged(name, now, who.name, "asked", proof(text)))
        uow.commit()
    return id


def undo(id: str, who: StaffMember, *, ports: Ports) -> str:
    """Propose the text that this one replaced."""
    found = look(id, who, ports=ports)
    if found.subject is not Subject.FILE:
        raise NotFound
    return propose(found.name, found.before, who, ports=ports)


def agree(id: str, who: StaffMember, *, ports: Ports) -> Change:
    """Raise SecondPersonNeeded; ChangedMeanwhile where something else is in force by now."""
    need(who)
    now = ports.clock()
    with ports.uow() as uow:
        found = _open(id, who, uow)
        done = replace(found, stage=Stage.IN_FORCE, decided_by=who.name, decided_at=now)
        uow.administration.put_change(done)
        uow.events.add(_fact(done, "agreed"))
        if found.subject is Subject.ROLE:
            _give_role(found, uow, ports)
        else:
            _put_in_place(found, ports)
        uow.commit()
    return done


def drop(id: str, who: StaffMember, *, ports: Ports) -> Change:
    """By whoever proposed it, or by another administrator."""
    need(who)
    now = ports.clock()
    with ports.uow() as uow:
        found = uow.administration.change(id)
        if found is None:
            raise NotFound
        found.must_be_open()
        done = replace(found, stage=Stage.DROPPED, decided_by=who.name, decided_at=now)
        uow.administration.put_change(done)
        uow.events.add(_fact(done, "refused"))
        uow.commit()
    return done


def look(id: str, who: StaffMember, *, ports: Ports) -> Change:
    need(who)
    with ports.view() as uow:
        found = uow.administration.change(id)
    if found is None:
        raise NotFound
    return found


def history(who: StaffMember, name: str = "", *, ports: Ports) -> list[Change]:
    need(who)
    with ports.view() as uow:
        return uow.administration.changes(name)


def preview(found: Change, *, ports: Ports) -> Preview:
    """BadFile where the rest of the catalogue changed so that this one does not fit it any more."""
    lines = list(_lines(found.before, found.after))
    signs = Counter(line.sign for line in lines)
    remarks, touched = [], None
    if found.stage is Stage.OPEN:
        remarks = ports.book.check(found.name, found.after)
        if found.name in CLOCK_FILES:
            touched = _touched(found, ports)
    return Preview(lines, signs["+"], signs["-"], remarks, touched)


def proof(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _open(id: str, who: StaffMember, uow: UnitOfWork) -> Change:
    found = uow.administration.change(id)
    if found is None:
        raise NotFound
    found.check(who.name)
    return found


def _put_in_place(found: Change, ports: Ports) -> None:
    """Before it is committed: should that fail, the same click puts the same text there again."""
    if ports.book.text(found.name) not in (found.before, found.after):
        raise ChangedMeanwhile
    ports.book.check(found.name, found.after)
    ports.book.put(found.name, found.after)


def _give_role(found: Change, uow: UnitOfWork, ports: Ports) -> None:
    member = uow.staff.get(found.name)
    if member is None or member.role.value != found.before:
        raise ChangedMeanwhile
    give(member, StaffRole(found.after), "", uow, ports)


def _fact(done: Change, what: str) -> Event:
    at = done.decided_at or done.at
    if done.subject is Subject.ROLE:
        return StaffChanged(done.name, at, done.decided_by, what, done.after)
    return FileChanged(done.name, at, done.decided_by, what, proof(done.after))


def _lines(before: str, after: str) -> Iterator[Line]:
    found = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=AROUND)
    for line in list(found)[2:]:  # the first two name files
        sign = line[:1]
        yield Line(sign, "" if sign == "@" else line[1:])


def _touched(found: Change, ports: Ports) -> Touched:
    open_ones = list(_open_complaints(ports))
    looked_at = open_ones[:MOST]
    clocks = [Due(one.time_limit, one.filed_at) for one in looked_at]
    dues = ports.book.dues(found.name, found.before, found.after, clocks)
    names = {row.limit.code: row.limit.name for row in ports.book.limits()}
    moved = [
        Moved(one.number, names.get(one.time_limit, one.time_limit), before, after)
        for one, (before, after) in zip(looked_at, dues, strict=True)
        if before != after
    ]
    rules = Counter(one.rule for one in moved)
    return Touched(len(looked_at), len(open_ones) <= MOST, dict(rules.most_common()), moved[:SHOWN])


def _open_complaints(ports: Ports) -> Iterator[Complaint]:
    """Those that routing has given a rule; one more than are looked at, to tell there are more."""
    now, count = ports.clock(), 0
    mark: Mark | None = None
    with ports.view() as uow:
        while page := uow.lists.board(BoardTab.OPEN, now, after=mark, limit=AT_ONCE):
            for one in page:
                if one.time_limit:
                    count += 1
                    yield one
            if count > MOST or len(page) < AT_ONCE:
                return
            mark = board_mark(page[-1])
