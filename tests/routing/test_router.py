import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import routing.loading
from routing.assignment import Assignment, Disposition, Kind
from routing.catalogue import Catalogue
from routing.deadlines import CHINA
from routing.loading import load_router
from routing.models import MODEL
from routing.router import Router, UnknownArea
from routing.train import Report

MONDAY = datetime(2026, 11, 23, 9, tzinfo=CHINA)
SURE = "你好,我们小区的物业收了物业费不打扫卫生"
VAGUE = "这件事情大家都很有意见希望领导重视"


def assign(router: Router, text: str, area: str | None = "140105", **more: object) -> Assignment:
    return router.assign(text, area=area, received_at=MONDAY, **more)  # type: ignore[arg-type]


def offices(got: Assignment) -> set[str]:
    candidates = [*got.suggestions, *got.helpers, *([got.lead] if got.lead else [])]
    return {candidate.office for candidate in candidates}


def test_a_clear_complaint_goes_straight_to_its_office(router: Router) -> None:
    got = assign(router, SURE)
    assert got.disposition is Disposition.DISPATCH
    assert got.lead
    assert (got.lead.office, got.lead.name) == ("140105-housing", "太原市小店区住房和城乡建设局")
    assert [helper.office for helper in got.helpers] == ["140105-market"]
    assert (got.category, got.category_name, got.kinds) == ("07.01", "物业", (Kind.COMPLAINT,))
    assert got.due_at == datetime(2026, 12, 1, tzinfo=CHINA)
    assert got.confidence >= router.sure_from


def test_an_unclear_one_goes_to_the_desk_with_three_suggestions(router: Router) -> None:
    got = assign(router, VAGUE)
    assert (got.disposition, got.lead, got.helpers) == (Disposition.DESK, None, ())
    assert len({candidate.office for candidate in got.suggestions}) == 3
    assert any("请人工决定" in reason for reason in got.reasons)


def test_a_text_without_any_known_word_has_no_category(router: Router) -> None:
    got = assign(router, "qwerty")
    assert (got.category, got.disposition, got.confidence) == ("", Disposition.DESK, 0.0)
    assert got.kinds
    assert "看不出是哪一类的事。" in got.reasons


@pytest.mark.parametrize(
    "about",
    ["140105-housing", "housing", "小店区住建局", "太原市小店区住房和城乡建设局李某", "区房管局"],
)
def test_a_report_never_goes_to_the_office_it_accuses(router: Router, about: str) -> None:
    got = assign(router, SURE, about=about)
    assert "140105-housing" not in offices(got)
    assert any("不能办自己的事" in reason for reason in got.reasons)


@given(
    area=st.sampled_from(["140105", "140106", "140121", "1401", "140302", "14"]),
    department=st.sampled_from(["market", "housing", "city_management", "approval"]),
    text=st.sampled_from([SURE, VAGUE, "小贩每天摆摊占道", "窗口办事慢", "超市面包过期"]),
)
def test_no_accused_office_appears_anywhere(
    router: Router, area: str, department: str, text: str
) -> None:
    accused, _ = router.catalogue.office(department, area)
    assert accused not in offices(assign(router, text, area=area, about=accused))


def test_when_nobody_stands_above_the_accused_a_person_decides(router: Router) -> None:
    got = assign(router, "门口的小贩每天摆摊占道走不过去", about="1401-city_management")
    assert got.disposition is Disposition.DESK
    assert any("请人工决定" in reason for reason in got.reasons)


def test_another_authoritys_matter_is_never_dispatched(router: Router) -> None:
    got = assign(router, f"{SURE},局长收钱了")
    assert (got.disposition, got.lead) == (Disposition.INFORM, None)
    assert (got.helpers, got.suggestions) == ((), ())
    assert got.kinds[0] is Kind.REPORT


def test_danger_shortens_the_time_to_hours(router: Router) -> None:
    got = assign(router, f"{SURE},现在楼道着火了")
    assert (got.urgent, got.time_limit.code) == (True, "urgent")
    assert got.due_at == MONDAY + timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "kind", "limit"),
    [
        ("家里的暖气一直不热室温只有十二度", Kind.REQUEST, "utilities"),
        ("家里的暖气一直不热室温只有十二度", Kind.REPORT, "report"),
        (SURE, Kind.COMPLAINT, "ordinary"),
        (SURE, Kind.ENQUIRY, "enquiry"),
        (SURE, Kind.SUGGESTION, "suggestion"),
    ],
)
def test_the_kind_and_the_matter_decide_the_time(
    router: Router, text: str, kind: Kind, limit: str
) -> None:
    got = assign(router, text, kind=kind)
    assert (got.kinds[0], got.time_limit.code) == (kind, limit)


