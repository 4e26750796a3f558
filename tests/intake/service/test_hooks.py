"""What programs are told, retried, disabled and told again."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.delivery import (
    LONGEST_WAIT,
    WEBHOOK_WAITS,
    Delivery,
    DeliveryState,
    Hook,
    NotSent,
    Receiver,
    Wanted,
)
from intake.domain.errors import NotFound
from intake.domain.events import WebhookDisabled, WebhookEnabled
from intake.domain.staff import StaffMember, StaffRole
from intake.ports.sending import BadHookFile
from intake.service import handling, hooks, protected, status, told
from intake.service import telling as planning
from intake.worker.relay import relay
from tests.support.builders import MARKET, MONDAY
from tests.support.telling import filed, routed

OFFICER = StaffMember("li", StaffRole.OFFICER, "", MARKET.office)
ADMIN = StaffMember("root", StaffRole.ADMIN, "")


@dataclass
class Programs:
    """Receivers without a network. `moods`: what each raises instead."""

    listed: list = field(default_factory=lambda: [Hook("statistics", "example.org")])
    heard: list = field(default_factory=list)
    moods: dict = field(default_factory=dict)

    def endpoints(self):
        return [Hook(one.name, one.host, list(one.types)) for one in self.listed]

    def send(self, name, id, body):
        self.heard.append((name, id, json.loads(body)))
        if mood := self.moods.get(name):
            raise mood
        return "204"

    def types(self, name="statistics"):
        return [body["type"] for to, _, body in self.heard if to == name]


@pytest.fixture
def programs(ports):
    made = Programs()
    hooks.sync(made, ports=ports)
    return made


def go_round(programs, ports):
    while relay(ports=ports, send=lambda *_: None):
        pass
    return hooks.send_due(programs, ports=ports)


def log(ports, **wanted):
    with ports.view() as uow:
        return uow.deliveries.page(Wanted(receiver="webhook", **wanted))


def answered(ports):
    got = filed(ports, "13800138000")
    routed(ports, got)
    handling.sign(got.number, OFFICER, ports=ports)
    handling.answer(got.number, "已经退款", OFFICER, ports=ports)
    return got


def test_a_program_hears_of_each_step_in_codes_and_times(ports, programs):
    got = answered(ports)
    go_round(programs, ports)
    assert programs.types() == [
        "complaint.filed", "ticket.dispatched", "ticket.signed", "ticket.answered",
    ]  # fmt: skip
    _, id, body = programs.heard[1]
    assert body == {
        "type": "ticket.dispatched",
        "timestamp": "2026-11-23T01:00:00Z",
        "data": {
            "number": got.number,
            "state": "answered",  # as it is when it is told
            "office": "1401-market",
            "due_at": "2026-11-30T01:00:00+00:00",
        },
    }
    assert id.startswith("msg_")
    assert "." not in id
    whole = json.dumps(programs.heard, ensure_ascii=False)
    for word in ("退款", "商场", "MARKER-7319", got.receipt, "13800138000", "li"):
        assert f'"{word}"' not in whole
        assert word == "li" or word not in whole
    assert go_round(programs, ports) == 0


def test_an_endpoint_hears_what_it_asked_for_alone(ports, programs):
    programs.listed.append(Hook("late", "example.net", ["ticket.answered"]))
    hooks.sync(programs, ports=ports)
    answered(ports)
    go_round(programs, ports)
    assert programs.types("late") == ["ticket.answered"]
    ids = {id for _, id, body in programs.heard if body["type"] == "ticket.answered"}
    assert len(ids) == 2  # one for each event and endpoint


def test_nothing_is_told_of_protected_reports_of_logins_and_of_what_was_looked_at(ports, programs):
    protected.file_protected("账在三楼", ports=ports)
    with ports.uow() as uow:
        uow.events.add(WebhookDisabled("x", MONDAY, "410"))
        uow.commit()
    go_round(programs, ports)
    assert programs.heard == log(ports) == []


def test_a_failure_is_tried_again_by_the_specifications_schedule_and_given_up(ports, programs):
    programs.moods["statistics"] = NotSent("500")
    filed(ports)
    go_round(programs, ports)
    waits = []
    while row := next((row for row in log(ports) if row.next_at), None):
        waits.append((row.next_at - ports.clock()).total_seconds())
        ports.clock.now = row.next_at
        go_round(programs, ports)
    for wait, least in zip(waits, WEBHOOK_WAITS, strict=True):
        assert least <= wait <= least * 1.2
    [row] = log(ports)
    assert (row.state, row.code, row.tries) == (DeliveryState.FAILED, "500", 10)
    assert len({id for _, id, _ in programs.heard}) == 1


def test_what_nobody_foresaw_is_a_failure_like_others(ports, programs, caplog):
    programs.moods["statistics"] = RuntimeError("s3cret")
    filed(ports)
    go_round(programs, ports)
    assert (log(ports)[0].code, "s3cret" in caplog.text) == ("error", False)


def test_a_receiver_that_asks_for_time_gets_it(ports, programs):
    programs.moods["statistics"] = NotSent("429", wait=timedelta(hours=3))
    for _ in range(2):
        filed(ports)
    for _ in range(2):
        go_round(programs, ports)
    assert len(programs.heard) == 1  # for all that goes there, not for the one alone
    ports.clock.go_on(hours=3)
    programs.moods.clear()
    assert go_round(programs, ports) == 2


def test_one_that_is_down_costs_one_try_a_round_and_holds_up_nobody(ports, programs):
    programs.listed.append(Hook("other", "example.net"))
    programs.moods["statistics"] = NotSent("timeout")
    answered(ports)
    hooks.sync(programs, ports=ports)
    go_round(programs, ports)
    assert len(programs.types("statistics")) == 1
    assert len(programs.types("other")) == 4


def test_after_five_days_of_failures_alone_it_is_disabled_and_administrators_know(
    ports, programs, post
):
    with ports.uow() as uow:
        uow.staff.add(StaffMember("root", StaffRole.ADMIN, "hash"))
        uow.commit()
    planning.set_address("13900139000", ADMIN, ports=ports)
    programs.moods["statistics"] = NotSent("503")
    for _ in range(6):
        filed(ports)
        go_round(programs, ports)
        ports.clock.go_on(days=1)
    [hook] = told.look(Wanted(), None, ADMIN, ports=ports).hooks
    assert hook.disabled_at
    with ports.view() as uow:
        [fact] = [e for _, e in uow.events.latest() if isinstance(e, WebhookDisabled)]
    assert (fact.number, fact.code) == ("statistics", "503")
    [(to, said)] = post.go_round()
    assert to == "13900139000"
    assert "推送地址 statistics 一直送不到" in said

    tried = len(programs.heard)
    filed(ports)
    ports.clock.go_on(days=1)
    go_round(programs, ports)
    assert len(programs.heard) == tried  # nothing is sent, nothing is lost
    programs.moods.clear()
    told.enable("statistics", ADMIN, ports=ports)
    go_round(programs, ports)
    assert len(log(ports, state="sent")) == 7
    with ports.view() as uow:
        [fact] = [e for _, e in uow.events.latest() if isinstance(e, WebhookEnabled)]
    assert fact.by == "root"


def test_one_success_begins_the_days_anew(ports, programs):
    for days, mood in ((4, NotSent("503")), (1, None), (4, NotSent("503"))):
        programs.moods["statistics"] = mood
        filed(ports)
        go_round(programs, ports)
        ports.clock.go_on(days=days)
    go_round(programs, ports)
    [hook] = told.look(Wanted(), None, ADMIN, ports=ports).hooks
    assert hook.disabled_at is None


def test_who_says_gone_is_not_asked_again(ports, programs):
    programs.moods["statistics"] = NotSent("410", for_good=True)
    for _ in range(2):
        filed(ports)
        go_round(programs, ports)
    assert len(programs.heard) == 1
    [hook] = told.look(Wanted(), None, ADMIN, ports=ports).hooks
    assert (hook.disabled_at, hook.code) == (MONDAY, "410")


def test_a_range_is_told_again_under_the_same_ids(ports, programs):
    first = answered(ports)
    go_round(programs, ports)
    ports.clock.go_on(days=2)
    filed(ports)
    go_round(programs, ports)
    before = list(programs.heard)
    today, day = MONDAY.date(), timedelta(days=1)
    assert told.replay(today - 5 * day, today - day, "", ADMIN, ports=ports) == 0
    assert told.replay(today, today, "nobody", ADMIN, ports=ports) == 0
    assert told.replay(today, today, "statistics", ADMIN, ports=ports) == 4
    assert go_round(programs, ports) == 4
    assert programs.heard[len(before) :] == before[:4]
    assert {body["data"]["number"] for _, _, body in programs.heard[len(before) :]} == {
        first.number
    }


def test_one_may_be_told_again_but_no_citizen_twice(ports, programs, post):
    got = answered(ports)
    post.go_round()
    go_round(programs, ports)
    [hook_row, *_] = log(ports)
    told.again(hook_row.id, ADMIN, ports=ports)
    assert go_round(programs, ports) == 1
    with ports.view() as uow:
        sent = [r for r in uow.deliveries.of(got.number) if r.receiver is Receiver.CITIZEN]
    done = next(row for row in sent if row.state is DeliveryState.SENT)
    with pytest.raises(Exception, match="not_allowed_now"):
        told.again(done.id, ADMIN, ports=ports)
    for who in (OFFICER, StaffMember("s", StaffRole.SUPERVISOR, "")):
        for act in (
            lambda who=who: told.look(Wanted(), None, who, ports=ports),
            lambda who=who: told.again(hook_row.id, who, ports=ports),
            lambda who=who: told.replay(MONDAY.date(), MONDAY.date(), "", who, ports=ports),
            lambda who=who: told.enable("statistics", who, ports=ports),
        ):
            with pytest.raises(NotFound):
                act()


def test_the_file_is_followed_and_while_it_is_wrong_everything_waits(ports, programs):
    filed(ports)
    programs.endpoints = lambda: (_ for _ in ()).throw(BadHookFile("webhooks.yml: x"))
    with pytest.raises(BadHookFile, match="webhooks"):
        go_round(programs, ports)
    del programs.endpoints
    programs.listed[0] = Hook("statistics", "moved.example.org", ["ticket.overdue"])
    go_round(programs, ports)
    assert programs.types() == ["complaint.filed"]  # planned before
    got = filed(ports)
    programs.listed.clear()
    go_round(programs, ports)
    [hook] = told.look(Wanted(), None, ADMIN, ports=ports).hooks
    assert (hook.host, hook.in_file) == ("moved.example.org", False)
    status.withdraw(got.receipt, ports=ports)
    assert go_round(programs, ports) == 0


codes = st.sampled_from(["500", "429", "timeout", "410"])
steps = st.lists(
    st.one_of(
        st.just("sent"),
        st.just("again"),
        st.just("drop"),
        st.builds(
            NotSent,
            codes,
            for_good=st.booleans(),
            wait=st.none() | st.timedeltas(timedelta(days=-400), timedelta(days=400)),
        ),
    ),
    max_size=30,
)


@given(steps, st.sampled_from(Receiver), st.floats(0, 1))
def test_a_delivery_is_always_waiting_sent_or_given_up_and_never_waits_past_a_day(
    taken, receiver, jitter
):
    row, now = Delivery("k", "n", receiver, "x", "answered", MONDAY, MONDAY), MONDAY
    for step in taken:
        if row.state is DeliveryState.WAITING:
            now = max(now, row.next_at)
            row.claim(now)
        if step == "again":
            if row.may_be_repeated:
                row.again(now)
        elif row.state is not DeliveryState.WAITING:
            continue
        elif step == "sent":
            row.sent(now, "204")
        elif step == "drop":
            row.drop("not-needed")
        else:
            row.failed(now, step, jitter)
        assert (row.done_at is not None) == (row.state is DeliveryState.SENT)
        assert row.done_at is None or row.next_at is None
        if row.next_at:
            assert now <= row.next_at <= now + 1.2 * LONGEST_WAIT
        if receiver is not Receiver.WEBHOOK and row.state is DeliveryState.SENT:
            assert not row.may_be_repeated
