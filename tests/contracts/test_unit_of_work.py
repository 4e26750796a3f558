"""What every storage must do, on each of them."""

from datetime import UTC, timedelta

import pytest

from intake.domain import events
from intake.domain.complaint import ComplaintState, Kind
from intake.domain.continuing import WayIn
from intake.domain.conversation import Button, Conversation, Engine, Owner, Stage
from intake.domain.custody import CustodyFact, Step, digest_until
from intake.domain.errors import NotFound
from intake.domain.keeping import Hold
from intake.domain.lists import BoardTab, OfficeTab
from intake.domain.panel import PanelDecision
from intake.domain.protected import By, ProtectedReport, SealedFile
from intake.domain.staff import IdempotencyKey, StaffMember, StaffRole, StaffSession
from intake.domain.ticket import PauseReason, ReturnReason
from tests.support.builders import (
    HOUSING,
    MONDAY,
    a_complaint,
    a_dispatched_complaint,
    an_assignment,
)


def store(uow, *complaints):
    with uow() as u:
        for complaint in complaints:
            u.complaints.add(complaint)
        u.commit()


def test_a_complaint_comes_back_as_it_was(uow):
    store(uow, a_complaint(number="20261123-000001", kind=Kind.REPORT, place="坞城路"))
    with uow() as u:
        u.complaints.get("20261123-000001").understand(an_assignment(helpers=(HOUSING,)), MONDAY)
        u.commit()
    with uow() as u:
        back = u.complaints.get("20261123-000001")
    assert (back.text, back.kind, back.place) == ("商场不给退款", Kind.REPORT, "坞城路")
    assert back.filed_at == MONDAY
    assert back.filed_at.tzinfo is not None
    assert back.kinds == [Kind.COMPLAINT]
    assert back.suggestions[1] == HOUSING
    assert [t.office for t in back.tickets] == ["1401-market", "1401-housing"]


def test_what_is_not_committed_is_not_there(uow):
    with uow() as u:
        u.complaints.add(a_complaint(number="20261123-000001"))
    with uow() as u, pytest.raises(NotFound):
        u.complaints.get("20261123-000001")


def test_an_error_half_way_leaves_nothing_behind(uow):
    def half_way():
        with uow() as u:
            u.contacts.put("c1", b"sealed")
            u.complaints.add(a_complaint(number="20261123-000001"))
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        half_way()
    with uow() as u:
        assert u.contacts.sealed("c1") is None
        assert u.events.latest() == []


def test_events_of_a_change_are_stored_with_it(uow):
    store(uow, a_complaint(number="20261123-000001"))
    with uow() as u:
        # only the ticket changes below; its event must not be lost with the complaint
        u.complaints.get("20261123-000001").understand(an_assignment(), MONDAY)
        u.commit()
    with uow() as u:
        u.complaints.get("20261123-000001").sign("1401-market", by="li", at=MONDAY)
        u.commit()
    with uow() as u:
        story = u.events.of("20261123-000001")
    assert [type(e).__name__ for e in story] == [
        "ComplaintFiled",
        "TicketDispatched",
        "TicketSigned",
    ]
    assert story[1].due_at == MONDAY + timedelta(days=7)


def test_numbers_have_no_gap_and_start_anew_each_day(uow):
    got = []
    for moment in (MONDAY, MONDAY, MONDAY + timedelta(days=1)):
        with uow() as u:
            got.append(u.complaints.next_number(moment))
            u.commit()
    assert got == ["20261123-000001", "20261123-000002", "20261124-000001"]


def test_the_day_of_a_number_is_the_citys_day(uow):
    early = MONDAY.replace(hour=7).astimezone(UTC)  # still Sunday in UTC
    with uow() as u:
        assert u.complaints.next_number(early).startswith("20261123-")


def test_a_receipt_finds_its_complaint_and_no_other(uow):
    store(uow, a_complaint(receipt_digest="aa"), a_complaint(receipt_digest="bb", number="X"))
    with uow() as u:
        found = u.complaints.by_receipt("bb")
        assert found is not None
        assert found.number == "X"
        assert u.complaints.by_receipt("cc") is None