def test_a_rule_not_fully_known_is_called_unverified(router: Router) -> None:
    got = assign(router, SURE, kind=Kind.ENQUIRY)
    assert any("第三条（未核实）" in reason for reason in got.reasons)
    assert not any("未核实" in reason for reason in assign(router, SURE).reasons)


@pytest.mark.parametrize(
    ("area", "place", "text", "found"),
    [
        (None, "", f"大同市{SURE}", "1402"),
        (None, "清徐县东湖", SURE, "140121"),
        (None, "", SURE, "1401"),
        # the chosen area stands; words may only make it more exact
        ("140105", "", f"清徐县{SURE}", "140105"),
        ("1401", "", f"清徐县{SURE}", "140121"),
        ("1401", "小店区学府街", f"清徐县{SURE}", "140105"),
    ],
)
def test_the_area_is_the_chosen_one_or_the_named_one(
    router: Router, area: str | None, place: str, text: str, found: str
) -> None:
    assert assign(router, text, area=area, place=place).area == found


def test_a_matter_in_another_province_is_asked_about_first(router: Router) -> None:
    got = assign(router, f"在陕西省,{SURE}", area=None)
    assert got.disposition is Disposition.DESK
    assert any("陕西" in reason for reason in got.reasons)


def test_a_matter_somewhere_in_the_province_is_asked_about_first(router: Router) -> None:
    got = assign(router, SURE, area="14")
    assert got.disposition is Disposition.DESK
    assert any("问清地点" in reason for reason in got.reasons)


def test_an_unknown_area_is_refused(router: Router) -> None:
    with pytest.raises(UnknownArea):
        assign(router, SURE, area="310000")


@given(text=st.text(max_size=200), place=st.text(max_size=20))
def test_any_words_get_an_answer_with_reasons(router: Router, text: str, place: str) -> None:
    got = assign(router, text, area=None, place=place)
    assert got.reasons
    assert got.kinds
    assert got.due_at > MONDAY
    assert (got.lead is not None) == (got.disposition is Disposition.DISPATCH)


def test_the_answer_does_not_depend_on_the_zone_of_the_clock(router: Router) -> None:
    here = router.assign(SURE, area=None, received_at=MONDAY)
    there = router.assign(SURE, area=None, received_at=MONDAY.astimezone(UTC))
    assert here == there


def test_one_complaint_takes_milliseconds(router: Router) -> None:
    started = time.perf_counter()
    for _ in range(20):
        assign(router, SURE * 10)
    assert (time.perf_counter() - started) / 20 < 0.1


@pytest.fixture
def in_town(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing.loading, "load", lambda **_: catalogue)


@pytest.mark.usefixtures("in_town")
def test_a_trained_model_is_loaded(report: Report, model_dir: Path, training_dir: Path) -> None:
    router = load_router(model_dir, lexicon=training_dir / "lexicon")
    assert router.sure_from == report.sure_from
    assert assign(router, SURE).disposition is Disposition.DISPATCH


@pytest.mark.usefixtures("in_town", "report")
def test_a_damaged_model_leaves_keywords_and_the_desk(
    model_dir: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for file in model_dir.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / MODEL).write_bytes(b"garbage")
    with caplog.at_level(logging.WARNING):
        router = load_router(tmp_path)
    assert "the model file is damaged" in caplog.text
    got = assign(router, SURE)
    assert (got.disposition, got.category) == (Disposition.DESK, "07.01")
    assert got.suggestions[0].office == "140105-housing"
    assert any("只按关键词猜" in reason for reason in got.reasons)


@pytest.mark.usefixtures("in_town")
def test_a_router_can_live_without_any_model() -> None:
    assert assign(load_router(None), SURE).disposition is Disposition.DESK


def test_nothing_of_a_complaint_is_in_a_log(
    router: Router, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assign(router, SURE, place="小店区学府街")
    assert caplog.text == ""
