"""The second person who tells of the same lamp learns that somebody has."""

from datetime import timedelta

import pytest

from intake.domain.complaint import Kind
from intake.domain.errors import NotJoinable, UnknownNumber
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import ReturnReason
from intake.service import duplicates, filing, handling, joining, status
from intake.service.filing import NewComplaint
from intake.worker import relay as outbox
from tests.support.builders import MONDAY, a_complaint, an_assignment

LAMP = "小店区平阳路和学府街路口的路灯坏了，晚上黑得看不见路"


def told(ports, text=LAMP, *, category="08.07", area="140105", days=1, **more):
    with ports.uow() as uow:
        complaint = a_complaint(text=text, area=area)
        complaint.filed_at = ports.clock() - timedelta(days=days)
        uow.complaints.add(complaint)
        complaint.understand(
            an_assignment(category=category, area=area, area_name="太原市小店区", **more), MONDAY
        )
        uow.commit()
    return complaint.number


def test_somebody_has_told_of_the_same_lamp(ports):
    number = told(ports)
    (alike,) = duplicates.similar("小店区平阳路学府街那个路口路灯不亮", area=None, ports=ports)
    assert alike.number == number
    assert LAMP not in repr(alike)


def test_half_a_sentence_is_enough(ports):
    told(ports)
    assert duplicates.similar("小店区平阳路路灯坏了", area="140105", ports=ports)


@pytest.mark.parametrize(
    "told_of",
    [
        {"area": "140106"},  # another county
        {"days": 40},  # long ago
        {"text": "小店区学校门口下水道堵了臭得很"},  # another matter
        {"category": "01.01"},  # a shop could find out who complained of it
        {"kinds": (Kind.REPORT,)},
        {"urgent": True},
    ],
    ids=["elsewhere", "long ago", "another matter", "a shop", "a report", "urgent"],
)
def test_nobody_is_told_of_anything_else(ports, told_of):
    told(ports, **told_of)
    assert duplicates.similar(LAMP, area="140105", ports=ports) == []


def test_a_text_without_a_place_is_like_nothing(ports):
    told(ports)
    assert duplicates.similar("路灯坏了好几天了", area=None, ports=ports) == []


# -- handled together ---------------------------------------------------------------------------

SAME = "小店区平阳路学府街那个路口路灯不亮"


def joined(ports, first, text=SAME):
    new = NewComplaint(text, area="140105", joins=first, contact="13800001111")
    filed = filing.file_complaint(new, ports=ports)
    joining.follow(filed.number, ports=ports)
    return filed


def seen(filed, ports):
    return status.look_up(filed.receipt, ports=ports)


def in_hand(ports):
    """A lamp that an office has in hand; returns its number and an officer of that office."""
    number = told(ports)
    with ports.view() as uow:
        office = uow.complaints.get(number).tickets[0].office
    return number, StaffMember("li", StaffRole.OFFICER, "x", office)


def settle(number, officer, ports):
    handling.sign(number, officer, ports=ports)
    handling.answer(number, "灯修好了。", officer, ports=ports)


def test_who_joins_has_a_number_a_receipt_and_no_second_ticket(ports):
    first, _ = in_hand(ports)
    filed = joined(ports, first)
    found = seen(filed, ports)
    assert filed.number != first
    assert (found.state, bool(found.offices), found.can_withdraw) == ("joined", True, True)
    with ports.view() as uow:
        assert uow.complaints.get(filed.number).tickets == []
    (alike,) = duplicates.similar(SAME, area="140105", ports=ports)
    assert alike.people == 2


def test_the_answer_to_one_answers_all_and_each_rates_for_themselves(ports):
    first, officer = in_hand(ports)
    mine, theirs = joined(ports, first), joined(ports, first)
    settle(first, officer, ports)
    for _ in range(2):  # the worker may run a task twice
        joining.follow(first, ports=ports)
    assert [text for _, _, text in seen(mine, ports).answers] == ["灯修好了。"]
    status.rate(mine.receipt, solved=False, stars=2, ports=ports)
    status.rate(theirs.receipt, solved=True, stars=5, ports=ports)
    assert (seen(mine, ports).state, seen(theirs, ports).state) == ("at_desk", "closed")


def test_who_joined_is_told_of_the_answer(ports):
    first, officer = in_hand(ports)
    mine = joined(ports, first)
    settle(first, officer, ports)
    sent = []
    for _ in range(3):
        outbox.relay(ports=ports, send=lambda *task: sent.append(task))
        for task, number in sent:
            if task == "intake.follow":
                joining.follow(number, ports=ports)
    with ports.view() as uow:
        assert "answered" in [row.what for row in uow.deliveries.of(mine.number)]


def test_when_the_first_is_withdrawn_the_desk_sees_to_those_who_joined(ports):
    first = filing.file_complaint(NewComplaint(LAMP, area="140105"), ports=ports)
    with ports.uow() as uow:
        uow.complaints.get(first.number).understand(
            an_assignment(category="08.07", area="140105"), MONDAY
        )
        uow.commit()
    mine = joined(ports, first.number)
    status.withdraw(first.receipt, ports=ports)
    joining.follow(first.number, ports=ports)
    with ports.view() as uow:
        assert uow.complaints.get(mine.number).desk_why == "left_alone"


def test_an_answer_given_while_somebody_joins_reaches_them_too(ports):
    first, officer = in_hand(ports)
    filed = filing.file_complaint(
        NewComplaint(SAME, area="140105", joins=first, contact="13800001111"), ports=ports
    )
    settle(first, officer, ports)
    joining.follow(filed.number, ports=ports)  # what follows ComplaintJoined
    assert seen(filed, ports).state == "answered"


def test_urging_a_joined_complaint_urges_where_the_work_is_done(ports):
    first, _ = in_hand(ports)
    status.urge(joined(ports, first).receipt, ports=ports)
    with ports.view() as uow:
        assert uow.complaints.get(first).urged == 1


@pytest.mark.parametrize("text", ["小店区学校门口下水道堵了臭得很", "退我两千块钱"])
def test_nobody_joins_what_their_words_are_not_about(ports, text):
    first, _ = in_hand(ports)
    with pytest.raises(NotJoinable):
        joined(ports, first, text)
    assert filing.file_complaint(NewComplaint(text), ports=ports).number.endswith("-000001")


def test_the_desk_joins_by_hand_and_those_who_joined_go_along(ports):
    first, _ = in_hand(ports)
    other = told(ports, text="平阳路的灯全灭了", days=0)
    third = joined(ports, other, "小店区平阳路的灯全灭了")
    with ports.uow() as uow:
        complaint = uow.complaints.get(other)
        complaint.send_back(
            complaint.tickets[0].office, ReturnReason.DUPLICATE, "同上", by="li", at=MONDAY
        )
        uow.commit()
    desk = StaffMember("wang", StaffRole.DISPATCHER, "x")
    with pytest.raises(UnknownNumber):
        joining.join_by_hand(other, "20200101-000001", desk, ports=ports)
    joining.join_by_hand(other, first, desk, ports=ports)
    with ports.view() as uow:
        assert [c.number for c in uow.complaints.joined_to(first)] == sorted([other, third.number])
