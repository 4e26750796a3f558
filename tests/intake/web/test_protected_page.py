"""The pages for those who must not be known."""

import re

import pytest

from intake.domain.errors import StorageBusy
from intake.domain.flood import Flood, Limits
from intake.service import protected as service
from intake.vault.handler_keys import Suite
from intake.vault.reports import DESK, open_item
from intake.web import protected
from tests.intake.web.reading import Browser, Page
from tests.support.builders import CUSTODIAN

SECRET = "某矿六月的冒顶没有报，登记本在调度室第二个柜子"
NEXT, SEND = "下一步，先看一遍", "加密提交"
PADDING = re.compile(r"<!-- \S+ -->$")
GIVEAWAY = f"我叫王建国，{SECRET}"


@pytest.fixture
def source(public):
    browser = Browser(public)
    browser.go("/protected")
    return browser


@pytest.fixture
def filed(source):
    """The receipt of a report that was just handed in."""
    source.press(NEXT, text=SECRET)
    return source.press(SEND).receipt()


def read(ports, report_key, number=0):
    [report] = service.sealed_reports(CUSTODIAN, ports=ports)
    desk = bytes([Suite.X25519]) + bytes(report_key)
    return open_item(report.id, report.items[number], DESK, desk)


def test_it_is_told_what_is_protected_and_what_is_not_before_any_field(source):
    html = source.page.html
    field = html.index("<textarea")
    for words in (
        "三种办法",
        "我们护得住的",
        "我们护不住的",
        "单位的网络",
        "只有您一个人知道",
        "Tor",
    ):
        assert html.index(words) < field


def test_what_anonymity_costs_is_told_field_by_field_with_how_sure_we_are(source):
    assert "煤矿和其他矿山" in source.page.words
    assert "应急〔2020〕69号" in source.page.words
    assert "未核实" in source.page.words


def test_emergency_numbers_stand_above_everything(source):
    assert source.page.html.index("tel:119") < source.page.html.index("<h1")


def test_only_what_happened_and_whom_to_keep_it_from_is_asked(source):
    tags = ("input", "textarea", "select")
    names = [given["name"] for tag in tags for given in source.page.all(tag) if "name" in given]
    assert names == ["text", "accused"]


def test_a_report_is_sealed_and_the_codes_shown_once(source, ports, report_key):
    source.press(NEXT, text=SECRET)
    page = source.press(SEND)
    codes = re.findall(r"(?:\d{4} ){5}\d{4}-\d", page.words)
    assert len(set(codes)) == 2  # the receipt and the reward code
    assert SECRET not in page.html
    assert read(ports, report_key) == SECRET


def test_what_may_identify_the_reporter_is_shown_before_anything_is_stored(source, ports):
    page = source.press(NEXT, text=GIVEAWAY)
    assert "可能让人猜到是您" in page.words
    assert "〔" in page.words
    assert service.sealed_reports(CUSTODIAN, ports=ports) == []


def test_nothing_found_is_never_called_safe(source):
    page = source.press(NEXT, text=SECRET)
    assert "没有找到，不等于没有" in page.words
    assert "安全" not in page.words.replace("安全生产", "")


def test_the_reporter_decides_what_is_cut_out(source, ports, report_key):
    page = source.press(NEXT, text=GIVEAWAY)
    boxes = [box for box in page.all("input") if box.get("type") == "checkbox" and "value" in box]
    [ticked] = [box["value"] for box in boxes]
    source.press(SEND, cut=ticked)
    kept = read(ports, report_key)
    assert "王建国" not in kept
    assert SECRET in kept
    [report] = service.sealed_reports(CUSTODIAN, ports=ports)
    assert [item.name for item in report.items] == ["text", "avoided", "identity", "span:1"]


def test_what_is_not_ticked_stays_in(source, ports, report_key):
    source.press(NEXT, text=GIVEAWAY)
    form = source.page.form(SEND).fields | {"cut": []}
    source.client.post("/protected", data=form)
    assert read(ports, report_key) == GIVEAWAY


