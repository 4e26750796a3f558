"""Clocks that contradict themselves stop the start-up; and dates are told step by step."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from routing.assignment import Unit
from routing.catalogue import Catalogue, CatalogueError, load
from routing.catalogue.clock_rows import Arrangement, Holidays
from routing.deadline_words import DeadlineWords
from routing.deadlines import CHINA, ClockError, What, reckon
from routing.moments import read_moment, read_moments

Edit = Callable[[str, str, str], Path]


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def words(shipped: Catalogue) -> DeadlineWords:
    return DeadlineWords(shipped.clock, shipped.templates)


def told(shipped: Catalogue, words: DeadlineWords, rule: str, received: str, *events: str) -> str:
    limit = shipped.time_limit(rule, read_moment(received).astimezone(CHINA).date())
    got = reckon(limit, read_moments(limit, received, events), shipped.calendar)
    return "\n".join(words.tell(limit, got))


# The holidays of 2027 as a notice might give them; 2027-01-01 is a Friday.
NOTICE = """arranged:
  2027:
    holidays: [2027-01-01, 2027-02-05, 2027-02-06, 2027-02-07, 2027-02-08, 2027-02-09, 2027-02-10,
      2027-04-05, 2027-05-01, 2027-05-02, 2027-05-03, 2027-06-09, 2027-09-15,
      2027-10-01, 2027-10-02, 2027-10-03, 2027-10-04, 2027-10-05, 2027-10-06]
    workdays: [2027-02-20, 2027-10-09]
