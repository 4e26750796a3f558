"""Beside the work on a ticket: drafts, colleagues, the citizen's view, parts of the timeline."""

import pytest
from starlette.testclient import TestClient

from intake.domain.staff import StaffRole
from intake.domain.ticket import ReturnReason
from intake.service import dispatching, handling, joining, status
from tests.intake.web.reading import Browser
from tests.intake.web.test_access import csrf_of
from tests.support.sites import public_site

HTMX = {"HX-Request": "true"}
TYPED = "净化器周五装好，MARKER-5517"


@pytest.fixture
def ticket(town, ports):
    filed = town.understood()
    handling.sign(filed.number, town.member("officer"), ports=ports)
    return filed


@pytest.fixture
def officer(town, ticket):
    browser = town.logged_in("officer")
    browser.go(f"/tickets/{ticket.number}")
    return browser


def typed(browser, number, *, words=TYPED, part="answer", headers=HTMX, path="", **more):
    form = {"csrf": csrf_of(browser), "text": words, "note": words} | more
    address = f"/tickets/{number}/{path or f'draft/{part}'}"
    return browser.client.post(address, data=form, headers=headers, follow_redirects=False)


def written(page, says="答复群众", name="text"):
    return page.form(says).fields[name].removeprefix("\n")


# -- drafts ---------------------------------------------------------------------------------------


def test_what_was_typed_is_there_in_another_browser_and_says_since_when(town, officer, ticket):
    line = typed(officer, ticket.number)
    assert (line.status_code, "草稿存好了，09:00" in line.text) == (200, True)
    assert "MARKER" not in line.text
    page = town.logged_in("officer").go(f"/tickets/{ticket.number}")
    assert written(page) == TYPED
    assert "09:00 存的，只有您看得到" in page.words


def test_the_button_keeps_it_without_scripts_and_sends_nothing(town, officer, ticket):
    page = officer.press("存草稿", text=TYPED)
    assert officer.answer.url.path == f"/tickets/{ticket.number}"
    assert written(page) == TYPED
    assert status.look_up(ticket.receipt, ports=town.ports).answers == []
    assert not town.logged_in("officer").go("/tickets?tab=ended").has("MARKER")


def test_a_stale_page_loses_nothing_and_neither_does_the_browser_after_it(town, officer, ticket):
    handling.contact(ticket.number, town.member("officer"), ports=town.ports)
    page = officer.press("答复群众", text=TYPED)
    assert officer.answer.status_code == 409
    assert "先行联系群众" in page.words
    assert written(page) == TYPED
    page = town.logged_in("officer").go(f"/tickets/{ticket.number}")
    assert written(page) == TYPED
    officer.go(f"/tickets/{ticket.number}")
    officer.press("答复群众", text=TYPED)
    assert [text for *_, text in status.look_up(ticket.receipt, ports=town.ports).answers] == [
        TYPED
    ]


def test_words_whose_step_is_over_are_still_shown_to_their_writer(town, officer, ticket):
    town.hire("wang", StaffRole.OFFICER)
    handling.answer(ticket.number, "已经装好", town.member("wang"), ports=town.ports)
    page = officer.press("答复群众", text=TYPED)
    assert officer.answer.status_code == 409
    assert "您写的（没有送出）" in page.words
    assert TYPED in page.words


def test_the_words_of_a_return_open_their_form_again(town, officer, ticket):
    typed(officer, ticket.number, words="三定方案没有这一项", part="send_back")
    page = officer.go(f"/tickets/{ticket.number}")
    assert written(page, "退回", "note") == "三定方案没有这一项"
    assert written(page) == ""


def test_a_colleague_does_not_read_it(town, officer, ticket):
    typed(officer, ticket.number)
    town.hire("wang", StaffRole.OFFICER)
    page = town.logged_in("wang").go(f"/tickets/{ticket.number}")
    assert "MARKER" not in page.html


def test_what_cannot_be_kept_says_why_in_its_own_line(officer, ticket):
    line = typed(officer, ticket.number, words="字" * 20_001)
    assert "没存上" in line.text
    assert "最多 20000 个字" in line.text
    assert typed(officer, ticket.number, part="poem").status_code == 404


def test_after_the_login_is_over_the_words_stay_on_the_page(officer, ticket):
    form = {"csrf": csrf_of(officer), "text": TYPED}
    officer.client.cookies.clear()
    answer = officer.client.post(f"/tickets/{ticket.number}/draft/answer", data=form, headers=HTMX)
    assert (answer.status_code, "hx-redirect" in answer.headers) == (401, False)


def test_typing_is_a_sign_of_life_and_an_open_page_is_none(town, clock, officer, ticket):
    idle = town.ports.account_rules.idle.total_seconds()
    for path, left in (("draft/answer", 200), ("here", 401)):
        browser = town.logged_in("officer")
        form = {"csrf": csrf_of(browser), "text": TYPED}
        address = f"/tickets/{ticket.number}/{path}"
        for _ in range(2):
            clock.go_on(seconds=idle * 0.6)
            answer = browser.client.post(address, data=form, headers=HTMX)
        assert answer.status_code == left


def test_what_was_typed_becomes_no_markup_anywhere(town, officer, ticket):
    typed(officer, ticket.number, words="</textarea><b>x")
    page = town.logged_in("officer").go(f"/tickets/{ticket.number}")
    assert "<b>x" not in page.html


# -- colleagues -----------------------------------------------------------------------------------


def beat(browser, number):
    return typed(browser, number, path="here").text


