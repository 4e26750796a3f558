"""The conversation page, without any script and with it."""

import asyncio

import pytest
from starlette.testclient import TestClient

from intake.domain.conversation import Button, Owner
from intake.domain.errors import StorageBusy
from intake.domain.lists import BoardTab
from intake.domain.staff import StaffMember, StaffRole
from intake.ports import Said, Understood
from intake.service import conversation, handover
from intake.service.handover import Written
from intake.service.protected import file_protected
from intake.web import stream
from intake.web.chat import CHAT_COOKIE
from intake.web.stream import listen
from tests.intake.web.reading import Page
from tests.support.builders import MONDAY
from tests.support.sites import public_site

WANG = StaffMember("王芳", StaffRole.AGENT, "")
HTMX = {"HX-Request": "true"}
STORY = (
    "楼上装修，每天六点多就砸墙",
    "平阳路 12 号院",
    "上个星期开始的",
    "不知道是谁家",
    "八点以后再开工",
)


def tell(citizen, *said):
    for words in said:
        citizen.press("发送", text=words)
    return citizen.page


def test_somebody_who_only_looks_leaves_nothing_behind(public, ports):
    answer = public.get("/")
    assert "想到哪儿说到哪儿" in answer.text
    assert "set-cookie" not in answer.headers
    with ports.view() as uow:
        assert uow.events.latest() == []


def test_a_complaint_is_filed_without_any_script(citizen):
    page = tell(citizen, *STORY)
    assert "要不要留个电话" in page.words
    page = citizen.press("不留电话")
    assert "事情：楼上装修" in page.words
    page = citizen.press("对，提交")
    assert citizen.answer.headers["cache-control"] == "no-store"
    assert len(page.receipt().replace(" ", "")) == 26
    assert "最晚答复" in page.words


def test_the_receipt_is_gone_from_the_page_after_a_reload(citizen):
    tell(citizen, *STORY)
    citizen.press("不留电话")
    receipt = citizen.press("对，提交").receipt()
    assert receipt not in citizen.go("/").words


def test_a_form_sent_twice_files_once_and_shows_the_same_receipt(citizen, ports):
    tell(citizen, *STORY)
    form = citizen.press("不留电话").form("对，提交")
    first = Page(citizen.client.post("/chat", data=form.fields).text)
    second = Page(citizen.client.post("/chat", data=form.fields).text)
    assert first.receipt() == second.receipt()
    with ports.view() as uow:
        assert len(uow.lists.board(BoardTab.OPEN, MONDAY)) == 1


def test_submit_now_is_there_as_soon_as_something_is_known(citizen):
    assert not citizen.page.has("现在就提交")
    tell(citizen, STORY[0])
    assert citizen.page.has("现在就提交")
    assert "事情：楼上装修" in citizen.press("现在就提交").words


def test_one_tap_brings_a_person(citizen, ports):
    tell(citizen, "我要投诉")
    page = citizen.press("转人工")
    assert "已经请人工来接" in page.words
    [waiting] = handover.queue(ports=ports)
    assert waiting.owner is Owner.WAITING


def test_what_a_person_says_appears_after_a_reload(citizen, ports):
    citizen.press("转人工")
    [waiting] = handover.queue(ports=ports)
    handover.take(waiting.id, "王芳", ports=ports)
    handover.say(waiting.id, "您好，请慢慢说。", "王芳", ports=ports)
    page = citizen.go("/")
    assert "人工坐席" in page.words
    assert "请慢慢说" in page.words
    assert "看看有没有新回话" in page.links


def test_the_receipt_of_what_a_person_filed_is_shown_to_the_citizen_alone(citizen, ports):
    tell(citizen, STORY[0])
    citizen.press("转人工")
    [waiting] = handover.queue(ports=ports)
    handover.take(waiting.id, "王芳", ports=ports)
    filed = handover.file_for(waiting.id, Written(what="楼上装修扰民"), WANG, ports=ports)
    for _ in range(2):  # a page that did not arrive can be asked for again
        assert citizen.go("/").receipt().replace(" ", "").replace("-", "") == filed.receipt
    citizen.press("我记好了")
    assert "登记好了" not in citizen.go("/").words.replace("已经登记好了", "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("字" * 100_000, "最多 5000 个字"), ("   ", "还没有写内容"), ("\u200b\u202e", "还没有写内容")],
    ids=["too long", "blank", "invisible"],
)
def test_what_was_typed_stays_in_the_box_when_it_cannot_be_taken(citizen, text, sentence):
    page = citizen.press("发送", text=text)
    assert citizen.answer.status_code == 422
    assert sentence in page.words
    assert page.form("发送").fields["text"] == text