FORGED = "", "x", "1-", "-1", "3-2-phone", "0-99999-phone", "0-2-nothing", f"{'9' * 400}-1-phone"


@pytest.mark.parametrize("cut", FORGED)
def test_a_cut_that_does_not_fit_stores_nothing_and_shows_the_text_again(source, ports, cut):
    answer = source.client.post("/protected", data={"text": SECRET, "cut": cut})
    assert answer.status_code == 422
    assert Page(answer.text).form(SEND).fields["text"] == SECRET
    assert service.sealed_reports(CUSTODIAN, ports=ports) == []


def test_what_was_ticked_is_cut_even_where_nothing_would_be_found_any_more(
    source, ports, report_key
):
    """Another process may have learnt again between the two pages."""
    at = SECRET.index("调度室")
    source.client.post("/protected", data={"text": SECRET, "cut": f"{at}-{at + 3}-job"})
    assert "调度室" not in read(ports, report_key)


def test_danger_gets_its_number_first(source):
    page = source.press(NEXT, text="井下着火了，还有人没上来，矿上不让说")
    assert (
        "119" in page.words[: page.words.index("标出来" if "标出来" in page.words else "没有找到")]
    )


def test_one_can_go_back_and_change_it(source):
    source.press(NEXT, text=SECRET)
    page = source.press("回去改一改")
    assert page.form(NEXT).fields["text"] == SECRET


def test_with_and_without_identity_look_the_same(source, ports):
    source.press(NEXT, text=SECRET)
    source.press(SEND)
    source.go("/protected")
    source.press(NEXT, text=SECRET)
    source.press(SEND, identity="王建国，电话在家里")
    rows = service.sealed_reports(CUSTODIAN, ports=ports)
    shapes = {tuple((one.name, len(one.envelope)) for one in row.items) for row in rows}
    assert len(shapes) == 1


def test_an_identity_too_long_to_hide_is_sent_back_with_everything_typed(source):
    source.press(NEXT, text=SECRET)
    page = source.press(SEND, identity="王" * 501)
    assert source.answer.status_code == 422
    assert page.form(SEND).fields["identity"] == "王" * 501
    assert page.form(SEND).fields["text"] == SECRET


def test_no_script_runs_and_no_cookie_is_set(source):
    pages = [source.press(NEXT, text=""), source.press(NEXT, text=SECRET), source.press(SEND)]
    receipt = source.page.receipt()
    pages += [source.go("/protected/inbox"), source.press("打开", receipt=receipt)]
    for page in pages:
        assert page.all("script") == []
        assert not any(name.startswith(("on", "hx-")) for _, given in page.tags for name in given)
    assert "set-cookie" not in source.answer.headers


def test_the_page_is_the_same_for_everyone_whatever_cookies_they_carry(source, public):
    before = PADDING.sub("", source.go("/protected").html)
    public.cookies.set("yihao_type", "1")
    public.cookies.set("yihao_chat", "A" * 32)
    assert PADDING.sub("", source.go("/protected").html) == before


@pytest.mark.parametrize("text", ["", "   ", "字" * 5001, "字" * 100_000])
def test_what_was_typed_stays_in_the_box(source, text):
    page = source.press(NEXT, text=text)
    assert source.answer.status_code == 422
    assert page.form(NEXT).fields["text"] == text


def test_what_was_typed_stays_when_nothing_can_be_stored(source, monkeypatch):
    def full(*args, **kwargs):
        raise StorageBusy

    monkeypatch.setattr(protected, "file_protected", full)
    source.press(NEXT, text=SECRET)
    page = source.press(SEND, identity="王某")
    assert source.answer.status_code == 503
    assert page.form(SEND).fields["text"] == SECRET
    assert page.form(SEND).fields["identity"] == "王某"


