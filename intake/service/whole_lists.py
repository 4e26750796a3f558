"""Lists from the first row to the last, for those who may see a page of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from intake.domain.complaint import Complaint
from intake.domain.errors import NotFound
from intake.domain.lists import (
    BoardTab,
    Mark,
    Narrow,
    OfficeTab,
    Stay,
    among_in,
    board_mark,
    desk_mark,
    every,
    narrow_in,
    stay_mark,
)
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports
from intake.service import standing_in, work


def tickets(given: Mapping[str, str], who: StaffMember, *, ports: Ports) -> Iterator[Stay]:
    _need(who, Act.HANDLE)
    tab, narrow, now = tab_in(given), _narrow(given, ports), ports.clock()
    if given.get("mine"):
        narrow = replace(narrow, officers=standing_in.officers(who, ports=ports))

    def page(after: Mark | None, limit: int) -> list[Stay]:
        with ports.view() as uow:
            return uow.lists.office(who.office, tab, now, narrow, after, limit)

    return every(page, stay_mark)


def board(given: Mapping[str, str], who: StaffMember, *, ports: Ports) -> Iterator[Complaint]:
    _need(who, Act.SEE_ALL)
    tab, now, near = board_tab_in(given), ports.clock(), work.soon(ports=ports)
    narrow = _narrow(given, ports)

    def page(after: Mark | None, limit: int) -> list[Complaint]:
        with ports.view() as uow:
            return uow.lists.board(tab, now, narrow, after, limit, within=who.area, soon=near)

    return every(page, board_mark)


def desk(given: Mapping[str, str], who: StaffMember, *, ports: Ports) -> Iterator[Complaint]:
    _need(who, Act.SEE_DESK)
    narrow, among = _narrow(given, ports), among_in(given)

    def page(after: Mark | None, limit: int) -> list[Complaint]:
        with ports.view() as uow:
            return uow.lists.desk(narrow, after, limit, within=who.area, among=among)

    return every(page, desk_mark)


def _narrow(given: Mapping[str, str], ports: Ports) -> Narrow:
    narrow = narrow_in(given)
    return narrow.until(work.soon(ports=ports)) if given.get("soon") else narrow


def tab_in(given: Mapping[str, str]) -> OfficeTab:
    tab = given.get("tab", "")
    return OfficeTab(tab) if tab in set(OfficeTab) else OfficeTab.OPEN


def board_tab_in(given: Mapping[str, str]) -> BoardTab:
    tab = given.get("tab", "")
    return BoardTab(tab) if tab in set(BoardTab) else BoardTab.OPEN


def _need(who: StaffMember, act: Act) -> None:
    if not who.may(act):
        raise NotFound
