"""Views, files made of lists and stand-ins, in every store we ship."""

from dataclasses import replace
from datetime import date, timedelta

from intake.domain.exports import Export, Sheet, Stage
from intake.domain.lists import Narrow, OfficeTab
from intake.domain.stand_ins import StandIn
from intake.domain.views import View
from tests.support.builders import MARKET, MONDAY, a_dispatched_complaint

HOUR = timedelta(hours=1)


def stored(uow, put):
    with uow() as unit:
        put(unit)
        unit.commit()


def test_views_are_found_by_whom_they_belong_to_and_by_the_desk(uow):
    own = View("a", "li", "急的", "/tickets", {"urgent": "1"})
    shared = View("b", "wang", "超期", "/tickets", {"tab": "late"}, "officer 1401-market")
    stored(uow, lambda unit: [unit.views.put(one) for one in (own, shared)])
    with uow() as unit:
        assert unit.views.of("li", "officer 1401-market") == [own, shared]
        assert unit.views.of("li", "") == [own]
        assert unit.views.of("zhao", "officer 1401-housing") == []
    renamed = replace(own, name="很急的")
    stored(uow, lambda unit: [unit.views.put(renamed), unit.views.remove("b")])
    with uow() as unit:
        assert unit.views.get("a") == renamed
        assert unit.views.get("b") is None


def test_an_export_goes_from_asked_to_made_to_gone(uow):
    asked = Export("a", "li", Sheet.TICKETS, {"tab": "late"}, "officer 1401-market ", MONDAY)
    other = replace(asked, id="b", by="wang", at=MONDAY + HOUR)
    stored(uow, lambda unit: [unit.exports.put(one) for one in (asked, other)])
    made = replace(asked, stage=Stage.MADE, file="f", rows=7)
    stored(uow, lambda unit: unit.exports.put(made))
    with uow() as unit:
        assert unit.exports.get("a") == made
        assert unit.exports.of("li", MONDAY - HOUR) == [made]
        assert unit.exports.of("li", MONDAY) == []
        assert unit.exports.before(MONDAY) == [made]
        assert unit.exports.files() == {"f"}
    stored(uow, lambda unit: unit.exports.remove(["a"]))
    with uow() as unit:
        assert (unit.exports.get("a"), unit.exports.get("b")) == (None, other)


def test_stand_ins_last_until_their_last_day(uow):
    one = StandIn("a", "li", "wang", date(2026, 11, 23), date(2026, 11, 30), "li")
    stored(uow, lambda unit: unit.stand_ins.add(one))
    with uow() as unit:
        assert unit.stand_ins.not_over(date(2026, 11, 30)) == [one]
        assert unit.stand_ins.not_over(date(2026, 12, 1)) == []
        assert unit.stand_ins.get("a") == one
    stored(uow, lambda unit: unit.stand_ins.remove("a"))
    with uow() as unit:
        assert unit.stand_ins.get("a") is None


def test_an_offices_list_is_narrowed_to_who_signed(uow):
    mine, hers, nobodys = (a_dispatched_complaint() for _ in range(3))
    mine.sign(MARKET.office, by="li", at=MONDAY)
    hers.sign(MARKET.office, by="wang", at=MONDAY)
    stored(uow, lambda unit: [unit.complaints.add(c) for c in (mine, hers, nobodys)])

    def of(*officers):
        with uow() as unit:
            narrow = Narrow(officers=officers)
            rows = unit.lists.office(MARKET.office, OfficeTab.OPEN, MONDAY, narrow)
            return {row.complaint.number for row in rows}

    assert of("li") == {mine.number}
    assert of("li", "wang") == {mine.number, hers.number}
    assert of() == {mine.number, hers.number, nobodys.number}