def test_overdue_stays_are_found_until_they_are_raised(uow):
    late, done = a_dispatched_complaint(), a_dispatched_complaint()
    done.sign("1401-market", by="li", at=MONDAY)
    done.answer("1401-market", "已退款", by="li", at=MONDAY)
    store(uow, late, done, a_complaint())
    much_later = MONDAY + timedelta(days=90)
    with uow() as u:
        assert u.complaints.overdue(MONDAY) == []
        found = u.complaints.overdue(much_later)
        assert [c.number for c in found] == [late.number]
        found[0].raise_overdue(much_later)
        u.commit()
    with uow() as u:
        assert u.complaints.overdue(much_later) == []


def test_the_desk_sees_urgent_first_then_oldest(uow):
    def at_desk(number, at, urgent=False):
        complaint = a_complaint(number=number, at=at)
        complaint.urgent = urgent
        complaint.not_understood(at)
        return complaint

    hour = timedelta(hours=1)
    store(
        uow,
        at_desk("2", MONDAY + hour),
        at_desk("1", MONDAY),
        at_desk("3", MONDAY + 2 * hour, urgent=True),
        a_dispatched_complaint(),
    )
    with uow() as u:
        assert [c.number for c in u.lists.desk()] == ["3", "1", "2"]


def test_an_office_sees_its_own_stays_alone(uow):
    mine, theirs, answered = (a_complaint(number=n) for n in "ABC")
    mine.understand(an_assignment(), MONDAY)
    theirs.understand(an_assignment(lead=HOUSING), MONDAY)
    answered.understand(an_assignment(), MONDAY)
    answered.sign("1401-market", by="li", at=MONDAY)
    answered.answer("1401-market", "办好了", by="li", at=MONDAY)
    store(uow, mine, theirs, answered)
    with uow() as u:
        open_, ended = (
            u.lists.office("1401-market", tab, MONDAY) for tab in (OfficeTab.OPEN, OfficeTab.ENDED)
        )
        assert [stay.complaint.number for stay in open_] == ["A"]
        assert [stay.complaint.number for stay in ended] == ["C"]
        assert u.lists.office("140105-market", OfficeTab.OPEN, MONDAY) == []


def test_unfinished_and_unrouted_are_told_apart(uow):
    old, new = a_complaint(number="1"), a_complaint(number="2", at=MONDAY + timedelta(hours=1))
    routed, closed = a_dispatched_complaint(number="3"), a_complaint(number="4")
    closed.withdraw(MONDAY)
    store(uow, old, new, routed, closed)
    with uow() as u:
        assert u.complaints.unrouted(MONDAY + timedelta(minutes=30)) == ["1"]
        assert {c.number for c in u.lists.board(BoardTab.OPEN, MONDAY)} == {"1", "2", "3"}


def test_a_sent_back_ticket_keeps_its_reason(uow):
    complaint = a_dispatched_complaint()
    reason = ReturnReason.NOT_OUR_DUTY
    complaint.send_back("1401-market", reason, "属住建", by="li", at=MONDAY)
    complaint.add_material("又发生了一次", MONDAY)
    store(uow, complaint)
    with uow() as u:
        back = u.complaints.get(complaint.number)
    assert back.state is ComplaintState.AT_DESK
    assert back.tickets[0].return_reason is reason
    assert back.tickets[0].return_note == "属住建"
    assert [m.text for m in back.materials] == ["又发生了一次"]


def test_a_conversation_keeps_every_turn_and_button(uow):
    conv = Conversation("c1", MONDAY, MONDAY)
    conv.hear("你好", MONDAY, pending=True)
    conv.tell("请说", MONDAY, (Button("转人工", "cmd:human"),))
    conv.fill(what="噪音")
    with uow() as u:
        u.conversations.add(conv)
        u.commit()
    with uow() as u:
        back = u.conversations.get("c1")
        assert [t.text for t in back.turns] == ["你好", "请说"]
        assert back.turns[0].id < back.turns[1].id
        assert back.turns[1].buttons == [Button("转人工", "cmd:human")]
        assert (back.draft, back.stage, back.engine) == (
            {"what": "噪音"},
            Stage.TALKING,
            Engine.RASA,
        )
        back.turns.remove(back.turns[0])
        back.fill(where="坞城路")
        u.commit()
    with uow() as u:
        again = u.conversations.get("c1")
    assert [t.text for t in again.turns] == ["请说"]
    assert again.draft == {"what": "噪音", "where": "坞城路"}


