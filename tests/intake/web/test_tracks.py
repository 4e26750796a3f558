"""The two tracks on the ticket page, the notice before it is issued, and where it is read."""

import hashlib

import pypdfium2
import pytest

from intake.domain.staff import StaffRole
from intake.domain.tracks import TrackKind
from intake.service import notices, status, track_clocks, tracking
from intake.service.tracking import Wanted
from intake.web.notice_drawing import draw
from routing.assignment import Kind
from tests.support.builders import MARKET

TEMPLATE = "分6次购买50瓶，购物过程全程录像，要求退一赔十"
FOUND = "一次买了五十箱用来转卖"


@pytest.fixture
def market(town):
    town.hire("li", StaffRole.OFFICER, MARKET.office)
    town.hire("wang", StaffRole.OFFICER, MARKET.office)
    return town


@pytest.fixture
def both(market):
    return market.understood(TEMPLATE, lead=MARKET, kinds=(Kind.COMPLAINT, Kind.REPORT))


def words_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return "".join(text.split())


def test_a_ticket_of_another_field_has_no_tracks(town):
    page = town.logged_in("officer").go(f"/tickets/{town.understood().number}")
    assert 'class="sheet track"' not in page.html


def test_accepting_shows_the_notice_first(market, both, ports):
    li = market.logged_in("li")
    li.go(f"/tickets/{both.number}")
    page = li.press("受理")
    assert "签发前看一遍" in page.words
    assert status.look_up(both.receipt, ports=ports).notices == []
    li.press("签发")
    page = li.go(f"/tickets/{both.number}")
    assert "投诉受理决定书 投举告〔2026〕1号" in page.words
    assert "已受理" in page.words


def test_two_officers_refuse_and_the_hint_stays_a_hint(market, both, citizen):
    li, wang = market.logged_in("li"), market.logged_in("wang")
    page = li.go(f"/tickets/{both.number}")
    assert "<mark>退一赔十</mark>" in page.html
    assert "不是不予受理的理由" in page.words
    li.press("看看文书", ground="r121_16_3", text=FOUND)
    assert "只读过节选" in li.page.words
    li.press("提交复核")
    assert "要本单位另一个人来复核" in li.go(f"/tickets/{both.number}").words
    assert "不予受理（两人）" not in [says for f in li.page.forms for says in f.buttons]
    wang.go(f"/tickets/{both.number}")
    wang.press("不予受理（两人）")
    assert FOUND in wang.page.words
    wang.press("签发")
    citizen.go("/status")
    page = citizen.press("查一查", receipt=both.receipt)
    assert "投诉不予受理决定书" in page.words
    page = citizen.press("看文书")
    assert "第十六条第（三）项" in page.words


def test_a_refusal_without_an_item_keeps_what_was_typed(market, both):
    li = market.logged_in("li")
    li.go(f"/tickets/{both.number}")
    page = li.press("看看文书", text=FOUND)
    assert li.answer.status_code == 422
    assert "请选一条依据" in page.words
    assert FOUND in page.html


def test_a_step_that_is_not_there_says_so(market, both):
    li = market.logged_in("li")
    li.go(f"/tickets/{both.number}")
    for forged in ("confirm_refusal", "finish", "refuse", ""):
        li.go(f"/tickets/{both.number}")
        li.press("受理", step=forged)
        assert li.answer.status_code == 409
    assert "等您决定受理不受理" in li.go(f"/tickets/{both.number}").words


def issued(market, both, ports):
    li = market.logged_in("li")
    li.go(f"/tickets/{both.number}")
    li.press("受理")
    li.press("签发")
    return li, notices.of_office(market.member("li"), ports=ports)[0]


