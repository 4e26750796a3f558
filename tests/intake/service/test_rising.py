"""A boiler house fails: the warning, its follow-up, and one answer to all who told of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.days import day_of
from intake.domain.errors import EmptyText, NotAllowed, NotAllowedNow, NotFound
from intake.domain.events import ProblemClosed, ProblemFollowed, ProblemRose
from intake.domain.rising import Outcome, Rules, Subject
from intake.domain.staff import StaffMember, StaffRole
from intake.service import filing, rises, watching
from intake.service.filing import NewComplaint
from intake.service.protected import file_protected
from tests.support.builders import HOUSING, MARKET, MONDAY, an_assignment

SUN = StaffMember("sun", StaffRole.SUPERVISOR, "")
LI = StaffMember("li", StaffRole.OFFICER, "", MARKET.office)
ZHAO = StaffMember("zhao", StaffRole.OFFICER, "", HOUSING.office)
COLD = "小店区鑫海热力公司停了供暖，家里十三度"


def tell(ports, text=COLD, **changes):
    got = an_assignment(**{"category": "05.03", "category_name": "供热", **changes})
    number = filing.file_complaint(NewComplaint(text), ports=ports).number
    with ports.uow() as uow:
        uow.complaints.get(number).understand(got, ports.clock())
        uow.commit()
    watching.note(number, got, ports=ports)
    return number


def rise_of(ports, subject=Subject.THEME):
    return next(r for r in rises.warnings(SUN, ports=ports)[0] if r.subject is subject)


@pytest.fixture
def cold_week(ports, clock):
    """Eight weeks with one complaint every other week, then nine in two days."""
    clock.now = MONDAY - timedelta(weeks=8)
    for week in range(8):
        if week % 2:
            tell(ports)
        clock.go_on(weeks=1)
    return [tell(ports) for _ in range(9)]


def test_what_comes_as_often_as_ever_warns_of_nothing(ports, clock):
    for _ in range(9):
        for _ in range(6):
            tell(ports)
        clock.go_on(weeks=1)
    clock.go_on(days=-1)
    assert watching.watch(ports=ports) == 0


def test_a_week_unlike_any_before_is_one_warning_however_often_we_look(ports, clock, cold_week):
    assert watching.watch(ports=ports) == 2  # the theme and the firm
    assert watching.watch(ports=ports) == 0
    rise, firm = rise_of(ports), rise_of(ports, Subject.FIRM)
    assert (rise.count, rise.usual, rise.name) == (9, 0.5, "太原市 · 供热")
    assert "热力公司" in firm.name
    tell(ports)
    watching.watch(ports=ports)
    assert rise_of(ports).count == 10
    behind = rises.one(rise.id, SUN, ports=ports)
    assert behind.told == 10
    assert {c.number for c in behind.complaints} > set(cold_week)
    with ports.view() as uow:
        rose = [e for _, e in uow.events.latest() if isinstance(e, ProblemRose)]
    assert sorted(e.subject for e in rose) == ["firm", "theme"]
    assert all("热力" not in repr(e) for e in rose)


def test_a_township_rises_whatever_the_theme(ports):
    for n in range(6):
        tell(ports, f"路灯坏了{n}", category=f"0{n}.01", township="140105001")
    watching.watch(ports=ports)
    [rise] = rises.warnings(SUN, ports=ports)[0]
    assert rise.subject is Subject.PLACE
    assert rise.name.startswith("小店区") or "街道" in rise.name


def test_a_warning_is_followed_until_it_is_closed_and_stays_quiet_for_a_while(
    ports, clock, cold_week
):
    watching.watch(ports=ports)
    rise = rise_of(ports)
    with pytest.raises(EmptyText):
        rises.follow(rise.id, "  ", None, SUN, ports=ports)
    rises.follow(
        rise.id, "交热力公司，明天看", day_of(clock() + timedelta(days=1)), SUN, ports=ports
    )
    rises.close(rise.id, Outcome.SOLVED, "换了循环泵", SUN, ports=ports)
    with pytest.raises(NotAllowedNow):
        rises.close(rise.id, Outcome.CHANCE, "再关一次", SUN, ports=ports)
    clock.go_on(days=2)
    assert watching.watch(ports=ports) == 0
    with ports.view() as uow:
        facts = [type(e) for e in uow.events.of(rise.id)]
    assert facts == [ProblemRose, ProblemFollowed, ProblemClosed]
    clock.go_on(days=6)
    for _ in range(20):
        tell(ports)
    assert watching.watch(ports=ports) == 1  # it broke again


def test_a_protected_report_is_never_counted(ports):
    for _ in range(9):
        file_protected(COLD, ports=ports)
    watching.watch(ports=ports)
    assert rises.warnings(SUN, ports=ports) == ([], [])


def test_only_a_supervisor_reads_warnings(ports):
    with pytest.raises(NotAllowed):
        rises.warnings(LI, ports=ports)


# -- one answer to all --------------------------------------------------------------------------


def test_one_answer_reaches_all_that_the_office_leads(ports, cold_week):
    watching.watch(ports=ports)
    first, *others = cold_week
    found = [c.number for c in rises.alike(first, LI, ports=ports)]
    assert (found[0], set(found)) == (first, {first, *others})
    told = rises.answer_all(found, "今晚八点恢复供暖", LI, ports=ports)
    assert (set(told.done), told.left) == (set(cold_week), [])
    with ports.view() as uow:
        states = {uow.complaints.get(one).state.value for one in cold_week}
    assert states == {"answered"}
    assert rises.alike(first, LI, ports=ports) == []


def test_one_that_went_its_own_way_meanwhile_is_told_and_holds_up_no_other(ports, cold_week):
    watching.watch(ports=ports)
    numbers = [c.number for c in rises.alike(cold_week[0], LI, ports=ports)]
    with ports.uow() as uow:
        uow.complaints.get(numbers[3]).withdraw(ports.clock())
        uow.commit()
    with pytest.raises(NotFound):  # it is not on the page any more
        rises.answer_all(numbers, "今晚恢复", LI, ports=ports)
    told = rises.answer_all([n for n in numbers if n != numbers[3]], "今晚恢复", LI, ports=ports)
    assert len(told.done) == 8


def test_another_office_answers_none_of_them(ports, cold_week):
    watching.watch(ports=ports)
    with pytest.raises(NotFound):
        rises.answer_all(cold_week, "不归我们", ZHAO, ports=ports)
    stranger = tell(ports, "鸡蛋是臭的", category="01.01", lead=MARKET)
    with pytest.raises(NotFound):
        rises.answer_all([cold_week[0], stranger], "一起答", LI, ports=ports)


# -- counting -------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 62), max_size=60))
def test_every_day_of_the_window_and_the_history_falls_into_one_week(ago):
    rules = Rules(7, 8, 5, 1e-4)
    today = day_of(MONDAY)
    weeks = rules.weeks([today - timedelta(days=n) for n in ago], today)
    assert len(weeks) == 9
    assert sum(weeks) == len(ago)
    assert weeks[-1] == sum(today - timedelta(days=n) >= rules.since(today) for n in ago)


def test_what_an_operator_changes_takes_effect(ports, cold_week):
    strict = replace(ports, rising_rules=replace(ports.rising_rules, least=50))
    assert watching.watch(ports=strict) == 0