def test_who_asked_for_a_person_waits_in_line_and_old_talk_is_forgotten(uow):
    hour = timedelta(hours=1)
    with uow() as u:
        for n, asked in (("late", MONDAY + hour), ("early", MONDAY), ("never", None)):
            conv = Conversation(n, MONDAY, MONDAY - timedelta(days=40) if asked is None else MONDAY)
            if asked:
                conv.ask_human(asked)
            u.conversations.add(conv)
        taken = Conversation("taken", MONDAY, MONDAY, owner=Owner.AGENT, agent="wang")
        taken.asked_human_at = MONDAY - hour
        u.conversations.add(taken)
        u.commit()
    with uow() as u:
        assert [c.id for c in u.conversations.waiting()] == ["early", "late", "taken"]
        assert u.conversations.forget_before(MONDAY - timedelta(days=30)) == 1
        u.commit()
    with uow() as u:
        assert u.conversations.get("never") is None
        assert u.conversations.get("early") is not None


def test_files_of_a_report_come_back_in_their_order_until_they_are_forgotten(uow):
    report = ProtectedReport("B7", MONDAY.date(), "digest", reporter_key=b"key")
    days = [MONDAY.date() + timedelta(days=n) for n in (0, 0, 1)]
    files = [
        SealedFile(f"file:{n}", attachment, n % 2 == 0, day, 66_000, b"\x00label")
        for n, (attachment, day) in enumerate(zip("aab", days, strict=True))
    ]
    with uow() as u:
        report.attach(*files)
        u.protected.add(report)
        u.commit()
    with uow() as u:
        assert [one.name for one in u.protected.get("B7").files] == ["file:0", "file:1", "file:2"]
        assert u.protected.file_names() == {"file:0", "file:1", "file:2"}
        assert u.protected.with_forgotten_files(days[0]) == []
        [found] = u.protected.with_forgotten_files(days[2])
        found.drop_forgotten(days[2])
        found.send("b")
        u.commit()
    with uow() as u:
        [left] = u.protected.get("B7").sent_files
        assert (left.name, left.size, left.envelope) == ("file:2", 66_000, b"\x00label")
        assert u.protected.file_names() == {"file:2"}
        assert u.protected.with_forgotten_files(days[2] + timedelta(days=9)) == []


def test_a_protected_report_is_found_by_its_receipt(uow):
    with uow() as u:
        report = ProtectedReport("B7", MONDAY.date(), "digest")
        report.keep("text", By.REPORTER, MONDAY.date(), b"\x00sealed")
        report.hand_to("desk", MONDAY.date())
        report.hand_to("leaver", MONDAY.date())
        report.recuse("leaver", MONDAY.date())
        u.protected.add(report)
        u.commit()
    with uow() as u:
        assert [one.envelope for one in u.protected.by_receipt("digest").items] == [b"\x00sealed"]
        assert u.protected.by_receipt("other") is None
        assert [r.id for r in u.protected.held_by("desk")] == ["B7"]
        assert u.protected.held_by("leaver") == u.protected.held_by("nobody") == []
        with pytest.raises(NotFound):
            u.protected.get("B8")


def test_notes_of_who_held_a_report_come_back_in_order_with_the_lines_that_cover_them(uow):
    day = MONDAY.date()
    with uow() as u:
        for report, step in [("B7", Step.HOLD_ASKED), ("B8", Step.CLOSED), ("B7", Step.LIFTED)]:
            u.custody.add(CustodyFact.new(report, day, step, "li"))
        u.events.add(events.CustodyDay(day.isoformat(), MONDAY, "ab"))
        u.events.add(events.AnswerDelivered("1", MONDAY, "web"))
        u.commit()
    with uow() as u:
        assert [one.step for one in u.custody.of("B7")] == [Step.HOLD_ASKED, Step.LIFTED]
        assert all(one.is_whole and one.on == day for one in u.custody.all())
        assert [one.digest for one in u.custody.sealed_days()] == ["ab"]
        before = digest_until(day, u.custody.all())
        u.custody.of("B8")[0].forget_report()
        u.commit()
    with uow() as u:
        assert u.custody.of("B8") == []
        assert digest_until(day, u.custody.all()) == before