def test_neither_words_nor_codes_are_logged_or_put_anywhere_else(source, caplog, ports):
    caplog.set_level(0)
    source.press(NEXT, text=GIVEAWAY)
    receipt = source.press(SEND).receipt()
    assert SECRET not in caplog.text
    assert receipt[:14] not in caplog.text
    assert receipt.replace(" ", "")[:12] not in str(source.answer.headers)
    with ports.view() as uow:
        assert uow.events.latest() == []


def test_a_script_in_the_text_stays_text(source):
    html = source.press(NEXT, text="我叫<script>x</script>王建国").html
    assert "&lt;script&gt;" in html
    assert Page(html).all("script") == []


# -- the inbox --------------------------------------------------------------------------------


def test_the_inbox_shows_what_was_written_to_whoever_holds_the_receipt(source, filed):
    source.go("/protected/inbox")
    page = source.press("打开", receipt=filed)
    assert SECRET in page.words
    assert "还没有人取走看过" in page.words


def test_questions_and_answers_go_both_ways_and_nobody_else_reads_them(
    source, filed, ports, report_key
):
    [report] = service.sealed_reports(CUSTODIAN, ports=ports)
    service.ask_reporter(report.id, "登记本上有谁签字？", CUSTODIAN, ports=ports)
    source.go("/protected/inbox")
    page = source.press("打开", receipt=filed)
    assert "登记本上有谁签字？" in page.words
    page = source.press("加密发送", text="生产矿长签的")
    assert "生产矿长签的" in page.words
    [report] = service.sealed_reports(CUSTODIAN, ports=ports)
    assert not [one for one in report.items if "签".encode() in one.envelope]
    assert read(ports, report_key, -1) == "生产矿长签的"


def test_the_reporter_sees_by_the_day_who_fetched_it(source, filed, ports, town):
    [report] = service.sealed_reports(CUSTODIAN, ports=ports)
    service.fetch(report.id, town.member("custodian"), ports=ports)
    source.go("/protected/inbox")
    page = source.press("打开", receipt=filed)
    assert re.search(r"取走看过的： ?\d+月\d+日\(周.\) 保密专员", page.words)


def test_withdrawn_before_anybody_looked_it_is_destroyed(source, filed, ports):
    source.go("/protected/inbox")
    source.press("打开", receipt=filed)
    source.press("撤回这份举报")
    page = source.press("确定撤回")
    assert "已经撤回" in page.words
    assert SECRET not in page.words
    [report] = service.sealed_reports(CUSTODIAN, ports=ports)
    assert report.items == []
    answer = source.client.post("/protected/inbox/add", data={"receipt": filed, "text": "再说一句"})
    assert answer.status_code == 409


@pytest.mark.parametrize("step", ["/add", "/withdraw", ""])
def test_a_receipt_that_is_not_there_says_nothing_more(source, filed, step):
    form = {"text": "再说一句", "sure": "yes"}
    unknown = source.client.post(f"/protected/inbox{step}", data=form | {"receipt": "0" * 25})
    assert unknown.status_code == 404
    assert "没有找到" in unknown.text


def test_an_ordinary_complaints_receipt_opens_no_inbox(source, town):
    answer = source.client.post("/protected/inbox", data={"receipt": town.understood().receipt})
    assert answer.status_code == 404


def test_a_browser_closed_on_an_answer_begins_again(source):
    for path, where in (("/review", "/protected"), ("/inbox/add", "/protected/inbox")):
        answer = source.client.get("/protected" + path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, where)


def test_in_a_flood_one_waits_with_everything_typed_and_is_let_in_after_it(source, public, clock):
    public.app.state.flood = Flood(Limits(burst=1, rate=1 / 60))
    source.press(NEXT, text="别人的一份")
    source.press(SEND)
    source.go("/protected")
    source.press(NEXT, text=GIVEAWAY)
    waiting = source.press(SEND, cut=[])
    assert source.answer.status_code == 429
    assert "没有丢" in waiting.words
    assert GIVEAWAY in waiting.html
    assert "checked" not in waiting.html
    clock.go_on(seconds=61)
    assert source.press(SEND).receipt()
