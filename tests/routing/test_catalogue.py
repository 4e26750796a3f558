from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from routing.assignment import Disposition
from routing.catalogue import Catalogue, CatalogueError, UnknownArea, UnknownOffice, load
from routing.catalogue.check import check

Edit = Callable[[str, str, str], Path]


@pytest.mark.parametrize(
    ("department", "area", "code", "name"),
    [
        ("market", "140105", "140105-market", "太原市小店区市场监督管理局"),
        ("market", "140121", "140121-market", "清徐县市场监督管理局"),
        ("market", "140302", "140302-market", "阳泉市城区市场监督管理局"),
        ("market", "1401", "1401-market", "太原市市场监督管理局"),
        ("market", "14", "14-market", "山西省市场监督管理局"),
        # no such office in the county: one level up
        ("city_management", "140105", "1401-city_management", "太原市城市管理局"),
        # and none in the province either: the desk
        ("city_management", "14", "14-desk", "山西省12345热线派单台"),
    ],
)
def test_an_office_is_named_as_on_its_door(
    catalogue: Catalogue, department: str, area: str, code: str, name: str
) -> None:
    assert catalogue.office(department, area) == (code, name)


def test_an_office_code_can_be_taken_apart(catalogue: Catalogue) -> None:
    assert catalogue.parse_office("140105-market") == ("140105", "market")
    for wrong in ("140105", "999999-market", "140105-nobody", ""):
        with pytest.raises(UnknownOffice):
            catalogue.parse_office(wrong)


def test_what_is_not_there_is_said_so(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownArea):
        catalogue.area("310000")
    with pytest.raises(UnknownOffice):
        catalogue.office("nobody", "1401")


def test_a_complaint_is_held_to_the_rule_of_its_day(catalogue: Catalogue) -> None:
    assert catalogue.time_limit("ordinary", date(2019, 12, 31)).amount == 7
    assert catalogue.time_limit("ordinary", date(2020, 1, 1)).amount == 5


def test_a_rule_without_a_successor_goes_on(edit: Edit) -> None:
    folder = edit("time_limits.yml", "since: 2020-01-01}", "since: 2020-01-01, until: 2025-12-31}")
    assert load(folder).time_limit("ordinary", date(2026, 11, 23)).amount == 5


def test_another_authority_is_marked_as_never_to_be_dispatched(catalogue: Catalogue) -> None:
    dispositions = {row.code: row.situation.disposition for row in catalogue.situations}
    assert dispositions == {"fire": None, "discipline": Disposition.INFORM}


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("categories.yml", "lead: market", "lead: nobody", r"categories.yml: 01.01: .*nobody"),
        ("categories.yml", "time_limit: utilities", "time_limit: soon", r"categories.yml: 07.06"),
        (
            "categories.yml",
            "name: 食品安全",
            "nme: 食品安全",
            r"categories.yml: row 2 \(01.05\): name",
        ),
        (
            "categories.yml",
            "code: '01.05'",
            "code: '01.01'",
            r"categories.yml: 01.01: appears 2 times",
        ),
        (
            "categories.yml",
            "code: '01.05'",
            "code: '02.05'",
            r"categories.yml: 02.05: stands under 01",
        ),
        (
            "departments.yml",
            "duty: 管市容,",
            "",
            r"departments.yml: row 3 \(city_management\): duty",
        ),
        ("departments.yml", "code: desk", "code: counter", r"departments.yml: desk"),
        ("areas.csv", "140105,小店区,county,1401", "140105,小店区,city,1401", r"areas.csv: 140105"),
        (
            "areas.csv",
            "140105,小店区,county,1401",
            "140105,小店区,county,1402",
            r"areas.csv: 140105",
        ),
        ("areas.csv", "140105,", "14010,", r"areas.csv: row 3 \(14010\): code"),
        ("time_limits.yml", "amount: 2,", "amount: 0,", r"time_limits.yml: row 1 \(urgent\)"),
        ("time_limits.yml", "since: 2020-01-01", "since: 2019-12-31", r"ordinary: two rules"),
        ("kind_limits.yml", "praise: ordinary", "praise: whenever", r"kind_limits.yml: praise"),
        (
            "situations.yml",
            ".{0,4}(漏|味)",
            ".*(漏|味)",
            r"situations.yml: row 1 \(fire\): patterns",
        ),
        ("situations.yml", ".{0,4}(漏|味)", "(漏", r"situations.yml: row 1 \(fire\): patterns"),
        ("situations.yml", 'numbers: ["119"]', "numbers: [119]", r"row 1 \(fire\): numbers.0"),
        ("secrecy.yml", "phrases:", "phrase:", r"secrecy.yml: phrase"),
        ("reasons.yml", "{office}主办", "{bureau}主办", r"reasons.yml: lead .*bureau"),
        ("reasons.yml", "urgent:", "hurry:", r"reasons.yml: missing: urgent"),
        ("kinds.yml", "praise:", "praises:", r"kinds.yml"),
        ("holidays.yml", "2027-02-05", "2027-02-30", r"holidays.yml: is not valid YAML"),
        ("departments.yml", "- {code: market", "- [code: market", r"departments.yml: is not valid"),
    ],
)
def test_a_wrong_row_stops_the_start_and_is_named(
    edit: Edit, file: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(CatalogueError, match=message):
        load(edit(file, old, new))


def test_a_missing_file_is_named(a_folder: Path) -> None:
    (a_folder / "secrecy.yml").unlink()
    with pytest.raises(CatalogueError, match=r"secrecy.yml: cannot be read"):
        load(a_folder)


def test_the_check_tells_what_looks_forgotten(edit: Edit) -> None:
    edit("categories.yml", "- 退款", "- 过期")
    folder = edit("situations.yml", "phrases: [局长收钱, 受贿],", "")
    found = {(problem.row, problem.text) for problem in check(folder)}
    assert ("01.01", "关键词“过期”在 01.05 里也有，分不开。") in found
    assert ("01.01", "只有 4 个关键词，容易漏。") in found
    assert ("discipline", "没有触发的词，永远不会用到。") in found
    assert ("urgent", "依据还没有核实。") in found
    assert ("market", "没有写依据哪一条。") in found


def test_the_check_reports_what_stops_the_start(edit: Edit) -> None:
    (problem,) = check(edit("categories.yml", "lead: market", "lead: nobody"))
    assert (problem.fatal, problem.file, problem.row) == (True, "categories.yml", "01.01")
