"""Lists as files: asked for on a page, made by a worker, kept for a day, for the asker alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from secrets import token_hex
from typing import BinaryIO

from intake.domain.days import day_of
from intake.domain.errors import NotFound, TooManyExports
from intake.domain.events import ExportAsked, ListExported
from intake.domain.exports import KEPT, MOST_WAITING, NEEDS, Export, Sheet, Stage, scope_of
from intake.domain.sheets import MARK, line
from intake.domain.staff import StaffMember
from intake.ports import Ports, UnitOfWork

Rows = Callable[[Export, StaffMember, Ports], Iterator[list[object]]]  # the heading first
LONGEST_VALUE = 40


def ask(sheet: str, given: Mapping[str, str], who: StaffMember, *, ports: Ports) -> str:
    """The export's id; that of one just asked for, where it is the same. Raise TooManyExports."""
    if sheet not in set(Sheet) or not who.may(NEEDS[Sheet(sheet)]):
        raise NotFound
    now = ports.clock()
    asked = {name: value[:LONGEST_VALUE] for name, value in given.items() if value}
    new = Export(token_hex(16), who.name, Sheet(sheet), asked, scope_of(who), now)
    with ports.uow() as uow:
        waiting = [one for one in _theirs(who, uow, ports) if one.stage is Stage.ASKED]
        for one in waiting:
            if (one.sheet, one.asked) == (new.sheet, new.asked):
                return one.id
        if len(waiting) >= MOST_WAITING:
            raise TooManyExports(most=MOST_WAITING)
        uow.exports.put(new)
        uow.events.add(ExportAsked(new.id, now, who.name))
        uow.commit()
    return new.id


def of(who: StaffMember, *, ports: Ports) -> list[Export]:
    """Newest first."""
    with ports.view() as uow:
        return _theirs(who, uow, ports)


def make(id: str, rows: Rows, *, ports: Ports) -> None:
    """Running it twice makes one file. Whoever may not see the list any more gets none."""
    with ports.view() as uow:
        export = uow.exports.get(id)
        who = uow.staff.get(export.by) if export else None
    if export is None or export.stage is not Stage.ASKED:
        return
    if who is None or who.disabled or not _may(who, export):
        fail(id, ports=ports)
        return
    name = token_hex(16)
    count = _write(name, rows(export, who, ports), ports)
    with ports.uow() as uow:
        latest = uow.exports.get(id)
        if latest and latest.stage is Stage.ASKED:
            uow.exports.put(replace(latest, stage=Stage.MADE, file=name, rows=count))
            now = ports.clock()
            uow.events.add(ListExported(export.by, now, id, export.sheet.value, count))
            uow.commit()
            return
    ports.exports.destroy([name])


def fail(id: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        export = uow.exports.get(id)
        if export and export.stage is Stage.ASKED:
            uow.exports.put(replace(export, stage=Stage.FAILED))
            uow.commit()


def take(id: str, who: StaffMember, *, ports: Ports) -> tuple[Export, BinaryIO]:
    """NotFound: another's, not made yet, over, or of what they may not see any more."""
    with ports.view() as uow:
        export = uow.exports.get(id)
    if export is None or export.by != who.name or export.stage is not Stage.MADE:
        raise NotFound
    if export.is_over(ports.clock()) or not _may(who, export):
        raise NotFound
    return export, ports.exports.open(export.file)


def forget(*, ports: Ports) -> None:
    """What was kept for a day, and what a worker that died left behind."""
    before = ports.clock() - KEPT
    with ports.uow() as uow:
        old = uow.exports.before(before)
        uow.exports.remove([one.id for one in old])
        keep = uow.exports.files()
        uow.commit()
    ports.exports.destroy(one.file for one in old if one.file)
    ports.exports.forget(keep, before)


def _write(name: str, rows: Iterator[list[object]], ports: Ports) -> int:
    draft, count = ports.exports.begin(name), -1  # the heading is no row
    try:
        draft.write(MARK)
        for row in rows:
            draft.write(line(row))
            count += 1
        draft.keep(day_of(ports.clock()))
    finally:
        draft.drop()
    return max(0, count)


def _may(who: StaffMember, export: Export) -> bool:
    return who.may(NEEDS[export.sheet]) and scope_of(who) == export.scope


def _theirs(who: StaffMember, uow: UnitOfWork, ports: Ports) -> list[Export]:
    return uow.exports.of(who.name, ports.clock() - KEPT)
