from collections.abc import Set as AbstractSet
from datetime import date

import pytest

from routing.assignment import Kind
from routing.catalogue import Catalogue
from routing.places import Places
from routing.responsibility import Office, Responsibility
from routing.rules import Case, in_charge


@pytest.fixture(scope="module")
def who(catalogue: Catalogue) -> Responsibility:
    return Responsibility(catalogue, Places(catalogue))


def lead_of(
    who: Responsibility,
    catalogue: Catalogue,
    category: str,
    area: str,
    accused: AbstractSet[str] = frozenset(),
) -> Office | None:
    row = catalogue.categories[category]
    case = Case("", row, None, area, "", frozenset(), (Kind.COMPLAINT,), date(2026, 11, 23))
    charge = in_charge(case, catalogue)
    return who.free_office(charge.lead, charge.area, frozenset(accused))


@pytest.mark.parametrize(
    ("category", "area", "office"),
    [
        ("07.01", "140105", "140105-housing"),
        # the city's fund, wherever in the city one lives
        ("07.05", "140105", "1401-housing"),
        ("07.05", "1401", "1401-housing"),
        # the county has no such office
        ("08.01", "140105", "1401-city_management"),
        # nobody knows the district: the city decides
        ("07.01", "1401", "1401-housing"),
    ],
)
def test_the_lowest_office_that_may_do_it_leads(
    who: Responsibility, catalogue: Catalogue, category: str, area: str, office: str
) -> None:
    lead = lead_of(who, catalogue, category, area)
    assert lead
    assert lead.code == office


def test_an_accused_office_is_passed_over_for_the_one_above(
    who: Responsibility, catalogue: Catalogue
) -> None:
    lead = lead_of(who, catalogue, "07.01", "140105", {"140105-housing"})
    assert lead
    assert lead.code == "1401-housing"
    lead = lead_of(who, catalogue, "07.01", "140105", {"140105-housing", "1401-housing"})
    assert lead
    assert lead.name == "山西省住房和城乡建设厅"


def test_nobody_above_the_accused_means_the_desk(who: Responsibility, catalogue: Catalogue) -> None:
    accused = {"1401-city_management"}
    assert lead_of(who, catalogue, "08.01", "140105", accused) is None


@pytest.mark.parametrize(
    ("about", "text", "accused"),
    [
        ("140105-market", "", {"140105-market"}),
        ("太原市小店区市场监督管理局的张某", "", {"140105-market"}),
        ("小店区市监局", "", {"140105-market"}),
        ("小店区市场监管所", "", {"140105-market"}),
        ("太原市工商局", "", {"1401-market"}),
        ("区房管局", "", {"140105-housing"}),
        ("市住建局", "", {"1401-housing"}),
        ("山西省市场监督管理局", "", {"14-market"}),
        # which of them is not said: any below the province
        ("market", "", {"140105-market", "1401-market"}),
        ("市监局的人", "", {"140105-market", "1401-market"}),
        # only what is accused, not what is merely mentioned
        (None, "举报小店区市监局收了钱不管", {"140105-market"}),
        (None, "投诉了三次市监局都没人来", set()),
        (None, "向市监局投诉物业", set()),
        ("某某超市", "超市卖过期面包", set()),
        (None, "", set()),
    ],
)
def test_the_accused_office_is_recognised_however_it_is_named(
    who: Responsibility, about: str | None, text: str, accused: set[str]
) -> None:
    assert who.accused(about, text, "140105") == accused