def test_an_emoji_alone_is_heard(citizen):
    assert "😡" in tell(citizen, "😡").words


def test_words_stay_words(citizen):
    tell(citizen, "<script>alert(1)</script><img src=x onerror=alert(1)>")
    assert "<script>alert" not in citizen.page.html
    assert "&lt;script&gt;alert(1)" in citizen.page.html
    assert [attrs["src"] for attrs in citizen.page.all("img")] == ["/static/seal.svg"]


def test_words_stay_when_nothing_can_be_stored(citizen, ports, monkeypatch):
    def full(*args, **kwargs):
        raise StorageBusy

    monkeypatch.setattr(conversation, "hear", full)
    monkeypatch.setattr(conversation, "look", full)
    page = citizen.press("发送", text="井盖丢了")
    assert citizen.answer.status_code == 503
    assert page.form("发送").fields["text"] == "井盖丢了"
    assert "还没有登记" in page.words


def test_a_receipt_typed_into_the_chat_is_answered_and_not_kept(citizen, town, ports):
    filed = town.understood()
    page = citizen.press("发送", text=filed.receipt)
    assert "单位正在办" in page.words
    assert page.form("看详细，或补充材料").fields["receipt"] == filed.receipt
    assert filed.receipt not in citizen.go("/").html


def test_a_protected_receipt_typed_into_the_chat_tells_only_that_it_is_safe(citizen, ports):
    receipt = file_protected("账在三楼", ports=ports).receipt
    page = citizen.press("发送", text=receipt)
    assert "安全保存着" in page.words
    assert "账在三楼" not in page.html


def test_a_wish_for_secrecy_is_sent_to_the_private_way_and_not_kept(citizen):
    page = tell(citizen, "我要匿名举报我们领导")
    assert "我们领导" not in page.html
    assert page.links["去保密举报"] == "/protected"


