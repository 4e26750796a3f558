"""The page for those who must not be known."""

import pytest

from intake.domain.errors import StorageBusy
from intake.service import protected as service
from intake.service.protected import unpadded
from intake.vault.opening import BoxOpener
from intake.web import protected
from tests.intake.web.reading import Browser, Page

SECRET = "某矿六月的冒顶没有报，登记本在调度室第二个柜子"


@pytest.fixture
def source(public):
    browser = Browser(public)
    browser.go("/protected")
    return browser


def test_it_is_told_what_is_protected_and_what_is_not_before_any_field(source):
    html = source.page.html
    field = html.index("<textarea")
    for words in ("我们护得住的", "我们护不住的", "单位的网络", "只有您一个人知道的细节", "Tor"):
        assert html.index(words) < field


def test_emergency_numbers_stand_above_everything(source):
    assert source.page.html.index("tel:119") < source.page.html.index("<h1")


def test_only_one_thing_is_asked(source):
    tags = ("input", "textarea", "select")
    names = [given["name"] for tag in tags for given in source.page.all(tag) if "name" in given]
    assert names == ["text"]


def test_a_report_is_sealed_and_the_receipt_shown_once(source, ports, report_key):
    page = source.press("加密提交", text=SECRET)
    assert page.receipt()
    assert SECRET not in page.html
    [report] = service.sealed_reports(ports=ports)
    opened = unpadded(BoxOpener(bytes(report_key)).open(report.sealed)).decode()
    assert opened == SECRET


def test_no_script_runs_and_no_cookie_is_set(source):
    for text in ("", SECRET):
        page = source.press("加密提交", text=text)
        assert page.all("script") == []
        assert "set-cookie" not in source.answer.headers
        assert not any(name.startswith(("on", "hx-")) for _, given in page.tags for name in given)


def test_the_page_is_the_same_for_everyone_whatever_cookies_they_carry(source, public):
    before = source.go("/protected").html
    public.cookies.set("yihao_type", "1")
    public.cookies.set("yihao_chat", "A" * 32)
    assert source.go("/protected").html == before


@pytest.mark.parametrize("text", ["", "   ", "字" * 5001, "字" * 100_000])
def test_what_was_typed_stays_in_the_box(source, text):
    page = source.press("加密提交", text=text)
    assert source.answer.status_code == 422
    assert page.form("加密提交").fields["text"] == text


def test_what_was_typed_stays_when_nothing_can_be_stored(source, monkeypatch):
    def full(*args, **kwargs):
        raise StorageBusy

    monkeypatch.setattr(protected, "file_protected", full)
    page = source.press("加密提交", text=SECRET)
    assert source.answer.status_code == 503
    assert page.form("加密提交").fields["text"] == SECRET


def test_neither_words_nor_receipt_are_logged_or_put_anywhere_else(source, caplog, ports):
    caplog.set_level(0)
    receipt = source.press("加密提交", text=SECRET).receipt()
    assert SECRET not in caplog.text
    assert receipt[:14] not in caplog.text
    assert receipt.replace(" ", "")[:12] not in str(source.answer.headers)
    with ports.view() as uow:
        assert uow.events.latest() == []


def test_a_script_in_the_text_stays_text(source):
    html = source.press("加密提交", text="<script>x</script>" + "字" * 5000).html
    assert "&lt;script&gt;x" in html
    assert Page(html).all("script") == []