def test_a_withdrawn_report_leaves_nothing_that_could_be_opened(uow):
    with uow() as u:
        report = ProtectedReport("B7", MONDAY.date(), "digest", sealed=b"\x00old")
        for name in ("text", "identity", "span:1", "message:a"):
            report.keep(name, By.REPORTER, MONDAY.date(), b"\x00sealed")
        u.protected.add(report)
        u.commit()
    with uow() as u:
        u.protected.get("B7").withdraw(MONDAY.date())
        u.commit()
    with uow() as u:
        left = u.protected.get("B7")
        assert (left.items, left.sealed) == ([], b"")
        assert left.withdrawn_on == MONDAY.date()


def test_what_was_fetched_before_it_was_withdrawn_keeps_its_text_and_no_identity(uow):
    with uow() as u:
        report = ProtectedReport("B7", MONDAY.date(), "digest")
        for name in ("text", "identity", "span:1", "message:a"):
            report.keep(name, By.REPORTER, MONDAY.date(), b"\x00sealed")
        u.protected.add(report)
        u.commit()
    with uow() as u:
        u.protected.get("B7").fetched("custodian", MONDAY.date())
        u.protected.get("B7").fetched("custodian", MONDAY.date())
        u.commit()
    with uow() as u:
        u.protected.get("B7").withdraw(MONDAY.date())
        u.commit()
    with uow() as u:
        left = u.protected.get("B7")
        assert [one.name for one in left.items] == ["text", "message:a"]
        assert [(one.role, one.on) for one in left.openings] == [("custodian", MONDAY.date())]


def test_staff_sessions_and_keys_come_back(uow):
    with uow() as u:
        u.staff.add(StaffMember("li", StaffRole.OFFICER, "hash", "1401-market", "市监局"))
        u.commit()
    with uow() as u:
        u.staff.open_session(StaffSession("s1", "li", "csrf", MONDAY, MONDAY, MONDAY))
        u.keys.add(IdempotencyKey("k1", "body", "20261123-000001", MONDAY))
        u.commit()
    with uow() as u:
        assert u.staff.get("li").office == "1401-market"
        assert u.staff.session("s1").expires_at == MONDAY
        assert u.keys.get("k1").number == "20261123-000001"
        u.staff.close_session("s1")
        u.commit()
    with uow() as u:
        assert u.staff.session("s1") is None


def test_a_members_code_and_recovery_codes_come_back_and_are_replaced(uow):
    with uow() as u:
        u.staff.add(StaffMember("li", StaffRole.AUDITOR, "hash"))
        u.commit()
    with uow() as u:
        member = u.staff.get("li")
        assert (member.has_code, member.code_secret, member.recovery) == (False, b"", [])
        member.code_secret = b"sealed"
        member.turn_on_code(2**26, ["a", "b"])
        u.commit()
    with uow() as u:
        member = u.staff.get("li")
        assert (member.has_code, member.code_secret) == (True, b"sealed")
        assert (member.last_step, member.recovery) == (2**26, ["a", "b"])
        member.recovery = ["b"]
        u.commit()
    with uow() as u:
        member = u.staff.get("li")
        assert member.recovery == ["b"]
        member.turn_off_code()
        u.commit()
    with uow() as u:
        member = u.staff.get("li")
        assert (member.has_code, member.code_secret, member.recovery) == (False, b"", [])


def test_the_sessions_of_a_member_come_oldest_first(uow):
    later = MONDAY + timedelta(hours=1)
    with uow() as u:
        for name in ("li", "wang"):
            u.staff.add(StaffMember(name, StaffRole.AUDITOR, "hash"))
        u.commit()
    with uow() as u:
        u.staff.open_session(StaffSession("a", "li", "csrf", later, later, later))
        u.staff.open_session(
            StaffSession("b", "li", "csrf", later, MONDAY, MONDAY, half=True, device="d")
        )
        u.staff.open_session(StaffSession("c", "wang", "csrf", later, MONDAY, MONDAY))
        u.commit()
    with uow() as u:
        first, second = u.staff.sessions_of("li")
        assert (first.digest, first.half, first.device) == ("b", True, "d")
        assert (second.digest, second.half, second.seen_at) == ("a", False, later)
        assert u.staff.sessions_of("nobody") == []


