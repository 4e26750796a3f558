"""Lists from the first row to the last, for those who may see a page of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from intake.domain.complaint import Complaint
from intake.domain.errors import NotFound
from intake.domain.lists import (
    BoardTab,
    Mark,
    OfficeTab,
    Stay,
    board_mark,
    desk_mark,
    every,
    narrow_in,
    stay_mark,
)
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports
from intake.service import standing_in


def tickets(given: Mapping[str, str], who: StaffMember, *, ports: Ports) -> Iterator[Stay]:
    _need(who, Act.HANDLE)
    tab, narrow, now = tab_in(given), narrow_in(given), ports.clock()
    if given.get("mine"):
        narrow = replace(narrow, officers=standing_in.officers(who, ports=ports))

    def page(after: Mark | None, limit: int) -> list[Stay]:
        with ports.view() as uow:
            return uow.lists.office(who.office, tab, now, narrow, after, limit)

    return every(page, stay_mark)


def board(given: Mapping[str, str], who: StaffMember, *, ports: Ports) -> Iterator[Complaint]:
    _need(who, Act.SEE_ALL)
    tab, narrow, now = board_tab_in(given), narrow_in(given), ports.clock()

    def page(after: Mark | None, limit: int) -> list[Complaint]:
        with ports.view() as uow:
            return uow.lists.board(tab, now, narrow, after, limit, within=who.area)

    return every(page, board_mark)


def desk(given: Mapping[str, str], who: StaffMember, *, ports: Ports) -> Iterator[Complaint]:
    _need(who, Act.SEE_DESK)
    narrow = narrow_in(given)

    def page(after: Mark | None, limit: int) -> list[Complaint]:
        with ports.view() as uow:
            return uow.lists.desk(narrow, after, limit, within=who.area)

    return every(page, desk_mark)


def tab_in(given: Mapping[str, str]) -> OfficeTab:
    tab = given.get("tab", "")
    return OfficeTab(tab) if tab in set(OfficeTab) else OfficeTab.OPEN


def board_tab_in(given: Mapping[str, str]) -> BoardTab:
    tab = given.get("tab", "")
    return BoardTab(tab) if tab in set(BoardTab) else BoardTab.OPEN


def _need(who: StaffMember, act: Act) -> None:
    if not who.may(act):
        raise NotFound