"""


def test_a_year_that_a_notice_arranges_is_no_longer_a_guess(edit: Edit) -> None:
    calendar = load(edit("holidays.yml", "arranged: {}\n", NOTICE)).calendar
    assert calendar.is_settled(date(2026, 12, 31))
    assert not calendar.is_working_day(date(2027, 2, 10))
    assert calendar.is_working_day(date(2027, 2, 20))  # a Saturday
    assert not calendar.is_settled(date(2027, 12, 28))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2027-10-01, 2027-10-02,", "2027-10-02,", "2027-10-01 is a public holiday"),
        ("2027-10-05, 2027-10-06", "2027-10-06", "2027-10-05 is missing between two days off"),
        ("2027-06-09, ", "", "2027-06-09 is a public holiday but not listed"),
        ("workdays: [", "workdays: [2027-02-10, ", "2027-02-10 is both"),
        ("workdays: [", "workdays: [2027-02-22, ", "2027-02-22 is no weekend day"),
        ("workdays: [", "workdays: [2026-02-21, ", "2026-02-21 is in another year"),
        ("  2027:\n", "  2028:\n", "2027: is missing, though 2028 is arranged"),
        ("2027-02-09, ", "2027-02-30, ", "is not valid YAML"),
        ("2027-02-09, ", "soon, ", "holidays.yml"),
    ],
)
def test_a_holiday_file_with_a_hole_is_refused_and_the_day_named(
    edit: Edit, old: str, new: str, message: str
) -> None:
    assert old in NOTICE
    with pytest.raises(CatalogueError, match=message):
        load(edit("holidays.yml", "arranged: {}\n", NOTICE.replace(old, new)))


def test_a_list_of_too_few_days_is_no_arrangement(edit: Edit) -> None:
    folder = edit(
        "holidays.yml", "arranged: {}", "arranged: {2027: {holidays: [2027-01-01], workdays: []}}"
    )
    with pytest.raises(CatalogueError, match=r"holidays.yml: 2027"):
        load(folder)


def test_a_provincial_day_cannot_be_both(edit: Edit) -> None:
    folder = edit("holidays.yml", "extra_holidays: []", "extra_holidays: [2026-11-23]")
    edit("holidays.yml", "extra_workdays: []", "extra_workdays: [2026-11-23]")
    with pytest.raises(CatalogueError, match="2026-11-23: is both"):
        load(folder)


def test_a_provincial_day_moves_a_deadline(edit: Edit) -> None:
    relief = load(edit("holidays.yml", "extra_holidays: []", "extra_holidays: [2026-11-24]"))
    limit = relief.time_limit("enquiry", date(2026, 11, 23))
    got = reckon(limit, read_moments(limit, "2026-11-23", []), relief.calendar)
    assert got.due == read_moment("2026-11-26")
    assert Holidays({2027: Arrangement(frozenset(), frozenset())}).extra_workdays == frozenset()


LIMIT = "- {code: urgent, name: 紧急, amount: 2, unit: hours,"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("time_limits.yml", LIMIT, LIMIT + " start: someday,", "urgent: the event someday"),
        ("time_limits.yml", LIMIT, LIMIT + " excludes: [{event: nap, article: 甲}],", "nap"),
        ("time_limits.yml", LIMIT, LIMIT + " extension: {amount: 0, times: 1}", "time_limits.yml"),
        ("time_limits.yml", "unit: hours", "unit: fortnights", r"row 1 \(urgent\): unit"),
        ("time_limits.yml", "amount: 2,", "amount: 0,", r"row 1 \(urgent\)"),
        ("time_limits.yml", "unit: hours", "unit: at_once", r"row 1 \(urgent\)"),
        (
            "time_limits.yml",
            "amount: 24, unit: hours",
            "amount: 0, unit: at_once",
            "07.06: the time",
        ),
        ("kind_limits.yml", "enquiry: enquiry", "enquiry: never", "enquiry: names the unknown"),
        ("clock.yml", '["08:00", "12:00"]', '["12:00", "08:00"]', "clock.yml: office_hours"),
        ("clock.yml", '["08:00", "12:00"]', '["08:00", "15:00"]', "clock.yml: office_hours"),
        ("clock.yml", "  outside:", "  inside:", "clock.yml: missing: outside"),
        ("clock.yml", 'rolled: "{since}', 'rolled: "{begin}', "clock.yml: rolled has unknown"),
    ],
)
def test_a_wrong_clock_stops_the_start_and_is_named(
    edit: Edit, file: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(CatalogueError, match=message):
        load(edit(file, old, new))


def test_every_step_and_every_refusal_has_its_sentence(shipped: Catalogue) -> None:
    assert {str(what) for what in What} <= set(shipped.clock.say)
    assert {str(unit) for unit in Unit} <= set(shipped.templates)


def test_a_date_is_told_step_by_step(shipped: Catalogue, words: DeadlineWords) -> None:
    lines = told(
        shipped, words, "market_mediation", "2026-04-10T09:30",
        "accepted=2026-04-21", "inspection=2026-05-06..2026-05-12",
    )  # fmt: skip
    assert lines.splitlines() == [
        "按“市监投诉：调解”：《市场监督管理投诉举报处理暂行办法》第二十一条，45个工作日。",
        "用哪一条看收到的那一天；这一条从2020-01-01（周三）起，到2026-04-14（周二）止。",
        "受理：2026-04-21（周二） 00:00，从这里起算。",
        "开始的当天（2026-04-21（周二））不算，从2026-04-22（周三）数起（《民法典》第二百零一条）。",
        "检定、检验、检测用的时间不算：2026-05-07（周四）到2026-05-12（周二）"
        "（《市场监督管理投诉举报处理暂行办法》第二十条）。",
        "2026-05-01（周五）到2026-05-05（周二）放假，5天不算。",
        "2026-06-19（周五）到2026-06-21（周日）放假，3天不算。",
        "周末不算，共14天。",
        "数满45个工作日，到2026-07-03（周五）。",
        "到期：2026-07-03（周五） 24:00以前。",
    ]


@pytest.mark.parametrize(
    ("rule", "received", "events", "words_in_it"),
    [
        ("petition_register", "2026-01-03", [], "2026-01-18（周日）放假，顺延到2026-01-19（周一）"),
        ("petition_register", "2020-01-01", [], "这一条不在施行"),
        (
            "petition",
            "2026-01-05",
            ["extended=2026-03-01/10"],
            "延长10天（《信访工作条例》第三十四条）",
        ),
        (
            "report",
            "2026-05-06",
            ["extended=2026-05-20"],
            "《市场监督管理行政处罚程序规定》第十八条（未核实））",
        ),
        ("penalty_two_years", "2026-01-05", ["act_ended=2024-02-29"], "算到月末2026-02-28"),
        ("labour_two_years", "2026-01-05", ["act_ended=2025-01-01"], "放假，这一条不顺延"),
        (
            "enquiry",
            "2026-12-31",
            [],
            "暂定：2027-01-01（周五）到2027-01-04（周一）的放假安排还没有公布",
        ),
        ("enquiry", "2026-02-13", [], "2026-02-14（周六）调休上班，算工作日"),
        ("bureau_urgent", "2026-11-28", [], "当天（2026-11-28（周六））办完"),
        ("hand_on", "2026-11-23", [], "到期：2026-11-23（周一） 00:00以前"),
        ("urgent", "2026-11-23T22:00", [], "到期：2026-11-23（周一） 24:00以前"),
        ("answer_call", "2026-11-23T22:00:50", [], "到期：2026-11-23（周一） 22:01:05以前"),
        (
            "sign_hours",
            "2026-11-23T09:00",
            [],
            "只数上班的时候：08:00–12:00、14:30–18:00（未核实）",
        ),
        ("online", "2026-11-23", [], "（只读过节选）"),
    ],
)
def test_what_mattered_is_told(
    shipped: Catalogue,
    words: DeadlineWords,
    rule: str,
    received: str,
    events: list[str],
    words_in_it: str,
) -> None:
    assert words_in_it in told(shipped, words, rule, received, *events)


@pytest.mark.parametrize(
    ("received", "events", "sentence"),
    [
        ("2026-02-30", [], "“2026-02-30”不是看得懂的时间"),
        ("soon", [], "“soon”不是看得懂的时间"),
        ("", [], "不是看得懂的时间"),
        ("２０２６-０２-０３", [], "不是看得懂的时间"),
        ("20260203", [], "不是看得懂的时间"),
        ("2026-02-03T25:00", [], "不是看得懂的时间"),
        ("2026-02-03", ["asked=2026-02-01"], "时间倒着走了：2026-02-01（周日） 00:00在2026-02-03"),
        ("2026-02-03", ["hearing=2026-02-09..2026-02-05"], "时间倒着走了"),
        ("2026-02-03", ["hearing=2026-02-09"], "“听证”还没有结束"),
        ("2026-02-03", ["hearing=2026-02-09.."], "“听证”还没有结束"),
        ("2026-02-03", ["inspection=2026-02-09..2026-02-10"], "没有“检定、检验、检测”这件事"),
        ("2026-02-03", ["lunch=2026-02-09"], "认得的有：asked（收到请求）、hearing（听证）"),
        ("2026-02-03", ["asked"], "“asked”要写成 名字=时间"),
        ("2026-02-03", ["extended=2026-02-09"], "这一条不能延期"),
        ("2026-02-03", ["extended=2026-02-09/0"], "不是看得懂的时间"),
        ("2026-02-03", ["extended=2026-02-09/many"], "不是看得懂的时间"),
        ("9999-12-15", [], "算出的日子太远"),
    ],
)
def test_what_makes_no_sense_gets_one_clear_sentence(
    shipped: Catalogue, words: DeadlineWords, received: str, events: list[str], sentence: str
) -> None:
    limit = shipped.time_limit("petition_final", date(2026, 2, 3))
    with pytest.raises(ClockError) as raised:
        reckon(limit, read_moments(limit, received, events), shipped.calendar)
    assert sentence in words.wrong(raised.value)


@pytest.mark.parametrize(
    ("rule", "events", "sentence"),
    [
        ("petition", ["extended=2026-02-09/31"], "每次最多延 30"),
        ("petition", ["extended=2026-02-09", "extended=2026-03-01"], "最多延 1 次"),
        ("petition", ["extended=2026-09-09"], "延期要在到期以前批"),
    ],
)
def test_an_extension_the_law_does_not_know(
    shipped: Catalogue, words: DeadlineWords, rule: str, events: list[str], sentence: str
) -> None:
    limit = shipped.time_limit(rule, date(2026, 2, 3))
    with pytest.raises(ClockError) as raised:
        reckon(limit, read_moments(limit, "2026-02-03", events), shipped.calendar)
    assert sentence in words.wrong(raised.value)
