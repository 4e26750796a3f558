"""What an office is counted for: when, once, and who may see it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake.domain.errors import BadPeriod, NotFound
from intake.domain.exclusions import ExclusionReason
from intake.domain.performance import Rate, What
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import ReturnReason
from intake.domain.visits import Heard
from intake.service import (
    dispatching,
    escalation,
    excluding,
    handling,
    performance,
    status,
    visiting,
)
from intake.service.performance import Period
from tests.intake.service.test_visiting import OTHER_SUPERVISOR, SUPERVISOR, VISITOR, dispatched
from tests.intake.service.test_work import DISPATCHER, HOUSING_OFFICER, MARKET_OFFICER
from tests.support.builders import HOUSING, MARKET

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31))


def answer(ports, got, who=MARKET_OFFICER):
    handling.answer(got.number, "已经退款", who, ports=ports)


def score(ports, period=NOVEMBER, office=MARKET.office):
    performance.catch_up(ports=ports)
    report = performance.report(period, SUPERVISOR, ports=ports)
    return {line.office: line.score for line in report.lines}[office]


def test_contact_counts_within_a_day_and_is_missing_for_good_after(ports, clock):
    first, late, _never, sent_back = (dispatched(ports, contact="13812345678") for _ in range(4))
    handling.contact(first.number, MARKET_OFFICER, ports=ports)
    handling.send_back(
        sent_back.number, ReturnReason.NOT_OUR_DUTY, "不归我们", MARKET_OFFICER, ports=ports
    )
    assert score(ports)[What.CONTACTED] == Rate(1, 1, left=1, open=2)
    clock.go_on(hours=25)
    assert score(ports)[What.CONTACTED] == Rate(1, 3, left=1)
    handling.contact(late.number, MARKET_OFFICER, ports=ports)
    assert score(ports)[What.CONTACTED] == Rate(1, 3, left=1)


def test_who_answers_within_a_day_has_made_contact(ports, clock):
    got = dispatched(ports)
    clock.go_on(hours=24)
    answer(ports, got)
    assert score(ports)[What.CONTACTED] == Rate(1, 1)


def test_hearing_the_same_events_again_counts_nothing_twice(ports):
    answer(ports, dispatched(ports))
    before = score(ports).sums
    assert performance.catch_up(ports=ports) == 0
    assert score(ports).sums == before


def test_the_three_denominators_of_what_citizens_say(ports):
    said = [dispatched(ports, contact="13812345678") for _ in range(4)]
    for got in said:
        answer(ports, got)
    visiting.record(said[0].number, Heard(True, "partly", 4), "", VISITOR, tried=0, ports=ports)
    status.rate(said[1].receipt, solved=False, stars=1, ports=ports)
    visiting.by_office(said[2].number, Heard(True, "yes", 5), "", MARKET_OFFICER, ports=ports)
    got = score(ports)
    assert got[What.SOLVED] == Rate(0.5, 2, open=2)  # the office's own visit does not count
    assert got.of_all(What.SOLVED) == Rate(0.5, 4)
    assert got.by_default(What.SOLVED) == Rate(2.5, 4)
    assert got[What.SATISFIED] == Rate(1, 2, open=2)
    assert got[What.REDONE] == Rate(1, 4)


def test_what_is_said_next_month_counts_for_the_month_of_the_answer(ports, clock):
    got = dispatched(ports)
    answer(ports, got)
    clock.go_on(days=20)
    status.rate(got.receipt, solved=True, stars=5, ports=ports)
    assert score(ports, NOVEMBER)[What.SOLVED] == Rate(1, 1)
    assert performance.report(DECEMBER, SUPERVISOR, ports=ports).lines == []


def test_what_is_open_and_late_is_in_the_denominator_until_it_is_done(ports, clock):
    answer(ports, dispatched(ports))
    late = dispatched(ports)
    clock.go_on(days=8)  # 1 December
    escalation.raise_overdue(ports=ports)
    assert score(ports, DECEMBER)[What.ON_TIME] == Rate(0, 1)
    assert score(ports, NOVEMBER)[What.ON_TIME] == Rate(1, 1)
    clock.go_on(days=1)
    answer(ports, late)
    assert score(ports, DECEMBER)[What.ON_TIME] == Rate(0, 1)  # now as one that was answered
    first_day = Period(date(2026, 12, 1), date(2026, 12, 1))
    assert score(ports, first_day)[What.ON_TIME] == Rate(0, 1)  # as it was that evening


def test_a_wrong_first_dispatch_is_the_dispatchs_and_not_the_next_offices(ports):
    got = dispatched(ports)
    handling.send_back(
        got.number, ReturnReason.NOT_OUR_DUTY, "不归我们", MARKET_OFFICER, ports=ports
    )
    dispatching.dispatch_by_hand(got.number, HOUSING.office, by=DISPATCHER.name, ports=ports)
    assert score(ports)[What.FIRST] == Rate(0, 1)
    assert score(ports)[What.RETURNED] == Rate(1, 1)
    assert score(ports, office=HOUSING.office)[What.FIRST] == Rate(0, 0)
    assert score(ports, office=HOUSING.office)[What.RETURNED] == Rate(0, 1)


def test_what_a_third_person_excludes_is_out_and_told_apart(ports):
    kept, out = (dispatched(ports) for _ in range(2))
    for got in (kept, out):
        answer(ports, got)
    assert score(ports)[What.ON_TIME] == Rate(2, 2)
    reason = ExclusionReason.NO_GROUNDS
    excluding.ask(out.number, reason, "没有依据", MARKET_OFFICER, ports=ports)
    excluding.decide(out.number, MARKET.office, "同意", OTHER_SUPERVISOR, granted=True, ports=ports)
    status.rate(out.receipt, solved=False, stars=1, ports=ports)  # later, and not counted either
    got = score(ports)
    assert got[What.ON_TIME] == Rate(1, 1, left=1)
    assert got[What.SOLVED] == Rate(0, 0, left=1, open=1)
    facts = performance.points(MARKET.office, What.ON_TIME, NOVEMBER, SUPERVISOR, ports=ports).facts
    assert {one.number: one.left_out for one in facts} == {kept.number: "", out.number: "granted"}


def test_an_office_sees_itself_beside_the_whole_and_nobody_else(ports):
    answer(ports, dispatched(ports))
    performance.catch_up(ports=ports)
    own = performance.report(NOVEMBER, MARKET_OFFICER, ports=ports)
    other = performance.report(NOVEMBER, HOUSING_OFFICER, ports=ports)
    assert [line.office for line in own.lines] == [MARKET.office]
    assert [line.office for line in other.lines] == [HOUSING.office]
    assert other.whole.score[What.ON_TIME] == Rate(1, 1)
    assert other.months == []  # the small pictures are of the own office
    with pytest.raises(NotFound):
        performance.points(MARKET.office, What.ON_TIME, NOVEMBER, HOUSING_OFFICER, ports=ports)
    with pytest.raises(NotFound):
        performance.report(NOVEMBER, DISPATCHER, ports=ports)


def test_offices_are_ranked_only_where_the_file_says_so(ports):
    good = dispatched(ports)
    answer(ports, good)
    status.rate(good.receipt, solved=True, stars=5, ports=ports)
    bad = dispatched(ports)
    handling.send_back(
        bad.number, ReturnReason.NOT_OUR_DUTY, "不归我们", MARKET_OFFICER, ports=ports
    )
    dispatching.dispatch_by_hand(bad.number, HOUSING.office, by=DISPATCHER.name, ports=ports)
    performance.catch_up(ports=ports)

    def order(ports):
        return [line.office for line in performance.report(NOVEMBER, SUPERVISOR, ports=ports).lines]

    assert order(ports) == [HOUSING.office, MARKET.office]
    ranked = replace(ports, formulas=replace(ports.formulas, ranking=True))
    assert order(ranked) == [MARKET.office, HOUSING.office]


@pytest.mark.parametrize(("since", "days"), [(date(2026, 11, 2), -1), (date(2026, 1, 1), 800)])
def test_a_period_that_is_none_is_refused(since, days):
    with pytest.raises(BadPeriod):
        Period(since, since + timedelta(days=days))


def test_an_office_that_closed_still_has_its_figures(ports):
    gone = StaffMember("old", StaffRole.OFFICER, "", "1401-gone")
    assert performance.report(NOVEMBER, gone, ports=ports).lines[0].name == "1401-gone"