def test_the_notice_as_pdf_says_what_the_page_says(market, both, ports):
    li, notice = issued(market, both, ports)
    page = li.go(f"/tickets/{both.number}/notices/{notice.id}")
    pdf = li.client.get(f"/tickets/{both.number}/notices/{notice.id}.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert f"{both.number}-2026-1.pdf" in pdf.headers["content-disposition"]
    said = words_of(pdf.content)
    for line in (notice.title, notice.mark, notice.addressee, *notice.paragraphs, notice.foot):
        assert "".join(line.split()) in said
        assert line in page.words


def test_the_same_notice_gives_the_same_bytes(market, both, ports):
    _, notice = issued(market, both, ports)
    first, second = (hashlib.sha256(draw(notice)).hexdigest() for _ in range(2))
    assert first == second


def test_what_somebody_wrote_is_no_markup_in_a_pdf(market, both, ports):
    _, notice = issued(market, both, ports)
    notice.body = "<b>5 < 6 & 7</b>\n第二段"
    assert "<b>5<6&7</b>" in words_of(draw(notice))


def test_a_long_notice_goes_on_to_another_page(market, both, ports):
    _, notice = issued(market, both, ports)
    notice.body = "\n".join(["查明的事实很长。" * 40] * 4)
    notice.foot = "注"
    said = words_of(draw(notice))
    assert (said.count("查"), said.count("长。")) == (160, 160)
    assert said.count("注") > 1


def test_the_list_of_notices_leads_to_each(market, both, ports):
    li, notice = issued(market, both, ports)
    page = li.go("/notices")
    assert notice.title in page.words
    assert f"/tickets/{both.number}/notices/{notice.id}" in page.links.values()
    assert "还没有签发过文书" in market.logged_in("charlie").go("/notices").words


def test_a_citizen_downloads_it_and_a_stranger_does_not(market, both, ports, public):
    _, notice = issued(market, both, ports)
    other = market.filed("另一件事")
    form = {"receipt": both.receipt, "notice": notice.id, "as": "pdf"}
    got = public.post("/status/notice", data=form)
    assert got.content == draw(notice)
    assert got.headers["cache-control"] == "no-store"
    for wrong in ({"receipt": other.receipt}, {"notice": "2026-9"}, {"receipt": "1"}):
        answer = public.post("/status/notice", data=form | wrong)
        assert answer.status_code in (404, 422)
        assert notice.title not in answer.text


def late(town, ports):
    got = town.understood(TEMPLATE, lead=MARKET, kinds=(Kind.COMPLAINT, Kind.REPORT))
    track_clocks.follow(got.number, ports=ports)
    ports.clock.go_on(days=25)
    return got


def test_asking_for_material_says_by_which_article_and_how_sure(market, both, citizen, ports):
    li = market.logged_in("li")
    page = li.go(f"/tickets/{both.number}")
    assert "第十条第一款、第十一条（只读过节选，用前核对原文）" in page.words
    assert "天数条文没有写" in page.words
    assert "还没有读到（未核实）" in page.words
    # All forms of a track go to one address: the first of them, with another step.
    li.press("看看文书", step="ask_material", text="购物小票")
    assert "我们只读过节选" in li.page.words
    assert "只说有文书，不说是什么" in li.page.words
    li.press("签发")
    page = li.go(f"/tickets/{both.number}")
    assert "11月30日以前补上，还没有补" in page.words
    assert "不会自动不予受理" in page.words
    citizen.go("/status")
    citizen.press("查一查", receipt=both.receipt)
    assert "投诉补充材料通知书" in citizen.page.words


def test_what_is_late_is_in_the_offices_list_and_on_the_board(market, ports):
    got = late(market, ports)
    li, boss = market.logged_in("li"), market.logged_in("supervisor")
    for browser, path in ((li, "/tickets"), (boss, "/overview")):
        page = browser.go(path)
        assert "过了法定期限还没有决定的投诉、举报：2 条" in page.words
        page = browser.go(f"{path}?tab=late")
        assert f'href="{path}/{got.number}"' in page.html
        assert "市监投诉：受理决定" in page.words
        assert "第十八条（未核实）" in page.words
        assert "过了法定期限" in page.words
    page = boss.go(f"/overview/{got.number}")
    assert "投诉：还没有决定受理不受理" in page.words


def test_charlie_sees_nothing_of_it(market, ports):
    got = late(market, ports)
    page = market.logged_in("charlie").go("/tickets?tab=late")
    assert got.number not in page.html
    assert "法定期限" not in page.words


def test_no_line_of_a_notice_begins_with_a_comma(market, both, ports):
    """As ReportLab breaks lines by itself, which knows no Chinese commas."""
    words = "购物小票或者付款记录，衣服开线处的照片，被投诉的商场的名称和地址，" * 6
    form = Wanted(TrackKind.COMPLAINT, "ask_material", text=words)
    notice = tracking.take(both.number, form, market.member("li"), ports=ports)
    document = pypdfium2.PdfDocument(draw(notice))
    lines = "".join(page.get_textpage().get_text_bounded() for page in document).splitlines()
    document.close()
    assert len(lines) > 10
    assert not [line for line in lines if line[:1] in set("，。；：、”")]
