"""R1 to R10, each told as what happens to a complaint."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from routing import catalogue as catalogues
from routing.assignment import Certainty, Kind
from routing.catalogue import Catalogue
from routing.catalogue.rows import Approval, Basis, Decision, Level, Matter
from routing.rules import Case, Charge, Matters, dispute_in, in_charge
from routing.text import fold

TODAY = date(2026, 11, 23)
GOLDEN = Path(__file__).parent / "golden" / "disputed.csv"
DISPUTED = list(csv.DictReader(GOLDEN.read_text("utf-8").splitlines()))
CANTEENS = Matter(
    code="01.05-1",
    name="饭店检查",
    category="01.05",
    object="饭店",
    scope="后厨干不干净",
    method="日常检查",
    department="market",
    leader="分管副局长",
    unit="餐饮科",
    handler="市场监管所",
    level=Level.COUNTY,
    approval=Approval.NONE,
    enforcement="",
    key=False,
    basis=(Basis("《甲》", "第一条", Certainty.FULL),),
    since=date(2020, 4, 3),
)


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return catalogues.load()


@pytest.fixture
def case(catalogue: Catalogue) -> Case:
    return Case(
        text="饭店后厨有老鼠",
        category=catalogue.categories["01.05"],
        matter=CANTEENS,
        area="140105",
        township="",
        areas=frozenset({"140105"}),
        kinds=(Kind.COMPLAINT,),
        day=TODAY,
    )


@pytest.fixture
def charge(catalogue: Catalogue) -> Callable[[Case], Charge]:
    return lambda case: in_charge(case, catalogue)


def rules(charge: Charge) -> list[str]:
    return [name for name, _ in charge.rules]


def under(case: Case, approval: Approval, **more: object) -> Case:
    return replace(case, matter=replace(CANTEENS, approval=approval, **more))


def test_r1_the_licence_moved_but_supervision_stayed(
    case: Case, charge: Callable[[Case], Charge]
) -> None:
    got = charge(under(case, Approval.TRANSFERRED))
    assert (got.lead, rules(got)) == ("market", ["r1"])


def test_r1_who_gives_the_licence_answers_for_its_delay(
    case: Case, charge: Callable[[Case], Charge]
) -> None:
    waiting = replace(under(case, Approval.TRANSFERRED), text="饭店的许可证办不下来,材料跑了六趟")
    got = charge(waiting)
    assert (got.lead, got.helpers[0], rules(got)) == ("approval", "market", ["r1_outcome"])


@pytest.mark.parametrize(
    ("approval", "rule"),
    [(Approval.KEPT, "r2"), (Approval.CANCELLED, "r3"), (Approval.FILING, "r5")],
)
def test_r2_r3_r5_the_department_in_charge_supervises(
    case: Case, charge: Callable[[Case], Charge], approval: Approval, rule: str
) -> None:
    got = charge(under(case, approval))
    assert (got.lead, rules(got)) == ("market", [rule])


def test_r4_supervision_follows_the_licence_down(
    case: Case, charge: Callable[[Case], Charge]
) -> None:
    in_the_city = replace(under(case, Approval.DEVOLVED, level=Level.COUNTY), area="140105")
    got = charge(in_the_city)
    assert (got.area, rules(got)) == ("140105", ["r4"])
    assert charge(under(case, Approval.DEVOLVED, level=Level.CITY)).area == "1401"


def test_r5_opening_without_notice_is_dealt_with_by_law(
    case: Case, charge: Callable[[Case], Charge]
) -> None:
    unfiled = replace(under(case, Approval.FILING), text="没有备案就开张的饭店")
    assert rules(charge(unfiled)) == ["r5_unfiled"]


def test_r6_a_matter_across_counties_is_the_citys_and_across_cities_the_provinces(
    case: Case, charge: Callable[[Case], Charge]
) -> None:
    assert charge(case).area == "140105"
    border = replace(case, text="两县交界的饭店", areas=frozenset({"140105", "140121"}))
    assert (charge(border).area, rules(charge(border))) == ("1401", ["r6_city"])
    far = replace(border, areas=frozenset({"140105", "140722"}))
    assert (charge(far).area, rules(charge(far))) == ("14", ["r6_province"])


def test_r6_naming_two_counties_alone_moves_nothing(
    case: Case, charge: Callable[[Case], Charge]
) -> None:
    travelled = replace(case, areas=frozenset({"140105", "140121"}))
    assert charge(travelled).area == "140105"


def test_r6_what_is_grave_goes_a_level_up(case: Case, charge: Callable[[Case], Charge]) -> None:
    assert charge(replace(case, text="饭店爆炸死了人")).area == "1401"


def test_r7_where_the_power_to_punish_moved_both_sign(
    case: Case, charge: Callable[[Case], Charge]
) -> None:
    got = charge(under(case, Approval.NONE, enforcement="city_management"))
    assert got.lead == "market"
    assert "city_management" in got.helpers
    assert rules(got) == ["r7"]


def test_r8_a_township_is_given_what_its_list_names_and_nothing_else(
    case: Case, shipped: Catalogue
) -> None:
    listed = shipped.matters[shipped.township_list.matters[0]]
    known = replace(
        case,
        category=shipped.categories[listed.category],
        matter=listed,
        township="140105001",
        text=fold(listed.scope),
    )
    got = in_charge(known, shipped)
    assert (got.lead, got.area) == ("township", "140105001")
    not_known = in_charge(replace(known, township=""), shipped)
    assert not_known.lead == shipped.categories[listed.category].lead


def test_r8_what_is_not_on_the_list_stays_with_the_county(case: Case, shipped: Catalogue) -> None:
    row = next(one for one in shipped.categories.values() if "township" in one.helpers)
    handed_down = replace(row, lead="township", helpers=())
    got = in_charge(replace(case, category=handed_down, matter=None), shipped)
    assert got.lead == "government"
    assert "r8_not_listed" in rules(got)


def test_r9_nobody_handles_complaints_about_itself(
    case: Case, charge: Callable[[Case], Charge]
) -> None:
    accused = replace(case, accused=frozenset({"140105-market"}))
    got = charge(accused)
    assert "approval" in got.helpers
    assert rules(got) == ["r9"]
    reported = charge(replace(accused, kinds=(Kind.REPORT,)))
    assert rules(reported) == ["r9_report", "r9"]


def test_r10_provincial_departments_take_only_their_own_licences(
    case: Case, shipped: Catalogue
) -> None:
    own = next(
        one
        for one in shipped.matters.values()
        if one.level is Level.PROVINCE and shipped.categories[one.category].level is Level.PROVINCE
    )
    taken = in_charge(
        replace(case, category=shipped.categories[own.category], matter=own, text="工厂"), shipped
    )
    assert (taken.area, "r10_own" in rules(taken)) == ("14", True)
    assert in_charge(case, shipped).area == "140105"


def test_a_panels_decision_wins_for_the_next_like_case_and_ends_when_it_ends(
    case: Case, catalogue: Catalogue
) -> None:
    decided = Decision(
        code="2026-3",
        area="1401",
        category="01.05",
        words=("后厨",),
        lead="city_management",
        helpers=("market",),
        decided_by="市委编办",
        document="纪要3号",
        since=date(2026, 11, 1),
    )
    wise = replace(catalogue, decisions=(decided,))
    got = in_charge(under(case, Approval.TRANSFERRED), wise)
    assert (got.lead, got.helpers, rules(got)[0]) == ("city_management", ("market",), "panel")
    delayed = replace(under(case, Approval.TRANSFERRED), text="后厨许可证办不下来")
    assert in_charge(delayed, wise).lead == "city_management"
    assert in_charge(replace(case, text="别的事"), wise).lead == "market"
    assert in_charge(replace(case, area="140722"), wise).lead == "market"
    assert in_charge(replace(case, day=date(2026, 10, 31)), wise).lead == "market"
    ended = replace(catalogue, decisions=(replace(decided, until=date(2026, 11, 20)),))
    assert in_charge(case, ended).lead == "market"


def test_a_matter_of_another_department_brings_it_in_as_a_helper(
    case: Case, charge: Callable[[Case], Charge]
) -> None:
    got = charge(under(case, Approval.NONE, department="housing"))
    assert (got.lead, got.helpers[-1], rules(got)) == ("market", "housing", ["matter"])


@pytest.mark.parametrize("row", DISPUTED, ids=[row["text"] for row in DISPUTED])
def test_disputed_matters_have_their_usual_lead(row: dict[str, str], shipped: Catalogue) -> None:
    dispute = dispute_in(fold(row["text"]), shipped)
    assert dispute
    assert (dispute.code, dispute.lead) == (row["dispute"], row["lead"])
    assert {*filter(None, row["helpers"].split(";"))} <= {*dispute.helpers}


def test_every_disputed_matter_has_its_golden_rows(shipped: Catalogue) -> None:
    assert {row["dispute"] for row in DISPUTED} == {one.code for one in shipped.disputes}


def test_the_matter_of_a_text_is_found_among_those_of_its_category(shipped: Catalogue) -> None:
    found = Matters(shipped).find(fold("商家乱标价,结账和价签不一样"), "01.03", TODAY)
    assert found
    assert found.name == "明码标价检查"
    assert Matters(shipped).find("abc", "01.03", TODAY) is None