def test_tries_are_made_once_counted_and_forgotten(uow):
    later = MONDAY + timedelta(hours=1)
    with uow() as u:
        tries = u.staff.tries("k", MONDAY)
        assert (tries.count, tries.last_at, tries.next_at) == (0, MONDAY, MONDAY)
        tries.begin(MONDAY, timedelta(seconds=8))
        u.staff.tries("old", MONDAY - timedelta(hours=1))
        u.staff.tries("gone", MONDAY)
        u.commit()
    with uow() as u:
        assert u.staff.tries("k", later).count == 1
        assert u.staff.tries("gone", MONDAY).next_at == MONDAY
        u.staff.forget_tries("gone")
        u.staff.forget_tries_before(MONDAY)
        u.commit()
    with uow() as u:
        assert u.staff.tries("k", later).last_at == MONDAY
        assert u.staff.tries("old", later).last_at == later
        assert u.staff.tries("gone", later).last_at == later


def test_the_outbox_gives_each_event_until_it_is_relayed(uow):
    store(uow, a_complaint(), a_complaint())
    with uow() as u:
        rows = u.events.unrelayed()
        assert len(rows) == 2
        u.events.relayed([rows[0][0]], MONDAY)
        u.commit()
    with uow() as u:
        assert [id for id, _ in u.events.unrelayed()] == [rows[1][0]]


def test_the_chain_of_events_is_whole(uow):
    with uow() as u:
        assert u.events.broken_link() is None
    store(uow, a_complaint(), a_dispatched_complaint())
    with uow() as u:
        u.events.add(events.StaffLoggedIn("li", MONDAY))
        u.commit()
    with uow() as u:
        assert len(u.events.latest()) == 4
        assert u.events.broken_link() is None


def test_what_an_office_has_answered_can_be_learnt_from(uow):
    settled, open_one, by_desk = (a_dispatched_complaint() for _ in range(3))
    by_desk = a_complaint()
    by_desk.not_understood(MONDAY)
    by_desk.answer_at_desk("已告知", by="wang", at=MONDAY)
    settled.sign("1401-market", by="li", at=MONDAY)
    settled.answer("1401-market", "已退款", by="li", at=MONDAY)
    store(uow, settled, open_one, by_desk)
    with uow() as u:
        assert [c.number for c in u.complaints.answered(MONDAY)] == [settled.number]
        assert u.complaints.answered(MONDAY + timedelta(days=1)) == []


def test_those_handled_with_another_are_found_by_its_number(uow):
    first, second, third = a_dispatched_complaint(), a_complaint(), a_complaint()
    second.join(first, by="citizen", at=MONDAY)
    store(uow, first, second, third)
    with uow() as u:
        (found,) = u.complaints.joined_to(first.number)
        assert (found.number, found.state, found.joins) == (second.number, "joined", first.number)
        assert u.complaints.joined_to(third.number) == []
        assert [type(e).__name__ for e in u.events.of(second.number)][-1] == "ComplaintJoined"


def test_what_is_open_in_a_county_is_found_newest_first(uow):
    older, newer = a_complaint(area="140105"), a_complaint(area="140105", at=MONDAY)
    older.filed_at = MONDAY - timedelta(days=2)
    elsewhere, long_ago = a_complaint(area="140106"), a_complaint(area="140105")
    long_ago.filed_at = MONDAY - timedelta(days=40)
    withdrawn = a_complaint(area="140105")
    withdrawn.withdraw(MONDAY)
    store(uow, older, newer, elsewhere, long_ago, withdrawn)
    with uow() as u:
        found = u.complaints.recent("140105", MONDAY - timedelta(days=30), 10)
        assert [c.number for c in found] == [newer.number, older.number]
        assert u.complaints.recent("140105", MONDAY - timedelta(days=30), 1) == [newer]
        assert u.complaints.recent("14%", MONDAY - timedelta(days=30), 10) == []


def test_a_change_of_a_stay_alone_is_a_new_version_of_the_whole(uow):
    with uow() as u:
        complaint = a_dispatched_complaint()
        u.complaints.add(complaint)
        u.commit()
    with uow() as u:
        complaint = u.complaints.get(complaint.number)
        before = complaint.version
        complaint.sign("1401-market", by="li", at=MONDAY)
        u.commit()
    with uow() as u:
        assert u.complaints.get(complaint.number).version > before


