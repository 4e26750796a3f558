"""What citizens and offices are told, when, and that it never says what a complaint is about."""

import pytest
import yaml

from intake.domain import contact, telling
from intake.domain.delivery import LEASE, SETTLING, DeliveryState, NotSent, Wanted
from intake.domain.errors import BadContact, NotFound
from intake.domain.events import AnswerDelivered
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.ticket import ReturnReason
from intake.service import (
    dispatching,
    escalation,
    handling,
    joining,
    protected,
    status,
    supervising,
)
from intake.service import telling as planning
from intake.texts import HERE, messages
from intake.worker import tasks
from intake.worker.relay import relay
from routing.assignment import Disposition, Kind
from tests.support.builders import HOUSING, MARKET
from tests.support.telling import filed, routed

PHONE, MAIL = "13800138000", "zhang.san@example.org"
BOSS = StaffMember("boss", StaffRole.SUPERVISOR, "")
WORDS = ("退款", "商场", "MARKER-7319")


@pytest.fixture
def office(ports):
    """An officer of the market office who is told by mail."""
    member = StaffMember("li", StaffRole.OFFICER, "hash", MARKET.office)
    with ports.uow() as uow:
        uow.staff.add(member)
        uow.staff.add(StaffMember("zhao", StaffRole.OFFICER, "hash", HOUSING.office))
        uow.commit()
    planning.set_address(MAIL, member, ports=ports)
    return member


def test_a_citizen_hears_who_handles_it_that_it_takes_longer_and_that_there_is_an_answer(
    ports, post, office
):
    got = filed(ports, PHONE)
    routed(ports, got)
    [first] = [said for to, said in post.go_round() if to == PHONE]
    assert (
        first
        == f"【一号】您反映的事（编号 {got.number}）由太原市市场监督管理局办，11月30日前答复。"
    )
    ports.clock.go_on(minutes=5)
    assert [said for to, said in post.go_round() if to == PHONE] == []  # one message, not two

    handling.sign(got.number, office, ports=ports)
    handling.ask_extension(got.number, 5, "等检测", office, ports=ports)
    supervising.decide_extension(
        got.number, MARKET.office, "要等检测", BOSS, grant=True, ports=ports
    )
    [longer] = [said for to, said in post.go_round() if to == PHONE]
    assert "要多办几天，12月" in longer

    handling.answer(got.number, "已经退款", office, ports=ports)
    [answer] = [said for to, said in post.go_round() if to == PHONE]
    assert "有答复了" in answer
    assert "评" in answer
    status.rate(got.receipt, solved=False, stars=1, ports=ports)
    [redone] = [said for to, said in post.go_round() if to == PHONE]
    assert "重新办" in redone
    said = "".join(text for _, text in post.sms.said + post.mail.said)
    assert not [word for word in (*WORDS, got.receipt, "等检测") if word in said]


def test_that_it_arrived_is_told_where_nobody_handles_it_yet(ports, post):
    got = filed(ports, PHONE)
    routed(ports, got, disposition=Disposition.DESK, lead=None)
    assert post.go_round() == []
    ports.clock.now += SETTLING
    [(to, said)] = post.go_round()
    assert (to, "收到了" in said, got.number in said, got.receipt in said) == (
        PHONE, True, True, False,
    )  # fmt: skip
    assert post.go_round() == []


def test_an_address_for_mail_is_told_by_mail_and_a_number_by_sms(ports, post):
    for given in (MAIL, PHONE):
        routed(ports, filed(ports, f"我的是 {given}"))
    post.go_round()
    assert [to for to, _ in post.mail.said] == [MAIL]
    assert [to for to, _ in post.sms.said] == [PHONE]


def test_of_a_report_not_even_the_office_is_told(ports, post):
    got = filed(ports, PHONE, kind=Kind.REPORT)
    routed(ports, got, kinds=(Kind.REPORT,))
    post.go_round()
    ports.clock.now += SETTLING
    post.go_round()
    [(_, said)] = post.sms.said
    assert "收到了" in said
    assert "市场" not in said


def test_nothing_at_all_is_told_of_a_protected_report(ports, post, office):
    got = protected.file_protected(f"市场局收钱 {PHONE} {MAIL}", ports=ports)
    protected.add(got.receipt, "还有一件", ports=ports)
    ports.clock.go_on(days=1)
    assert post.go_round() == []
    with ports.view() as uow:
        assert uow.deliveries.page(Wanted()) == []
        assert uow.events.latest() == []


def test_what_is_not_true_any_more_is_not_told(ports, post, office):
    got = filed(ports, PHONE)
    routed(ports, got)
    status.withdraw(got.receipt, ports=ports)
    assert post.go_round() == []
    assert {row.code for row in post.log(got.number)} == {"not-needed", ""}
    ports.clock.now += SETTLING
    assert post.go_round() == []
    assert {row.state for row in post.log(got.number)} == {DeliveryState.DROPPED}
    assert not [row.name for row in post.log(got.number) if row.code != "not-needed"]


