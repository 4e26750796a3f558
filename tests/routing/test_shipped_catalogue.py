"""The catalogue as it is shipped: complete, honest about what is not known, no invented number."""

import re
from collections import Counter

import pytest
import yaml

from routing.assignment import Certainty, Kind
from routing.catalogue import DESK, HERE, Catalogue, load
from routing.catalogue.check import check
from routing.catalogue.rows import Level

# A note the check may leave: the source was not read, or is missing, and the screen says so; or a
# department is listed only so that people who name it are understood.
HONEST_NOTES = ("check_unverified", "check_no_article", "check_idle_department")
A_COUNTY, A_CITY = "140105", "1401"
# Every number a citizen may be told, and whose it is. A number not listed here is not told.
WHOSE = {
    "110": "公安报警",
    "119": "火警和救援",
    "120": "急救",
    "122": "交通事故报警",
    "12110351": "短信报警,太原",
    "12110": "短信报警,后面加区号的后三位",
    "12305": "邮政业用户申诉",
    "12306": "铁路",
    "12308": "领事保护",
    "12309": "检察",
    "12310": "机构编制",
    "12313": "烟草专卖",
    "12314": "水利监督",
    "12315": "市场监管",
    "12316": "三农服务",
    "12319": "住建城管",
    "12320": "公共卫生",
    "12321": "垃圾短信和骚扰电话",
    "12328": "交通运输",
    "12329": "住房公积金",
    "12333": "人力资源和社会保障",
    "12338": "妇联",
    "12339": "国家安全",
    "12345": "政务服务便民热线",
    "12348": "公共法律服务",
    "12350": "安全生产举报",
    "12355": "青少年服务",
    "12356": "心理援助",
    "12360": "海关",
    "12366": "税务",
    "12368": "法院诉讼服务",
    "12369": "生态环境",
    "12371": "党员咨询",
    "12377": "网上违法和不良信息",
    "12378": "银行保险消费者投诉",
    "12380": "组织部门",
    "12385": "残联",
    "12388": "纪检监察",
    "12389": "公安机关和民警违纪违法",
    "12390": "扫黄打非",
    "12393": "医疗保障",
    "95598": "供电",
    "96110": "反诈预警劝阻",
}
# 12337 is a web site for reporting police, prosecutors and judges, not a number to call.
SITES = {"12337"}
NUMBER = re.compile(r"(?<!\d)(?:12110\d{3}|1[12]\d{3}|9[56]\d{3}|1[12]\d)(?![\d号])")


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load(HERE)


def test_the_check_finds_nothing_but_sources_still_to_be_read(shipped: Catalogue) -> None:
    allowed = {shipped.templates[name] for name in HONEST_NOTES}
    found = [f"{one.file} {one.row}: {one.text}" for one in check() if one.text not in allowed]
    assert found == []


def test_there_are_eighteen_groups_and_all_of_shanxi(shipped: Catalogue) -> None:
    assert list(shipped.groups) == [f"{number:02}" for number in range(1, 19)]
    levels = Counter(area.level for area in shipped.areas.values())
    assert levels == {Level.PROVINCE: 1, Level.CITY: 11, Level.COUNTY: 117}


def test_every_city_has_counties(shipped: Catalogue) -> None:
    cities = {area.code for area in shipped.areas.values() if area.level is Level.CITY}
    assert {area.parent for area in shipped.areas.values() if area.level is Level.COUNTY} == cities


@pytest.mark.parametrize("area", [A_COUNTY, A_CITY])
def test_every_category_has_someone_in_charge(shipped: Catalogue, area: str) -> None:
    """In the area itself or above it; what a township does needs the county to be known."""
    nobody = [
        category.code
        for category in shipped.categories.values()
        if shipped.office(category.lead, area)[0].endswith(f"-{DESK}")
        and (area == A_COUNTY or Level.COUNTY not in shipped.departments[category.lead].names)
    ]
    assert nobody == []


def test_most_categories_are_handled_in_the_county_and_in_the_city(shipped: Catalogue) -> None:
    above = {
        category.code
        for category in shipped.categories.values()
        if {Level.CITY, Level.COUNTY} - set(shipped.departments[category.lead].names)
    }
    # central agencies and city-wide funds that have no county office; township government
    assert above == {"07.05", "15.06", "16.04", "17.02", "17.05", "17.06"}


def test_every_time_limit_names_its_source_or_says_it_is_not_verified(shipped: Catalogue) -> None:
    unfounded = [
        row.code
        for row in shipped.time_limits
        if not row.document or (row.certainty is Certainty.FULL and not row.article)
    ]
    assert unfounded == []


def test_every_kind_of_request_is_promised_a_day(shipped: Catalogue) -> None:
    assert set(shipped.kind_limits) == set(Kind)
    limits = {row.code for row in shipped.time_limits}
    assert set(shipped.kind_limits.values()) <= limits


def numbers_in(content: object) -> set[str]:
    if isinstance(content, str):
        return set(NUMBER.findall(content))
    if isinstance(content, dict):
        parts = [value for key, value in content.items() if key not in {"amount", "code"}]
        return set().union(*map(numbers_in, parts))
    return set().union(*map(numbers_in, content)) if isinstance(content, list) else set()


@pytest.fixture(scope="module")
def told() -> set[tuple[str, str]]:
    return {
        (file.name, number)
        for file in HERE.glob("*.yml")
        for number in numbers_in(yaml.safe_load(file.read_text("utf-8")))
    }


def test_every_number_a_citizen_is_told_is_a_known_one(told: set[tuple[str, str]]) -> None:
    assert sorted(place for place in told if place[1] not in WHOSE.keys() | SITES) == []


def test_every_listed_number_is_told_somewhere(told: set[tuple[str, str]]) -> None:
    assert WHOSE.keys() | SITES <= {number for _, number in told}


def test_a_site_is_never_given_as_a_number_to_call(shipped: Catalogue) -> None:
    for row in shipped.situations:
        assert not SITES & set(row.numbers)
        for site in SITES & numbers_in(row.reply):
            assert f"{site}.gov.cn" in row.reply