def test_the_token_lives_in_a_cookie_no_script_can_read_and_never_in_an_address(public):
    answer = public.post("/chat", data={"text": "井盖丢了"}, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age" not in cookie
    token = public.cookies[CHAT_COOKIE]
    assert len(token) == 32
    assert token not in answer.headers["location"]
    assert token not in public.get("/").text


@pytest.mark.parametrize(
    ("base", "https"), [("https://testserver", False), ("http://testserver", True)],
    ids=["TLS here", "TLS at a proxy before us"],
)  # fmt: skip
def test_the_cookie_is_secure_behind_https(ports, base, https):
    with TestClient(public_site(ports, https=https), base_url=base) as client:
        answer = client.post("/chat", data={"text": "你好"}, follow_redirects=False)
    assert "Secure" in answer.headers["set-cookie"]


def test_a_browser_that_keeps_no_cookies_is_told_so(public):
    answer = public.post("/chat", data={"text": "井盖丢了"}, follow_redirects=False)
    public.cookies.clear()
    assert "允许本站使用 Cookie" in public.get(answer.headers["location"]).text


def test_a_conversation_that_lost_its_cookie_keeps_the_words(citizen):
    tell(citizen, STORY[0])
    citizen.client.cookies.clear()
    page = citizen.press("发送", text="平阳路")
    assert citizen.answer.status_code == 422
    assert page.form("发送").fields["text"] == "平阳路"


def test_a_token_we_never_gave_out_counts_as_none(public):
    public.cookies.set(CHAT_COOKIE, "x" * 4000)
    assert public.get("/").status_code == 200


def test_leaving_forgets_the_conversation_on_this_device(citizen):
    tell(citizen, STORY[0])
    page = citizen.press("用的是别人的手机？清掉这次对话")
    assert STORY[0] not in page.words


def test_large_type_is_remembered_and_can_be_undone(citizen):
    assert citizen.press("大字").all("html")[0]["class"] == "large"
    assert citizen.go("/status").all("html")[0]["class"] == "large"
    assert "class" not in citizen.press("小字").all("html")[0]


def test_links_lead_to_pages_and_commands_are_buttons(citizen, ports, monkeypatch):
    def understood(sender, text, *, payload=False):
        buttons = (
            Button("查进度", "link:/status"),
            Button("省政府网", "https://www.shanxi.gov.cn/"),
            Button("坏链接", "javascript:alert(1)"),
        )
        return Understood((Said("请看", buttons),), "chitchat", 0.9, None, None, {})

    monkeypatch.setattr(
        type(ports.dialogue), "reply", lambda _, *said, **more: understood(*said, **more)
    )
    page = tell(citizen, "去哪里看")
    assert page.links["查进度"] == "/status"
    assert page.links["省政府网"] == "https://www.shanxi.gov.cn/"
    assert page.form("坏链接").fields["payload"] == "javascript:alert(1)"


# -- with JavaScript --------------------------------------------------------------------------


def test_the_citizens_bubble_comes_back_at_once_and_the_stream_brings_the_answer(public):
    said = public.post("/chat", data={"text": STORY[0]}, headers=HTMX)
    assert STORY[0] in said.text
    assert "sse-connect" in said.text
    assert "<html" not in said.text
    stream = public.get("/chat/stream", params={"after": 0})
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert "这事发生在哪里" in stream.text
    assert stream.text.rstrip().splitlines()[-3] == "event: end"


def test_only_what_is_new_comes_over_the_stream(public):
    public.post("/chat", data={"text": STORY[0]}, headers=HTMX)
    seen = public.get("/chat/stream", params={"after": 0}).text
    last = max(int(line[4:]) for line in seen.splitlines() if line.startswith("id: "))
    again = public.get("/chat/stream?after=0", headers={"Last-Event-ID": str(last)})
    assert "event: turn" not in again.text


def test_a_secret_said_by_the_way_disappears_from_the_screen(public, ports, monkeypatch):
    public.post("/chat", data={"text": "有些话不好当面讲"}, headers=HTMX)
    monkeypatch.setattr(
        type(ports.dialogue),
        "reply",
        lambda *_said, **_more: Understood((), "report_secretly", 0.95, None, None, {}),
    )
    stream = public.get("/chat/stream", params={"after": 0}).text
    assert 'hx-swap-oob="delete"' in stream
    assert "保密举报有单独的页面" in stream


def test_an_error_comes_as_one_sentence_beside_the_box(public):
    answer = public.post("/chat", data={"text": "字" * 6000}, headers=HTMX)
    assert answer.status_code == 422
    assert answer.headers["hx-retarget"] == "#problem"
    assert "最多 5000 个字" in answer.text
    assert "字字字" not in answer.text


def test_the_receipt_card_comes_into_the_conversation(citizen, public):
    tell(citizen, *STORY)
    form = citizen.press("不留电话").form("对，提交")
    answer = public.post("/chat", data=form.fields, headers=HTMX)
    assert Page(answer.text).receipt()
    assert answer.headers["cache-control"] == "no-store"


def test_the_stream_of_a_stranger_ends_at_once(public):
    assert "event: turn" not in public.get("/chat/stream").text


def test_an_agents_words_come_over_the_stream_while_it_is_open(ports, town):
    id = town.waiting_chat()
    seen = conversation.look("W" * 32, ports=ports).turns[-1].id

    async def follow():
        got = []
        async for event in listen("W" * 32, seen, ports=ports, every=0.01, at_most=10):
            got.append(event)
            if len(got) == 1:
                handover.say(id, "我在看您的事。", "王芳", ports=ports)
            if len(got) == 2:
                handover.file_for(id, Written(what="漏水"), WANG, ports=ports)
            if len(got) == 3:
                handover.hand_back(id, "王芳", ports=ports)
        return got

    handover.take(id, "王芳", ports=ports)
    here, said, filed, gone, end = asyncio.run(follow())
    assert "我是人工坐席" in here
    assert "我在看您的事" in said
    assert Page(filed.replace("data: ", "")).receipt()
    assert "先离开了" in gone
    assert end.startswith("event: end")


def test_a_stream_outlives_a_moment_in_which_nothing_can_be_read(ports, town, monkeypatch):
    id = town.waiting_chat()
    handover.take(id, "王芳", ports=ports)
    looks, well = [], stream.caught_up

    def busy_once(token, ports):
        looks.append(token)
        if len(looks) == 1:
            raise StorageBusy
        handover.hand_back(id, "王芳", ports=ports)
        return well(token, ports)

    async def follow():
        return [event async for event in listen("W" * 32, 0, ports=ports, every=0)]

    monkeypatch.setattr(stream, "caught_up", busy_once)
    assert "我是人工坐席" in asyncio.run(follow())[0]


def test_a_stream_closes_by_itself_and_the_browser_comes_back(ports, town):
    town.waiting_chat()
    ticks = iter(range(100))

    async def follow():
        stream = listen("W" * 32, 10**9, ports=ports, every=0, at_most=5, clock=lambda: next(ticks))
        return [event async for event in stream]

    # No "end": the browser's EventSource connects again.
    assert asyncio.run(follow()) == []
