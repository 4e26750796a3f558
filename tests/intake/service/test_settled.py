"""What the past teaches routing."""

from datetime import timedelta

from intake.domain.ticket import ReturnReason
from intake.service import settled
from tests.support.builders import HOUSING, MONDAY, a_complaint, an_assignment


def answered(ports, text, office, *, by_hand=None):
    with ports.uow() as uow:
        complaint = a_complaint(text=text, at=ports.clock() - timedelta(days=1))
        uow.complaints.add(complaint)
        complaint.understand(an_assignment(), MONDAY)
        if by_hand:
            complaint.send_back(
                "1401-market", ReturnReason.NOT_OUR_DUTY, "不归我们", by="li", at=MONDAY
            )
            complaint.dispatch(by_hand, MONDAY, by="wang", at=MONDAY)
        complaint.sign(office, by="li", at=MONDAY)
        complaint.answer(office, "办好了", by="li", at=MONDAY)
        uow.commit()
    return complaint.number


def test_a_dispatchers_correction_is_what_is_learnt(ports):
    answered(ports, "物业不管", HOUSING.office, by_hand=HOUSING)
    (order,) = settled.orders(ports=ports)
    assert (order.office, order.text) == ("housing", "物业不管")


def test_no_number_that_leads_to_a_person_is_learnt(ports):
    answered(ports, "商场不退款，我的电话13912345678", "1401-market")
    (order,) = settled.orders(ports=ports)
    (example,) = settled.examples(ports=ports)
    assert "13912345678" not in order.text
    assert "13912345678" not in example.text
    assert "商场不退款" in order.text
