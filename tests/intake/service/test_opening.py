"""What is told to everybody, and what never is."""

import pytest

from intake.service import opening
from intake.service.protected import file_protected
from tests.support.builders import MONDAY, a_complaint, a_dispatched_complaint


@pytest.fixture
def told(ports):
    def told():
        opening.refresh(ports=ports)
        return opening.look(ports=ports)

    return told


def keep(ports, *complaints):
    with ports.uow() as uow:
        for one in complaints:
            uow.complaints.add(one)
        uow.commit()


def test_before_the_first_hour_there_is_nothing(ports):
    assert opening.look(ports=ports) is None


def test_protected_reports_are_in_no_number(ports, told):
    keep(ports, *(a_dispatched_complaint() for _ in range(6)))
    before = told()
    for _ in range(7):
        file_protected("会计做了两本账", ports=ports)
    assert told() == before
    assert before["total"] == 6


def test_answered_in_time_late_and_overdue(ports, told, clock):
    answered = [a_dispatched_complaint() for _ in range(6)]
    overdue = [a_dispatched_complaint() for _ in range(2)]
    for one in answered:
        one.sign("1401-market", by="li", at=MONDAY)
        one.answer("1401-market", "退了。", by="li", at=MONDAY)
    clock.go_on(days=8)
    keep(ports, *answered, *overdue, a_complaint(at=clock()))
    found = told()
    assert (found["due"], found["in_time"]) == (8, 75)


def test_no_word_of_a_citizen_and_no_number_is_in_what_is_told(ports, told, clock):
    filed = [a_dispatched_complaint(text="老板电话 13812345678") for _ in range(6)]
    keep(ports, *filed)
    clock.go_on(days=20)  # the month is over
    found = told()
    assert [row["count"] for row in found["rows"]] == [6]
    assert "13812345678" not in str(found)
    assert not any(one.number in str(found) for one in filed)
