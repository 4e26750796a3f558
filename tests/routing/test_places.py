import csv
from pathlib import Path

import pytest

from routing.catalogue import HERE, Catalogue, load
from routing.places import Places

EXAM = Path(__file__).parents[2] / "training_data" / "evaluation"

GOLDEN = Path(__file__).parent / "golden" / "places.csv"
ROWS = list(csv.DictReader(GOLDEN.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_the_place_a_text_speaks_of_is_found(catalogue: Catalogue, row: dict[str, str]) -> None:
    found = Places(catalogue).find(row["text"], home=row["home"])
    assert (found.area if found else "") == row["area"]


def test_the_words_that_named_the_place_are_given(catalogue: Catalogue) -> None:
    found = Places(catalogue).find("家住太原市小店区学府街")
    assert found
    assert found.words == "太原市小店区"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("在陕西买的车出了故障", "陕西"),
        ("石家庄市的商家不退款", "石家庄市"),
        ("陕西路有个坑", None),
        ("在太原买的车", None),
    ],
)
def test_another_province_is_recognised(catalogue: Catalogue, text: str, place: str | None) -> None:
    assert Places(catalogue).outside(text) == place


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("太原小店有个卖手机的不给退", "140105"),  # the district, not the township of its name
        ("太原迎泽公园的坡道太陡", "140106"),
        ("小店区小店街道的井盖丢了", "140105006"),
        ("灵石翠峰山公园缺垃圾桶", "140729"),  # what bears a township's name is not the township
        ("沁水中村那边的路塌了", "140521101"),
        ("我在交口永盛煤业掘进十八年", "141130"),
        ("车在交口堵了半天", ""),
    ],
)
def test_a_place_is_as_exact_as_what_was_said(text: str, exact: str) -> None:
    found = Places(load(HERE)).find(text)
    assert (found.exact if found else "") == exact


def test_most_places_of_a_paper_by_other_hands_are_found_to_the_digit() -> None:
    """200 texts written without a look at our code: shops named after towns, other provinces,
    where somebody comes from. What is wrong is mostly a place outside named beside one inside."""
    shipped = load()
    places = Places(shipped)
    with (EXAM / "areas.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [(row["area"], places.find(row["text"])) for row in rows]
    right = sum(area == (got.exact if got else "") for area, got in found)
    assert right / len(rows) >= 0.93