def test_who_joined_hears_of_the_same_answer(ports, post, office):
    first = filed(ports)
    routed(ports, first)
    other = filed(ports, PHONE)
    routed(ports, other, disposition=Disposition.DESK, lead=None)
    dispatcher = StaffMember("dai", StaffRole.DISPATCHER, "")
    joining.join_by_hand(other.number, first.number, dispatcher, ports=ports)
    handling.sign(first.number, office, ports=ports)
    handling.answer(first.number, "好了", office, ports=ports)
    joining.follow(first.number, ports=ports)
    [said] = [said for to, said in post.go_round() if to == PHONE]
    assert other.number in said
    assert "有答复了" in said


def test_an_office_is_told_of_its_work_and_of_nobody_elses(ports, post, office):
    got = filed(ports)
    routed(ports, got)
    routed(ports, filed(ports), lead=HOUSING)

    def told():
        return [said.removeprefix("【一号】") for _, said in post.go_round()]

    assert told() == [f"新工单 {got.number}，11月30日到期，请登录工作台签收。"]
    handling.sign(got.number, office, ports=ports)
    supervising.supervise(got.number, "盯紧", BOSS, ports=ports)
    assert told() == [f"{got.number} 列入日常督办，请登录工作台看要求。"]
    ports.clock.go_on(days=6)
    for _ in range(2):
        planning.tell_due_soon(ports=ports)
    assert told() == [f"工单 {got.number} 明天到期，还没有答复。"]
    ports.clock.go_on(days=3)
    for _ in range(2):
        escalation.raise_overdue(ports=ports)
    assert told() == [f"工单 {got.number} 超期了，请马上办。"]
    assert {row.shown for row in post.log(got.number)} == {"z***@***"}


def test_what_the_panel_decided_is_told_once_and_as_that(ports, post, office):
    got = filed(ports)
    routed(ports, got, lead=HOUSING)
    zhao = StaffMember("zhao", StaffRole.OFFICER, "", HOUSING.office)
    handling.send_back(got.number, ReturnReason.NOT_OUR_DUTY, "不归", zhao, ports=ports)
    dispatching.dispatch_by_hand(got.number, MARKET.office, by="dai", ports=ports)
    handling.send_back(got.number, ReturnReason.NOT_OUR_DUTY, "不归", office, ports=ports)
    assert post.go_round() == []  # the ticket went back before its turn came
    supervising.decide(got.number, MARKET.office, "归市场", BOSS, ports=ports)
    [(_, said)] = post.go_round()
    assert "会商定了" in said


def test_staff_may_leave_an_address_change_it_and_take_it_away(ports, post, office):
    planning.set_address(f" {PHONE} ", office, ports=ports)
    routed(ports, filed(ports))
    assert [to for to, _ in post.go_round()] == [PHONE]
    with pytest.raises(BadContact):
        planning.set_address("没有", office, ports=ports)
    assert planning.address_of(office, ports=ports).shown == "***00"
    planning.set_address("", office, ports=ports)
    routed(ports, filed(ports))
    assert post.go_round() == []
    with ports.view() as uow:
        assert uow.contacts.sealed(planning.address_of(BOSS, ports=ports) or "") is None
    with pytest.raises(NotFound):
        planning.set_address(PHONE, BOSS, ports=ports)


def test_what_cannot_be_sent_is_tried_again_later_and_given_up_in_the_end(ports, post):
    got = filed(ports, PHONE)
    routed(ports, got)
    post.sms.mood = NotSent("down")
    for _ in range(3):
        post.go_round()
    assert len(post.sms.ids) == 1
    ports.clock.go_on(minutes=13)
    post.go_round()
    assert len(post.sms.ids) == 2
    while row := next((row for row in post.log(got.number) if row.next_at), None):
        ports.clock.now = row.next_at
        post.go_round()
    assert len(post.sms.ids) == 8
    assert len(set(post.sms.ids)) == 1
    assert [(row.what, row.state) for row in post.log(got.number)] == [
        ("filed", DeliveryState.DROPPED),
        ("in_hand", DeliveryState.FAILED),
    ]


def test_what_nobody_foresaw_stops_nobody_and_is_not_quoted(ports, post, caplog):
    for given in (MAIL, PHONE):
        routed(ports, filed(ports, given))
    post.mail.mood = RuntimeError(f"cannot write to {MAIL}")
    [(to, _)] = post.go_round()
    assert to == PHONE
    assert "RuntimeError" in caplog.text
    assert MAIL not in caplog.text


def test_a_receiver_that_does_not_exist_is_not_tried_again(ports, post):
    got = filed(ports, MAIL)
    routed(ports, got)
    post.mail.mood = NotSent("550", for_good=True)
    post.go_round()
    row = next(row for row in post.log(got.number) if row.what == "in_hand")
    assert (row.state, row.code, row.tries) == (DeliveryState.FAILED, "550", 1)