def test_what_waits_for_a_decision_and_what_rested_long_enough_is_found(uow):
    day = timedelta(days=1)
    with uow() as u:
        waits, rests, neither = (a_dispatched_complaint() for _ in range(3))
        for one in (waits, rests, neither):
            one.sign("1401-market", by="li", at=MONDAY)
            u.complaints.add(one)
        waits.ask_extension("1401-market", 5, "等检测", by="li", at=MONDAY)
        until = (MONDAY + 3 * day).date()
        rests.pause("1401-market", PauseReason.COURT, until, by="li", at=MONDAY)
        u.commit()
    with uow() as u:
        assert [c.number for c in u.lists.board(BoardTab.TO_DECIDE, MONDAY)] == [waits.number]
        assert u.complaints.rested(until) == []
        assert [c.number for c in u.complaints.rested(until + day)] == [rests.number]
        late = [c.number for c in u.complaints.overdue(MONDAY + 60 * day)]
        assert rests.number not in late


def test_the_panels_latest_word_on_a_like_case_is_remembered(uow):
    with uow() as u:
        for office in ("1401-market", "1401-housing"):
            u.panel.add(
                PanelDecision("n", MONDAY, "1401", "01.01", office, "某局", "du", ["1401-x"])
            )
        u.commit()
    with uow() as u:
        found = u.panel.like("1401", "01.01")
        assert (found.office, found.instead_of) == ("1401-housing", ["1401-x"])
        assert u.panel.like("1402", "01.01") is None


def test_a_destroyed_report_leaves_no_row_and_a_hold_is_remembered(uow):
    with uow() as u:
        report = ProtectedReport(
            "B9", MONDAY.date(), "digest-9", hold=Hold("a", "b", MONDAY.date())
        )
        report.keep("text", By.REPORTER, MONDAY.date(), b"sealed")
        report.hand_to("desk", MONDAY.date())
        u.protected.add(report)
        u.commit()
    with uow() as u:
        report = u.protected.get("B9")
        assert report.hold == Hold("a", "b", MONDAY.date())
        report.hold = Hold()
        u.commit()
    with uow() as u:
        report = u.protected.get("B9")
        assert not report.hold.is_on
        u.protected.remove(report)
        u.commit()
    with uow() as u:
        assert u.protected.ids() == []
        assert u.protected.by_receipt("digest-9") is None
        assert u.protected.held_by("desk") == []


def test_a_way_in_leads_to_its_conversation_until_either_is_forgotten(uow):
    with uow() as u:
        u.conversations.add(Conversation("old", MONDAY, MONDAY - timedelta(days=40)))
        u.conversations.add(Conversation("new", MONDAY, MONDAY))
        u.commit()
    with uow() as u:
        for digest, conv, until in (
            ("code", "new", MONDAY), ("token", "new", None), ("gone", "old", None),
        ):  # fmt: skip
            u.ways_in.add(WayIn(digest, conv, until))
        u.commit()
    with uow() as u:
        assert u.ways_in.get("code").until == MONDAY
        u.ways_in.forget_codes("new")
        assert u.conversations.forget_before(MONDAY - timedelta(days=30)) == 1
        u.commit()
    with uow() as u:
        assert u.ways_in.get("code") is None
        assert u.ways_in.get("gone") is None
        assert u.ways_in.get("token").conversation == "new"


def test_a_call_that_was_left_open_is_found_and_nothing_else(uow):
    minute = timedelta(minutes=1)
    rows = (
        ("left", "phone", {"what": "噪音"}, Owner.BOT, MONDAY - minute),
        ("still talking", "phone", {"what": "噪音"}, Owner.BOT, MONDAY + minute),
        ("told nothing", "phone", {}, Owner.BOT, MONDAY - minute),
        ("waits for a person", "phone", {"what": "噪音"}, Owner.WAITING, MONDAY - minute),
        ("on the page", "web", {"what": "噪音"}, Owner.BOT, MONDAY - minute),
    )
    with uow() as u:
        for id, channel, draft, owner, last in rows:
            u.conversations.add(Conversation(id, last, last, channel, owner=owner, draft=draft))
        u.commit()
    with uow() as u:
        assert [conv.id for conv in u.conversations.left_open("phone", MONDAY)] == ["left"]
