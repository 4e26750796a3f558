"""Charlie works for another office. For Charlie, and for every other role, a page that is not
theirs does not exist; nothing they send to it does anything."""

from copy import deepcopy
from datetime import timedelta
from shutil import copytree

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from intake.adapters.memory import MemoryDatabase
from intake.domain import administration
from intake.domain.delivery import Delivery, Hook, Receiver, Wanted
from intake.domain.exclusions import ExclusionReason
from intake.domain.lists import BoardTab
from intake.domain.notices import Notice
from intake.domain.rising import Rise, Subject
from intake.domain.staff import StaffRole
from intake.domain.stand_ins import StandIn
from intake.ports import Asked
from intake.service import calling, excluding, exporting, handling, keys, ring_backs, trying, views
from intake.service.performance import catch_up
from intake.service.protected import ask_for, file_protected, sealed_reports
from intake.vault.handler_keys import Suite, new_pair
from intake.web import sheets
from intake.web.staff import PARTS
from tests.intake.conftest import Clock, SilentDialogue, in_memory
from tests.intake.phone.scripted import WORDS
from tests.intake.web.conftest import Town
from tests.support.attaching import sent
from tests.support.builders import CUSTODIAN, MONDAY
from tests.support.sites import staff_site

OFFICER, CHARLIE = "officer", "charlie"
# Dispatcher and supervisor of a county where nothing happened.
FAR_DESK, FAR_BOARD = "county dispatcher", "county supervisor"
# Of a contractor: they see what the others see, and may neither answer nor end anything.
HIRED_DESK, HIRED_OFFICER, HIRED_BOARD = "hired dispatcher", "hired officer", "hired supervisor"
DISPATCHERS = {"dispatcher", HIRED_DESK}
OFFICERS = {OFFICER, HIRED_OFFICER}
SUPERVISORS = {"supervisor", HIRED_BOARD}
SEARCHERS = {CHARLIE, FAR_DESK, FAR_BOARD} | DISPATCHERS | OFFICERS | SUPERVISORS
COUNTY = "140108"
FIGURES = {CHARLIE, FAR_BOARD} | OFFICERS | SUPERVISORS
# Every address of the staff site: who may use it. Left out of this table, a route fails a test.
PAGES = {
    ("GET", "/chats"): {"agent"},
    ("GET", "/chats/{chat}"): {"agent"},
    ("POST", "/chats/{chat}/take"): {"agent"},
    ("POST", "/chats/{chat}/say"): {"agent"},
    ("POST", "/chats/{chat}/file"): {"agent"},
    ("POST", "/chats/{chat}/reveal"): {"agent"},
    ("POST", "/chats/{chat}/hand-back"): {"agent"},
    ("POST", "/seat/turn/{seat_state}"): {"agent"},
    ("POST", "/seat/wrap-up"): {"agent"},
    ("GET", "/seat/transfer/{line}"): {"agent"},
    ("POST", "/seat/transfer/{line}"): {"agent"},
    ("GET", "/ring-backs"): {"agent"},
    ("GET", "/ring-backs/{ring_back}"): {"agent"},
    ("POST", "/ring-backs/{ring_back}/take"): {"agent"},
    ("POST", "/ring-backs/{ring_back}/show"): {"agent"},
    ("POST", "/ring-backs/{ring_back}/reached"): {"agent"},
    ("POST", "/ring-backs/{ring_back}/not-reached"): {"agent"},
    ("GET", "/desk"): DISPATCHERS | {FAR_DESK},
    ("POST", "/desk/accept"): DISPATCHERS | {FAR_DESK},
    ("GET", "/desk/{waiting}"): DISPATCHERS,
    ("POST", "/desk/{waiting}/dispatch"): DISPATCHERS,
    ("POST", "/desk/{waiting}/join"): DISPATCHERS,
    ("POST", "/desk/{waiting}/answer"): {"dispatcher"},
    ("POST", "/desk/{waiting}/split"): DISPATCHERS,
    ("GET", "/tickets"): OFFICERS | {CHARLIE},
    ("POST", "/tickets/sign-several"): OFFICERS | {CHARLIE},
    ("GET", "/tickets/{ticket}"): OFFICERS,
    ("POST", "/tickets/{ticket}/sign"): OFFICERS,
    ("POST", "/tickets/{ticket}/give"): OFFICERS,
    ("POST", "/tickets/{ticket}/answer"): {OFFICER},
    ("POST", "/tickets/{ticket}/send-back"): {OFFICER},
    ("POST", "/tickets/{ticket}/draft/answer"): {OFFICER},
    ("POST", "/tickets/{ticket}/here"): OFFICERS,
    ("GET", "/tickets/{ticket}/public"): OFFICERS,
    ("POST", "/tickets/{ticket}/reveal"): OFFICERS,
    ("POST", "/tickets/{ticket}/ask-extension"): OFFICERS,
    ("POST", "/tickets/{ticket}/pause"): OFFICERS,
    ("POST", "/tickets/{ticket}/resume"): OFFICERS,
    ("POST", "/tickets/{ticket}/contact"): OFFICERS,
    ("POST", "/tickets/{ticket}/visit"): OFFICERS,
    ("POST", "/tickets/{ticket}/escalate"): OFFICERS,
    ("POST", "/tickets/{ticket}/exclude"): OFFICERS,
    ("GET", "/overview"): SUPERVISORS | {FAR_BOARD},
    ("GET", "/overview/to-decide"): SUPERVISORS | {FAR_BOARD},
    ("GET", "/overview/offices"): SUPERVISORS | {FAR_BOARD},
    ("GET", "/overview/offices/{office}"): SUPERVISORS,
    ("GET", "/overview/{ticket}"): SUPERVISORS,
    ("POST", "/overview/{ticket}/decide"): SUPERVISORS,
    ("POST", "/overview/{ticket}/extension"): SUPERVISORS,
    ("POST", "/overview/{ticket}/supervise"): SUPERVISORS,
    ("POST", "/overview/{ticket}/end/ask"): {"supervisor"},
    ("POST", "/overview/{ticket}/end/agree"): {"supervisor"},
    ("POST", "/overview/{ticket}/end/refuse"): {"supervisor"},
    ("POST", "/overview/{ticket}/add-helper"): SUPERVISORS,
    ("POST", "/overview/{ticket}/release"): SUPERVISORS,
    ("POST", "/overview/{ticket}/settle"): SUPERVISORS,
    ("GET", "/extensions"): SUPERVISORS | {FAR_BOARD},
    ("POST", "/extensions/{ticket}/decide"): SUPERVISORS,
    ("GET", "/exclusions"): SUPERVISORS | {FAR_BOARD},
    ("POST", "/exclusions/{called}/decide"): {"supervisor"},
    ("GET", "/performance"): FIGURES,
    ("GET", "/performance/{office}/on_time"): OFFICERS | SUPERVISORS,
    ("GET", "/exports"): SEARCHERS,
    ("POST", "/exports"): SEARCHERS,
    ("GET", "/exports/{export}.csv"): {OFFICER},
    ("GET", "/stand-ins"): OFFICERS | {CHARLIE, "admin"},
    ("POST", "/stand-ins"): OFFICERS | {CHARLIE, "admin"},
    ("POST", "/stand-ins/{stand_in}/end"): {OFFICER, "admin"},
    ("GET", "/views"): SEARCHERS,
    ("POST", "/views"): SEARCHERS,
    ("POST", "/views/{view}/rename"): {OFFICER},
    ("POST", "/views/{view}/remove"): {OFFICER},
    ("GET", "/visits"): {"visitor"},
    ("GET", "/visits/{called}"): {"visitor"},
    ("POST", "/visits/{called}/heard"): {"visitor"},
    ("POST", "/visits/{called}/message"): {"visitor"},
    ("GET", "/rising"): SUPERVISORS | {FAR_BOARD},
    ("GET", "/rising/{rise}"): SUPERVISORS,
    ("POST", "/rising/{rise}/follow"): SUPERVISORS,
    ("POST", "/rising/{rise}/close"): SUPERVISORS,
    ("GET", "/tickets/{ticket}/alike"): {OFFICER},
    ("POST", "/tickets/{ticket}/alike"): {OFFICER},
    ("POST", "/tickets/{ticket}/tracks/{track}"): {OFFICER},
    ("GET", "/tickets/{ticket}/notices/{notice}"): OFFICERS,
    ("GET", "/tickets/{ticket}/notices/{notice}.pdf"): OFFICERS,
    ("GET", "/notices"): OFFICERS | {CHARLIE},
    ("GET", "/search"): SEARCHERS,
    ("POST", "/search"): SEARCHERS,
    ("GET", "/audit"): {"auditor"},
    ("GET", "/deliveries"): {"admin"},
    ("POST", "/deliveries/replay"): {"admin"},
    ("POST", "/deliveries/{delivery}/again"): {"admin"},
    ("POST", "/deliveries/hooks/{hook}/enable"): {"admin"},
    ("GET", "/sealed"): {"custodian", "handler"},
    ("GET", "/sealed/{sealed}"): {"custodian"},
    ("POST", "/sealed/{sealed}"): {"custodian"},
    ("GET", "/sealed/{sealed}.bin"): {"custodian"},
    ("POST", "/sealed/{sealed}/requests"): {"custodian"},
    ("POST", "/sealed/{sealed}/close"): {"custodian"},
    ("POST", "/sealed/{sealed}/hold/{step}"): {"custodian"},
    ("POST", "/sealed/{handed}/read"): {"handler"},
    ("POST", "/sealed/{handed}/hand-on"): {"handler"},
    ("POST", "/sealed/{handed}/recuse"): {"handler"},
    ("GET", "/sealed/{sealed}/requests/{request}.bin"): {"custodian"},
    ("GET", "/sealed/{sealed}/files/{file}.bin"): {"custodian"},
    ("POST", "/sealed/{handed}/files/{handed_file}/read"): {"handler"},
    ("GET", "/admin"): {"admin"},
    ("GET", "/admin/catalogue"): {"admin"},
    ("GET", "/admin/report"): {"admin"},
    ("GET", "/admin/calendar"): {"admin"},
    ("GET", "/admin/time-limits"): {"admin"},
    ("GET", "/admin/texts"): {"admin"},
    ("GET", "/admin/staff"): {"admin"},
    ("POST", "/admin/staff/{account_step}"): {"admin"},
    ("GET", "/admin/files/{catalogue_file}"): {"admin"},
    ("POST", "/admin/files/{catalogue_file}"): {"admin"},
    ("GET", "/admin/changes"): {"admin"},
    ("GET", "/admin/changes/{change}"): {"admin"},
    ("POST", "/admin/changes/{change}/agree"): {"admin"},
    ("POST", "/admin/changes/{change}/drop"): {"admin"},
    ("POST", "/admin/changes/{change}/undo"): {"admin"},
    ("GET", "/admin/trial"): {"admin"},
    ("POST", "/admin/trial"): {"admin"},
    ("GET", "/admin/trial/{trial}"): {"admin"},
    ("GET", "/admin/keys"): {"admin"},
    ("POST", "/admin/keys"): {"admin"},
    ("POST", "/admin/keys/{key}/revoke"): {"admin"},
}
# Forms about the own account: everybody logged in may send them, about nobody else's.
OWN = (
    "/account/code",
    "/account/code/confirm",
    "/account/code/off",
    "/account/password",
    "/account/end-others",
    "/account/passkeys",
    "/account/passkeys/confirm",
    "/account/passkeys/1/rename",
    "/account/passkeys/1/remove",
    "/account/told-at",
    "/account/goes-on",
)
FOR_ALL = {
    ("GET", "/"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("GET", "/login/code"),
    ("POST", "/login/code"),
    ("POST", "/login/passkey"),
    ("POST", "/login/passkey/enter"),
    ("GET", "/login/elsewhere"),
    ("GET", "/login/elsewhere/back"),
    ("GET", "/login/elsewhere/out"),
    ("POST", "/logout"),
    ("GET", "/account"),
    *(("POST", path) for path in OWN),
}
PEOPLE = (
    "agent", "dispatcher", OFFICER, "supervisor", "visitor", "custodian", "handler", "auditor",
    "admin", CHARLIE, FAR_DESK, FAR_BOARD, HIRED_DESK, HIRED_OFFICER, HIRED_BOARD,
)  # fmt: skip
FORM = {
    "text": "改一改",
    "office": "x",
    "reason": "duplicate",
    "note": "改一改",
    "purpose": "contact",
    "outcome": "1",
    "contacted": "yes",
    "solved": "yes",
    "satisfied": "5",
    "grant": "yes",
}


def a_rise(ports):
    with ports.uow() as uow:
        rise = Rise(
            "r1f2", Subject.PLACE, "140105001", "小店区营盘街道", MONDAY.date(), MONDAY, [0, 6]
        )
        uow.rising.add(rise)
        uow.commit()
    return "r1f2"


def an_export(town):
    who, ports = town.member(OFFICER), town.ports
    id = exporting.ask("tickets", {}, who, ports=ports)
    exporting.make(id, sheets.rows, ports=ports)
    return id


def a_stand_in(ports):
    """For the officer, and already over: nothing is shown because of it."""
    with ports.uow() as uow:
        day = MONDAY.date() - timedelta(days=9)
        uow.stand_ins.add(StandIn("5" * 16, OFFICER, HIRED_OFFICER, day, day, OFFICER))
        uow.commit()
    return "5" * 16


def a_view(town):
    who = town.member(OFFICER)
    return views.save("急的", "/tickets", {"urgent": "1"}, False, who, ports=town.ports).id


def a_ring_back(ports):
    calling.leave_message("井盖丢了", "13812345678", WORDS, call="a-call", ports=ports)
    [row], _ = ring_backs.listed(ports=ports)
    return row.ring_back.id


def a_notice(ports, number, office):
    """Issued by that office; its heading is nobody else's to read."""
    with ports.uow() as uow:
        words = ("complaint", "refusal", "", MONDAY, "li", "投举告〔2026〕1号", "不予受理")
        notice = Notice(office, "某局", 2026, 1, number, *words, "投诉人", "油烟", "注", "某日")
        uow.notices.add(notice)
        uow.commit()
    return notice.id


@pytest.fixture(scope="module")
def made(wiring, tmp_path_factory):
    """The town with its things takes half a second: made once, and copied for each test."""
    folder, database, clock = tmp_path_factory.mktemp("town"), MemoryDatabase(), Clock()
    town = Town(in_memory(wiring, folder, clock, SilentDialogue(), database), None)
    things = everything_there_is(town, town.ports, clock)
    return folder, database.store, clock.now, town.passwords, things


@pytest.fixture
def clock(made):
    return Clock(made[2])


@pytest.fixture
def ports(wiring, made, clock, dialogue, tmp_path):
    folder, store, *_ = made
    database = MemoryDatabase()
    database.store = deepcopy(store)
    copytree(folder, tmp_path, dirs_exist_ok=True)
    return in_memory(wiring, tmp_path, clock, dialogue, database)


@pytest.fixture
def town(made, ports):
    return Town(ports, staff_site(ports), passwords=dict(made[3]))


@pytest.fixture
def things(made):
    return dict(made[4])


def everything_there_is(town, ports, clock):
    for name, role, area in (
        (FAR_DESK, StaffRole.DISPATCHER, COUNTY),
        (FAR_BOARD, StaffRole.SUPERVISOR, COUNTY),
        (HIRED_DESK, StaffRole.DISPATCHER, ""),
        (HIRED_OFFICER, StaffRole.OFFICER, ""),
        (HIRED_BOARD, StaffRole.SUPERVISOR, ""),
    ):
        town.hire(name, role, area=area, outsourced=not area)
    filed = file_protected("账在三楼", ports=ports)
    sent(filed.receipt, b"account", "a.txt", ports=ports)
    handed = file_protected("太原市政府的账在四楼", ports=ports)
    sent(handed.receipt, b"account", "a.txt", ports=ports)
    sealed = sealed_reports(CUSTODIAN, ports=ports)[0].id
    [other] = sealed_reports(town.member("handler"), ports=ports)
    asked = Asked("identity", "某人", new_pair(Suite.X25519).public.hex(), "要核对签字")
    ask_for(sealed, asked, CUSTODIAN, ports=ports)
    clock.go_on(days=2)  # the reporter did not object
    ticket = town.understood().number
    admin = town.member("admin")
    keys.make("数据局", ["figures:read"], admin, ports=ports)
    file = "shared_matters.yml"
    change = administration.Change(
        "c" * 16, administration.Subject.FILE, file, "[]\n", '- "07.06"\n', "admin", MONDAY
    )
    with ports.uow() as uow:
        uow.administration.put_change(change)
        uow.commit()
    catch_up(ports=ports)
    return {
        "account_step": "hire",
        "catalogue_file": file,
        "change": change.id,
        "trial": trying.ask("小区停暖了", "", admin, ports=ports),
        "key": keys.every(admin, ports=ports)[0].id,
        "chat": town.waiting_chat(),
        "seat_state": "ready",
        "line": "119",
        "ring_back": a_ring_back(ports),
        "office": town.offices[0].office,
        "waiting": town.at_desk().number,
        "ticket": ticket,
        "notice": a_notice(ports, ticket, town.offices[0].office),
        "track": "a-track",
        "called": answered_in(town).number,
        "rise": a_rise(ports),
        "export": an_export(town),
        "view": a_view(town),
        "stand_in": a_stand_in(ports),
        "sealed": sealed,
        "step": "ask",
        "handed": other.id,
        "handed_file": other.sent_files[0].name,
        "delivery": a_failed_delivery(ports),
        "hook": "statistics",
        "request": sealed_reports(CUSTODIAN, ports=ports)[0].requests[0].name,
        "file": sealed_reports(CUSTODIAN, ports=ports)[0].sent_files[0].name,
    }


def answered_in(town):
    """Answered, to be called about, and asked to be left out of the figures."""
    officer = town.member(OFFICER)
    filed = town.understood("油烟", contact="13812345678")
    handling.sign(filed.number, officer, ports=town.ports)
    handling.answer(filed.number, "油烟机装好了", officer, ports=town.ports)
    reason = ExclusionReason.REPEATED
    excluding.ask(filed.number, reason, "说过三回", officer, ports=town.ports)
    return filed


def a_failed_delivery(ports):
    """And an endpoint that is disabled."""
    given = {"receiver": Receiver.STAFF, "name": "charlie", "what": "new_ticket", "id": 471100}
    row = Delivery("k", "20261123-471100", created_at=MONDAY, next_at=None, **given)
    with ports.uow() as uow:
        uow.deliveries.plan([row])
        uow.deliveries.add_hook(Hook("statistics", "example.org", disabled_at=MONDAY))
        uow.commit()
    return str(row.id)


def send(browser, method, path, things, *, csrf):
    address = path.format(**things)
    if method == "GET":
        return browser.client.get(address, follow_redirects=False)
    form = FORM | {"csrf": csrf}
    return browser.client.post(address, data=form, follow_redirects=False)


def everything(ports):
    with ports.view() as uow:
        return [
            [
                (c.number, c.state, c.tickets, c.desk_answer)
                for c in uow.lists.board(BoardTab.OPEN, MONDAY)
            ],
            [row.call_back for row in uow.call_backs.to_make()],
            [(row.exclusion.state, row.exclusion.number) for row in uow.exclusions.asked()],
            [(c.id, c.owner, c.agent, len(c.turns)) for c in uow.conversations.waiting()],
            uow.events.latest(),
            [(row.id, row.state) for row in uow.deliveries.page(Wanted())],
            [(r.id, len(r.notes), r.closed_at) for r in uow.rising.open()],
            [uow.views.of(name, "") for name in PEOPLE],
            uow.stand_ins.not_over(MONDAY.date() - timedelta(days=90)),
            [(r.id, r.taken_by, r.tries) for r in uow.phone.to_ring_back()],
            [(s.member, s.state) for s in uow.phone.seats()],
        ]


def csrf_of(browser):
    return browser.go("/").form("退出").fields["csrf"]


@pytest.mark.parametrize("name", PEOPLE)
def test_a_page_that_is_not_theirs_does_not_exist_for(name, town, ports, things):
    browser = town.logged_in(name)
    token = csrf_of(browser)
    before = everything(ports)
    for (method, path), allowed in PAGES.items():
        if name in allowed:
            continue
        answer = send(browser, method, path, things, csrf=token)
        assert answer.status_code == 404, (method, path)
        secret_things = {str(one) for one in things.values()} - {"ask", "hire", "ready", "119", "1"}
        for secret in ("油烟", "漏水", "账在三楼", *secret_things):
            assert secret not in answer.text, (method, path)
    assert everything(ports) == before


@pytest.mark.parametrize("name", PEOPLE)
def test_their_own_pages_open_for(name, town, things):
    browser = town.logged_in(name)
    for (method, path), allowed in PAGES.items():
        if method == "GET" and name in allowed:
            assert send(browser, method, path, things, csrf="").status_code == 200, path


def test_what_is_not_ours_looks_like_what_was_never_there(town, things):
    charlie = town.logged_in(CHARLIE).client
    theirs = charlie.get(f"/tickets/{things['ticket']}")
    nobodys = charlie.get("/tickets/20990101-000001")
    assert (theirs.status_code, theirs.text) == (nobodys.status_code, nobodys.text)


def test_charlie_sees_none_of_the_others_tickets_in_the_list(town, things):
    assert "现在没有在办的工单" in town.logged_in(CHARLIE).go("/tickets").words


def test_without_a_login_every_page_is_the_login_page(town, ports, things):
    stranger = TestClient(town.app)
    before = everything(ports)
    for method, path in [*PAGES, ("GET", "/account"), *(("POST", path) for path in OWN)]:
        address = path.format(**things)
        answer = stranger.request(method, address, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
    assert everything(ports) == before


@pytest.mark.parametrize("path", [p for m, p in PAGES if m == "POST"] + ["/logout", *OWN])
def test_a_form_without_the_sessions_token_does_nothing(path, town, ports, things):
    allowed = PAGES.get(("POST", path), {"agent"})
    browser = town.logged_in(sorted(allowed)[-1])
    before = everything(ports)
    for token in ("", "x" * 32, "令牌"):
        answer = send(browser, "POST", path, things, csrf=token)
        assert answer.status_code == 403, path
        assert "不是从本站页面发出的" in answer.text
    assert everything(ports) == before
    assert browser.client.get("/", follow_redirects=False).headers["location"] != "/login"


def test_another_sessions_token_does_not_fit(town, things):
    mine = csrf_of(town.logged_in("agent"))
    other = town.logged_in("agent")
    path = "/chats/{chat}/take"
    assert send(other, "POST", path, things, csrf=mine).status_code == 403


def test_every_address_of_the_staff_site_is_in_the_table():
    parts = PARTS
    routes = {
        (method, route.path)
        for part in parts
        for route in part.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
    assert len(routes) == len(PAGES) + len(FOR_ALL)
    every = [(method, path.replace("1/", "{id}/")) for method, path in [*PAGES, *FOR_ALL]]
    shapes = {(method, path.split("{")[0]) for method, path in every}
    assert {(method, path.split("{")[0]) for method, path in routes} == shapes
