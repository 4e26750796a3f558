"""Who finds what, and what is never looked for."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.domain.errors import NotAllowed
from intake.domain.receipt import new_receipt, shown
from intake.domain.searching import excerpt
from intake.domain.staff import StaffMember, StaffRole
from intake.service import filing, handling, searching
from intake.service.filing import NewComplaint
from intake.service.protected import file_protected
from intake.service.searching import Note, Question, search
from tests.support.builders import HOUSING, MARKET, an_assignment

SUPERVISOR = StaffMember("du", StaffRole.SUPERVISOR, "")
DISPATCHER = StaffMember("dai", StaffRole.DISPATCHER, "")
OFFICER = StaffMember("li", StaffRole.OFFICER, "", MARKET.office)
CHARLIE = StaffMember("charlie", StaffRole.OFFICER, "", HOUSING.office)
MAY_SEARCH = {StaffRole.SUPERVISOR, StaffRole.DISPATCHER, StaffRole.OFFICER}
TEXT = "我叫王建国，坞城路的路灯不亮，电话13812345678"


def filed(ports, text=TEXT, **given):
    number = filing.file_complaint(NewComplaint(text), ports=ports).number
    with ports.uow() as uow:
        uow.complaints.get(number).understand(an_assignment(**given), ports.clock())
        uow.commit()
    return number


def found(words, who, ports, **filters):
    got = search(Question(words, **filters), who, ports=ports)
    return [c.number for c in got.complaints]


def test_an_office_finds_its_own_and_nobody_elses(ports):
    number = filed(ports)
    for who in (SUPERVISOR, DISPATCHER, OFFICER):
        assert found("路灯 坞城路", who, ports) == [number]
    assert found("路灯 坞城路", CHARLIE, ports) == []


@pytest.mark.parametrize("role", sorted(set(StaffRole) - MAY_SEARCH))
def test_other_roles_may_not_search(role, ports):
    with pytest.raises(NotAllowed):
        search(Question("路灯"), StaffMember("x", role, "", MARKET.office), ports=ports)


@pytest.mark.parametrize("words", ["王建国", "13812345678", "12345678"])
def test_what_is_masked_cannot_be_asked_for(words, ports):
    filed(ports)
    assert found(words, SUPERVISOR, ports) == []


def test_an_office_does_not_find_by_what_another_answered(ports):
    number = filed(ports, helpers=(HOUSING,))
    for who, said in ((CHARLIE, "电缆已经更换"), (OFFICER, "已经督促维修")):
        handling.sign(number, who, ports=ports)
        handling.answer(number, said, who, ports=ports)
    assert found("电缆", CHARLIE, ports) == found("督促", OFFICER, ports) == [number]
    assert found("电缆", OFFICER, ports) == found("督促", CHARLIE, ports) == []
    assert found("电缆 督促", SUPERVISOR, ports) == [number]


def test_protected_reports_are_never_found(ports):
    file_protected("坞城路的路灯款被贪了", ports=ports)
    assert found("路灯", SUPERVISOR, ports) == []


def test_a_number_leads_to_its_complaint_and_tells_a_stranger_nothing(ports):
    number = filed(ports)
    for typed in (number, f" {number} ", number.replace("-", ""), number.replace("-", "－")):
        assert search(Question(typed), OFFICER, ports=ports).number == number
    strange = search(Question(number), CHARLIE, ports=ports)
    assert strange == search(Question("20990101-000001"), CHARLIE, ports=ports)
    assert strange.note is Note.NO_SUCH_NUMBER


def test_a_receipt_is_not_looked_up(ports):
    def forbidden():
        raise AssertionError("the store was asked")

    blind = replace(ports, view=forbidden, uow=forbidden)
    receipt = new_receipt()
    for typed in (receipt, shown(receipt), f"群众说查询码是 {receipt[:-1]}", "１" * 25):
        assert search(Question(typed), SUPERVISOR, ports=blind).note is Note.RECEIPT
    assert receipt not in repr(Question(receipt))


def test_what_cannot_be_looked_for_says_why(ports):
    assert search(Question(), SUPERVISOR, ports=ports).note is Note.NOTHING_ASKED
    assert search(Question("  \n"), SUPERVISOR, ports=ports).note is Note.NOTHING_ASKED
    assert search(Question("灯"), SUPERVISOR, ports=ports).note is Note.TOO_SHORT
    assert search(Question("路灯" * 5000), SUPERVISOR, ports=ports).note is Note.CUT


def test_filters_alone_are_enough_and_an_unknown_one_finds_nothing(ports):
    number = filed(ports)
    assert found("", OFFICER, ports, state="in_hand", area="1401", category="01") == [number]
    assert found("", OFFICER, ports, department="market") == [number]
    assert found("", OFFICER, ports, department="housing") == []
    for nonsense in ("x" * 10_000, "'\"; --", "\0", 'in_hand" OR "'):
        for name in ("area", "category", "department", "state"):
            assert found("路灯", OFFICER, ports, **{name: nonsense}) == []


def test_there_is_a_last_page_of_fifty(ports):
    for _ in range(51):
        filed(ports, "路灯不亮")
    got = search(Question("路灯"), OFFICER, ports=ports)
    assert (len(got.complaints), got.more) == (50, True)


def test_the_index_is_made_anew_in_batches(ports, monkeypatch):
    monkeypatch.setattr(searching, "BATCH", 2)
    for _ in range(3):
        filed(ports)
    assert list(searching.index_all(ports=ports)) == [2, 3]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(), st.text())
def test_nothing_anybody_types_is_an_error(ports, words, state):
    search(Question(words, state=state), SUPERVISOR, ports=ports)


@given(st.text(), st.text())
def test_an_excerpt_is_short(text, words):
    assert len(excerpt(text, words)) <= 92


def test_an_excerpt_shows_where_the_word_stands():
    assert "路灯" in excerpt("前" * 200 + "路灯不亮" + "后" * 200, "没有 路灯")