def test_colleagues_see_who_looks_and_who_writes_until_they_have_gone(town, clock, officer, ticket):
    town.hire("王芳", StaffRole.OFFICER)
    wang = town.logged_in("王芳")
    assert "同事" not in beat(officer, ticket.number)
    assert "officer也在看" in beat(wang, ticket.number)
    typed(wang, ticket.number)
    assert "王芳正在写" in beat(officer, ticket.number)
    clock.go_on(seconds=44)
    beat(wang, ticket.number)  # still there, but no key was pressed
    clock.go_on(seconds=1)
    assert "王芳也在看" in beat(officer, ticket.number)
    clock.go_on(seconds=45)
    assert "王芳" not in beat(officer, ticket.number)


def test_other_offices_are_never_seen_even_when_they_help(town, officer, ticket):
    ports = town.ports
    with ports.uow() as uow:
        complaint = uow.complaints.get(ticket.number)
        helper = town.offices[1]
        complaint.add_helper(helper, complaint.promised_at, by="dai", at=ports.clock())
        uow.commit()
    charlie = town.logged_in("charlie")
    beat(officer, ticket.number)
    assert "officer" not in beat(charlie, ticket.number)
    assert "charlie" not in beat(officer, ticket.number)


def test_who_was_there_is_on_no_record_and_a_page_without_scripts_says_nothing(
    town, ports, officer, ticket
):
    town.hire("王芳", StaffRole.OFFICER)
    with ports.view() as uow:
        before = uow.events.latest()
    beat(officer, ticket.number)
    with ports.view() as uow:
        assert uow.events.latest() == before
    assert "也在看" not in town.logged_in("王芳").go(f"/tickets/{ticket.number}").words


# -- as the citizen sees it -----------------------------------------------------------------------


def lines(page):
    """What the page of a status says, without what surrounds it."""
    return page.words.split("已登记", 1)[1].split("一号 · 投诉")[0].split("键盘 ?")[0]


def test_the_citizens_view_is_the_citizens_page(town, ports, officer, ticket):
    text = "楼下饭店油烟直排，窗户不敢开"
    plain = town.understood(text)
    handling.sign(plain.number, town.member("officer"), ports=ports)
    status.urge(plain.receipt, ports=ports)
    citizen = Browser(TestClient(public_site(ports)))
    for step in ("in hand", "answered", "rated"):
        citizen.go("/status")
        theirs = citizen.press("查一查", receipt=plain.receipt)
        ours = officer.go(f"/tickets/{plain.number}/public")
        assert lines(ours).split() == lines(theirs).split(), step
        if step == "in hand":
            handling.answer(plain.number, "装好了", town.member("officer"), ports=ports)
        if step == "answered":
            status.rate(plain.receipt, solved=True, stars=4, ports=ports)


def test_in_it_nothing_can_be_sent_and_no_receipt_or_number_is_shown(officer, ticket):
    page = officer.go(f"/tickets/{ticket.number}/public")
    assert "楼下饭店油烟直排" in page.words
    assert "13812345678" not in page.html
    for secret in (ticket.receipt, ticket.receipt.replace(" ", ""), 'name="receipt"'):
        assert secret not in page.html
    assert not [form for form in page.forms if form.action.startswith("/status")]
    assert page.all("fieldset")[0].get("disabled") == ""


def test_whoever_sent_it_back_reads_no_others_answer(town, ports, ticket):
    reason = ReturnReason.NOT_OUR_DUTY
    charlie = town.member("charlie")
    handling.send_back(ticket.number, reason, "属别家", town.member("officer"), ports=ports)
    dispatching.dispatch_by_hand(ticket.number, charlie.office, by="dai", ports=ports)
    handling.sign(ticket.number, charlie, ports=ports)
    handling.answer(ticket.number, "MARKER-8080", charlie, ports=ports)
    browser = town.logged_in("officer")
    assert browser.client.get(f"/tickets/{ticket.number}/public").status_code == 404
    assert "MARKER-8080" in town.logged_in("charlie").go(f"/tickets/{ticket.number}/public").words


# -- parts of the timeline ------------------------------------------------------------------------


def test_the_address_says_which_part_of_the_timeline_is_shown(town, ports, officer, ticket):
    address = f"/tickets/{ticket.number}"
    everything = officer.go(address)
    assert "全部 3" in everything.words
    assert "签收 ：" in everything.words or "签收：" in everything.words
    inside = officer.go(everything.links["只有内部看得到的"].split("#")[0])
    assert "没有。" in inside.words
    assert 'aria-current="true"' in inside.html
    system = officer.go(f"{address}?events=system")
    assert "派单：" in system.words
    assert "签收：" not in system.words
    assert officer.go(f"{address}?events=nonsense").words == everything.words


def test_own_visits_of_those_who_joined_are_asked_on_the_same_page(town, ports, officer, ticket):
    other = town.at_desk("楼下饭店油烟大", contact="13812345678")
    desk = town.logged_in("dispatcher")
    desk.go(f"/desk/{other.number}")
    form = next(f for f in desk.page.forms if f.action.endswith("/join"))
    desk.client.post(form.action, data=form.fields | {"other": ticket.number})
    officer.go(f"/tickets/{ticket.number}")
    page = officer.press("答复群众", text="装好了")
    joining.follow(ticket.number, ports=ports)
    page = officer.go(f"/tickets/{ticket.number}")
    assert f"一起办的 {other.number}" in page.words
    form = next(f for f in page.forms if f.fields.get("of") == other.number)
    half = officer.client.post(form.action, data=form.fields | {"note": "MARKER-1"})
    assert half.status_code == 422
    assert "MARKER-1" in half.text
    said = {"contacted": "yes", "solved": "yes", "satisfied": "5"}
    done = officer.client.post(form.action, data=form.fields | said)
    assert (done.status_code, done.url.path) == (200, f"/tickets/{ticket.number}")
    assert f"一起办的 {other.number}" not in done.text