def test_whoever_dies_after_sending_sends_again_under_the_same_id(ports, post):
    class Killed(BaseException):
        pass

    got = filed(ports, PHONE)
    routed(ports, got)
    hear = post.sms.send

    def send_and_die(*message):
        hear(*message)
        raise Killed

    post.sms.send = send_and_die
    with pytest.raises(Killed):
        post.go_round()
    post.sms.send = hear
    assert post.go_round() == []  # still the dead one's
    ports.clock.now += LEASE
    post.go_round()
    assert len(post.sms.ids) >= 2
    assert len(set(post.sms.ids[:2])) == 1
    row = next(row for row in post.log(got.number) if row.what == "in_hand")
    assert row.state is DeliveryState.SENT


def test_a_relay_that_dies_before_the_end_plans_nothing_twice(ports, post):
    got = filed(ports, PHONE)

    def die(*_):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        relay(ports=ports, send=die)
    assert post.log(got.number) == []
    for _ in range(2):
        relay(ports=ports, send=lambda *_: None)
    assert len(post.log(got.number)) == 1


def test_that_an_answer_was_told_is_a_fact(ports, post, office):
    got = filed(ports, PHONE)
    routed(ports, got)
    handling.sign(got.number, office, ports=ports)
    handling.answer(got.number, "好了", office, ports=ports)
    post.go_round()
    with ports.view() as uow:
        facts = [e for e in uow.events.of(got.number) if isinstance(e, AnswerDelivered)]
    assert [fact.channel for fact in facts] == ["sms"]


def test_a_contact_that_cannot_be_opened_stops_nobody_else(ports, post):
    bad, good = filed(ports, PHONE), filed(ports, PHONE)
    for one in (bad, good):
        routed(ports, one)
    with ports.uow() as uow:
        id = uow.complaints.get(bad.number).contact_id
        uow.contacts.remove(id)
        uow.contacts.put(id, b"no seal")
        uow.commit()
    [(_, said)] = post.go_round()
    assert good.number in said
    assert {row.code for row in post.log(bad.number)} == {"not-opened", ""}


def test_the_log_is_forgotten_after_ninety_days(ports, post, monkeypatch):
    got = filed(ports, PHONE)
    routed(ports, got)
    post.go_round()
    monkeypatch.setattr(tasks, "ports", lambda: ports)
    ports.clock.go_on(days=91)
    post.go_round()
    tasks.forget()
    assert post.log(got.number) == []


# -- the sentences ---------------------------------------------------------------------------


SAYS = yaml.safe_load((HERE / "messages.yml").read_text("utf-8"))["says"]
LONGEST_OFFICE = "太原市规划和自然资源局"


@pytest.mark.parametrize("name", SAYS)
def test_a_message_fits_into_one_sms_and_says_nothing_but_numbers_and_days(name):
    values = {"number": "20261123-000001", "day": "11月30日", "office": LONGEST_OFFICE}
    link = "https://12345.taiyuan.gov.cn/survey/" + 32 * "x"
    receipt = "0000 " * 6 + "0000-0"
    said = messages().say(name, address=link, receipt=receipt[5:], **values)
    assert len(said.text) <= (134 if name == "survey" else 70)  # a link takes a second one
    assert said.text.startswith("【一号】")
    assert "{" not in said.text
    assert said.subject == "一号热线：20261123-000001"


def test_every_message_that_is_planned_has_a_sentence_and_every_sentence_is_used():
    used = {*telling.TO_CITIZEN.values(), *telling.TO_OFFICE.values()}
    used |= {"in_hand", "extended", "answered", "new_ticket", "due_soon", "hook_disabled"}
    used |= {"survey", "notice", "asked", "receipt"}
    used |= {f"supervised_{level}" for level in (1, 2, 3)}
    assert used == set(SAYS)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("13800138000", "13800138000"),
        ("打 138-0013-8000 找我", "13800138000"),
        ("0351-4567890", "03514567890"),
        ("邮箱是zhang@example.org，谢谢", "zhang@example.org"),
        ("13800138000@example.org", "13800138000@example.org"),
        ("a@b@example.org", None),
        ("zhang@example", None),
        (".zhang@example.org", None),
        ("zhang@example.org.", "zhang@example.org"),
        ("x" * 130 + "@example.org", None),
        ("没有", None),
    ],
)
def test_what_is_a_contact(typed, found):
    assert contact.find(typed) == found


def test_a_masked_contact_leads_to_nobody():
    assert contact.masked("13800138078") == "***78"
    assert contact.masked("zhang@some-employer.cn") == "z***@***"
    typed = "发 13800138000@example.org 或者打 13900139000"
    assert contact.hidden(typed) == "发 1***@*** 或者打 139****9000"
