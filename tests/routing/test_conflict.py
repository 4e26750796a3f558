"""Whoever is accused does not learn of it, nor those below, nor their own line upwards."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.catalogue import load
from routing.conflict import Avoid, Conflict, _touches
from routing.places import Places

GOLDEN = Path(__file__).parent / "golden" / "avoid.csv"


@pytest.fixture(scope="module")
def shipped():
    return load()


@pytest.fixture(scope="module")
def conflict(shipped):
    return Conflict(shipped, Places(shipped), "1401")


def rows():
    with GOLDEN.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"][:16])
def test_whom_a_report_is_kept_from(conflict, row):
    avoid = conflict.avoid(row["text"], row["about"])
    for office in filter(None, row["shut_out"].split(";")):
        assert avoid.shuts_out(office), (office, avoid)
    for office in filter(None, row["doubted"].split(";")):
        assert avoid.doubts(office), (office, avoid)
        assert not avoid.shuts_out(office), (office, avoid)
    for office in filter(None, row["free"].split(";")):
        assert not avoid.shuts_out(office), (office, avoid)
        assert not avoid.doubts(office), (office, avoid)


areas = st.sampled_from(["14", "1401", "140105", "140105100", "1402", "140213"])
departments = st.sampled_from(["market", "police", "government", "desk"])
offices = st.builds("{}-{}".format, areas, departments)


@given(offices)
def test_nobody_gets_a_report_about_themselves(office):
    assert Avoid(frozenset({office})).shuts_out(office)


@given(offices, areas)
def test_what_is_kept_from_an_office_is_kept_from_those_below_it(office, area):
    of_area, _, department = office.partition("-")
    if area.startswith(of_area):
        assert _touches(f"{area}-{department}", office)


@given(offices)
def test_the_province_can_always_look_at_what_lies_below_it(office):
    area, _, department = office.partition("-")
    if area != "14":
        assert not _touches(f"14-{department}", office)


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_gets_an_answer(conflict, text, about):
    conflict.avoid(text, about)


def test_a_former_name_counts_while_it_was_in_use(tmp_path, shipped):
    from dataclasses import replace
    from datetime import date

    from routing.catalogue.rows import KnownAs

    known = KnownAs(("晋恒工程",), "1401-housing", "下属公司", until=date(2025, 12, 31))
    words = replace(shipped.avoid, known_as=(known,))
    told = Conflict(replace(shipped, avoid=words), Places(shipped), "1401")
    assert told.avoid("晋恒工程偷工减料", day=date(2025, 6, 1)).shuts_out("1401-housing")
    assert not told.avoid("晋恒工程偷工减料", day=date(2026, 6, 1)).shuts_out("1401-housing")
