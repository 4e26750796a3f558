"""A file of the catalogue is changed by two people, and changed back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.adapters.book import FileBook
from intake.adapters.directory import CatalogueDirectory
from intake.adapters.live_catalogue import LiveCatalogue
from intake.domain.administration import Stage
from intake.domain.errors import (
    BadFile,
    ChangedMeanwhile,
    NotAllowedNow,
    NotFound,
    NothingChanged,
    SecondPersonNeeded,
)
from intake.domain.events import FileChanged
from intake.domain.staff import StaffMember, StaffRole
from intake.service import changing, trying
from routing.assignment import Kind
from tests.support.builders import MONDAY, a_dispatched_complaint, an_assignment

pytestmark = pytest.mark.slow

ONE = StaffMember("one", StaffRole.ADMIN, "")
TWO = StaffMember("two", StaffRole.ADMIN, "")
AGENT = StaffMember("agent", StaffRole.AGENT, "")
FILE = "time_limits.yml"
ORDINARY = "amount: 5\n  unit: working_days\n  start: dispatched"


@pytest.fixture
def ports(ports, tmp_path):
    folder = tmp_path / "catalogue"
    live = LiveCatalogue(folder, {"directory": CatalogueDirectory})
    return replace(ports, book=FileBook(folder), directory=live.part("directory"))


def shorter(ports):
    return ports.book.text(FILE).replace(ORDINARY, ORDINARY.replace("5", "3"), 1)


def promised(ports):
    return ports.directory.promised_at(Kind.COMPLAINT, MONDAY)


def test_two_people_put_a_file_in_force_and_it_is_used_at_once(ports):
    before = promised(ports)
    id = changing.propose(FILE, shorter(ports), ONE, ports=ports)
    assert promised(ports) == before
    with pytest.raises(SecondPersonNeeded):
        changing.agree(id, ONE, ports=ports)
    changing.agree(id, TWO, ports=ports)
    assert promised(ports) == before - timedelta(days=4)  # three working days end on a Thursday
    assert [one.is_own for one in ports.book.files() if one.name == FILE] == [True]
    with ports.view() as uow:
        told = [(fact.number, fact.by, fact.what) for _, fact in uow.events.latest()]
        assert all(isinstance(fact, FileChanged) for _, fact in uow.events.latest())
    assert told == [(FILE, "two", "agreed"), (FILE, "one", "asked")]


def test_it_is_changed_back_the_same_way(ports):
    before, text = promised(ports), ports.book.text(FILE)
    id = changing.propose(FILE, shorter(ports), ONE, ports=ports)
    changing.agree(id, TWO, ports=ports)
    back = changing.undo(id, TWO, ports=ports)
    changing.agree(back, ONE, ports=ports)
    assert (promised(ports), ports.book.text(FILE)) == (before, text)
    assert [one.stage for one in changing.history(ONE, FILE, ports=ports)] == [Stage.IN_FORCE] * 2


def test_a_file_that_does_not_load_is_refused_with_the_place(ports):
    for text in ("- {code: [", "- {code: x}", ports.book.text(FILE) + ports.book.text(FILE)):
        with pytest.raises(BadFile) as refused:
            changing.propose(FILE, text, ONE, ports=ports)
        assert FILE in refused.value.values["where"]
    assert changing.history(ONE, ports=ports) == []


def test_what_changes_nothing_is_no_change_whatever_editor_saved_it(ports):
    same = "\ufeff" + ports.book.text(FILE).replace("\n", "\r\n")
    with pytest.raises(NothingChanged):
        changing.propose(FILE, same, ONE, ports=ports)


def test_of_two_changes_to_one_text_only_the_first_is_put_in_force(ports):
    first = changing.propose(FILE, shorter(ports), ONE, ports=ports)
    late = changing.propose(FILE, shorter(ports) + "# later\n", TWO, ports=ports)
    changing.agree(first, TWO, ports=ports)
    with pytest.raises(ChangedMeanwhile):
        changing.agree(late, ONE, ports=ports)
    assert "# later" not in ports.book.text(FILE)


def test_after_a_crash_between_the_file_and_the_database_the_same_click_goes_on(ports):
    id = changing.propose(FILE, shorter(ports), ONE, ports=ports)
    ports.book.put(FILE, shorter(ports))
    assert changing.agree(id, TWO, ports=ports).stage is Stage.IN_FORCE


def test_what_is_dropped_never_comes_in_force(ports):
    id = changing.propose(FILE, shorter(ports), ONE, ports=ports)
    changing.drop(id, ONE, ports=ports)
    with pytest.raises(NotAllowedNow):
        changing.agree(id, TWO, ports=ports)


def test_the_preview_tells_which_open_tickets_would_be_touched_and_touches_none(ports):
    complaints = [a_dispatched_complaint() for _ in range(60)]
    dues = [one.tickets[0].due_at for one in complaints]
    with ports.uow() as uow:
        for one in complaints:
            uow.complaints.add(one)
        uow.commit()
    id = changing.propose(FILE, shorter(ports), ONE, ports=ports)
    seen = changing.preview(changing.look(id, TWO, ports=ports), ports=ports)
    assert (seen.added, seen.removed) == (1, 1)
    assert (seen.touched.looked_at, seen.touched.is_all) == (60, True)
    assert seen.touched.by_rule == {"一般诉求": 60}
    assert len(seen.touched.first) == 50
    assert seen.touched.first[0].due - seen.touched.first[0].would_be == timedelta(days=4)
    changing.agree(id, TWO, ports=ports)
    with ports.view() as uow:
        assert [uow.complaints.get(one.number).tickets[0].due_at for one in complaints] == dues


def test_a_rule_that_begins_later_touches_nothing(ports):
    with ports.uow() as uow:
        uow.complaints.add(a_dispatched_complaint())
        uow.commit()
    text = ports.book.text(FILE)
    ended = text.replace("since: 2020-01-01\n", "since: 2020-01-01\n  until: 2027-06-30\n", 1)
    assert ended != text
    ended += (
        "- {code: ordinary, name: 一般诉求, amount: 3, unit: working_days, document: 《乙办法》,"
        " article: 第八条, certainty: full, since: 2027-07-01, start: dispatched}\n"
    )
    id = changing.propose(FILE, ended, ONE, ports=ports)
    seen = changing.preview(changing.look(id, TWO, ports=ports), ports=ports)
    assert (seen.touched.looked_at, seen.touched.first) == (1, [])


def test_a_holiday_of_the_province_moves_what_is_counted_over_it(ports):
    with ports.uow() as uow:
        uow.complaints.add(a_dispatched_complaint())
        uow.commit()
    text = ports.book.text("holidays.yml")
    text = text.replace("extra_holidays: []", "extra_holidays: [2026-11-25]")
    id = changing.propose("holidays.yml", text, ONE, ports=ports)
    [moved] = changing.preview(changing.look(id, TWO, ports=ports), ports=ports).touched.first
    assert moved.would_be - moved.due == timedelta(days=1)


def test_a_file_broken_by_hand_leaves_the_catalogue_before_it(ports, tmp_path):
    before = promised(ports)
    ports.book.put(FILE, "- broken")
    assert promised(ports) == before


def test_to_others_no_change_exists(ports):
    id = changing.propose(FILE, shorter(ports), ONE, ports=ports)
    for act in (changing.look, changing.agree, changing.drop, changing.undo):
        with pytest.raises(NotFound):
            act(id, AGENT, ports=ports)
    with pytest.raises(NotFound):
        changing.propose("../time_limits.yml", "x", ONE, ports=ports)
    with pytest.raises(NotFound):
        changing.look("nothing", ONE, ports=ports)


class Oracle:
    def __init__(self):
        self.asked = []

    def assign(self, text, *, area, received_at, **_):
        self.asked.append((text, area))
        return an_assignment()


def test_a_worker_answers_where_a_text_would_go(ports, clock):
    oracle = Oracle()
    id = trying.ask("商场不给退款", "140105", ONE, ports=ports)
    assert trying.look(id, ONE, ports=ports).got is None
    trying.answer(id, ports=ports, router=oracle)
    trying.answer(id, ports=ports, router=oracle)
    assert oracle.asked == [("商场不给退款", "140105")]
    got = trying.look(id, ONE, ports=ports).got
    assert (got["category"], got["lead"]["office"]) == ("01.01", "1401-market")
    with pytest.raises(NotFound):
        trying.look(id, TWO, ports=ports)


def test_a_tried_text_is_forgotten_and_is_no_complaint(ports, clock):
    id = trying.ask("商场不给退款", "", ONE, ports=ports)
    clock.go_on(hours=2)
    trying.ask("路灯不亮", "", ONE, ports=ports)
    with pytest.raises(NotFound):
        trying.look(id, ONE, ports=ports)
    with ports.view() as uow:
        assert "退款" not in str([fact for _, fact in uow.events.latest()])
