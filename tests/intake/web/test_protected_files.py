"""Adding a photo or a paper to a protected report, as a browser without scripts does it."""

import asyncio
import re

import pytest
from starlette.testclient import TestClient

from intake.adapters.inspection import Examiner
from intake.domain.attachment import LARGEST
from intake.domain.errors import StorageBusy
from intake.service import attaching
from intake.web import limits
from tests.intake.attachments import media_files as media
from tests.intake.web.reading import Browser, Page
from tests.support.attaching import a_report, sent, the_report
from tests.support.sites import public_site

PHOTO = media.jpeg()
UPLOAD = "加密上传，先看看里面带着什么"
FILE = "/protected/inbox/file"


@pytest.fixture
def receipt(ports):
    return a_report(ports)


@pytest.fixture
def source(public, receipt):
    """In front of the open inbox."""
    browser = Browser(public)
    browser.go("/protected/inbox")
    browser.press("打开", receipt=receipt)
    return browser


def upload(browser, body=PHOTO, name="照片.jpg"):
    form = browser.page.form(UPLOAD)
    files = {"file": (name, body, "application/x-whatever")}
    return browser._look(browser.client.post(form.action, data=form.fields, files=files))


def in_folder(ports):
    folder = ports.files._path
    return list(folder.iterdir()) if folder.exists() else []


def test_from_the_page_with_the_codes_straight_to_the_first_file(public, ports):
    browser = Browser(public)
    browser.go("/protected")
    browser.press("下一步，先看一遍", text="某矿六月的冒顶没有报")
    browser.press("加密提交")
    page = browser.press("接着加照片、文件")
    assert page.has(UPLOAD)
    assert "保密信箱" in page.words


def test_what_a_photo_gives_away_is_shown_and_nothing_is_sent_before_a_yes(source, ports):
    page = upload(source)
    for words in ("拍摄地点（定位）", "MARKER-model", "清理过的一份", "留作证据"):
        assert words in page.words
    assert page.has("不要了")
    assert the_report(ports).attachments == []
    page = source.press("送出")
    assert "文件已经送出" in page.words
    assert "照片.jpg" in page.words
    assert len(the_report(ports).attachments) == 1


def test_not_wanted_after_all(source, ports):
    upload(source)
    page = source.press("不要了")
    assert "已经销毁" in page.words
    assert "照片.jpg" not in page.words
    assert in_folder(ports) == []


def test_a_file_not_yet_decided_about_waits_in_the_inbox(source, receipt):
    upload(source)
    source.go("/protected/inbox")
    page = source.press("打开", receipt=receipt)
    assert "还没有送出" in page.words
    assert "拍摄地点（定位）" in page.words
    source.press("送出")
    assert "已经送出" in source.page.words


def test_the_form_sends_the_receipt_before_the_file(source):
    names = [given.get("name") for given in source.page.all("input")]
    at = names.index("file")
    assert names[at - 1] == "receipt"


@pytest.mark.parametrize(
    ("body", "name", "says"),
    [
        (b"", "空.txt", "是空的"),
        (media.jpeg() + b"<script>", "照片.jpg", "另一种文件"),
        (media.pdf(password="secret"), "合同.pdf", "设了密码"),
        (media.jpeg(), "照片.exe", "对不上"),
        (b"MZ" + bytes(500), "程序.pdf", "打不开"),
    ],
)
def test_a_refused_file_is_told_why_and_the_inbox_is_still_there(source, ports, body, name, says):
    page = upload(source, body, name)
    assert source.answer.status_code == 422
    assert says in page.words
    assert page.has(UPLOAD)
    assert in_folder(ports) == []


def test_a_file_too_large_is_told_and_the_inbox_is_still_there(source, ports, monkeypatch):
    monkeypatch.setattr(attaching, "LARGEST", 100_000)
    page = upload(source, bytes(100_001), "大.txt")
    assert source.answer.status_code == 413
    assert "超过 100 MB" in page.words
    assert page.has(UPLOAD)
    assert in_folder(ports) == []


def test_one_just_small_enough_is_taken(source, ports, monkeypatch):
    monkeypatch.setattr(attaching, "LARGEST", 100_000)
    assert "送出之前，看一遍" in upload(source, b"a" * 100_000, "小.txt").words


@pytest.mark.parametrize("is_told", [True, False], ids=["length told", "length not told"])
def test_one_far_too_large_is_not_read_to_its_end(source, receipt, monkeypatch, is_told):
    monkeypatch.setitem(limits.MOST_BYTES_OF, FILE, 1_000_000)
    read = 0

    def body():
        nonlocal read
        yield form_with(receipt)
        while read < 50:
            read += 1
            yield bytes(100_000)

    headers = {"content-type": "multipart/form-data; boundary=b"}
    if is_told:
        headers["content-length"] = "5000000"
    answer = source.client.post(FILE, content=body(), headers=headers)
    assert answer.status_code == 413
    assert "超过 100 MB" in answer.text


def form_with(receipt, name="a.txt"):
    return (
        f'--b\r\nContent-Disposition: form-data; name="receipt"\r\n\r\n{receipt}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    ).encode()


END = b"\r\n--b--\r\n"


def test_no_file_was_chosen(source, receipt):
    headers = {"content-type": "multipart/form-data; boundary=b"}
    body = form_with(receipt, name="") + END
    answer = source.client.post(FILE, content=body, headers=headers)
    assert answer.status_code == 422
    assert "请重新选一个" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        END,
        form_with("0")[:-10],
        b'--b\r\nContent-Disposition: form-data; name="receipt"\r\n\r\n0' + END,
        b"--b\r\n" + b"X: y\r\n" * 500 + b"\r\n" + END,
    ],
)
def test_a_form_that_is_none_of_ours_is_sent_back(source, ports, body):
    headers = {"content-type": "multipart/form-data; boundary=b"}
    answer = source.client.post(FILE, content=body, headers=headers)
    assert answer.status_code == 400
    assert "没有传完整" in answer.text
    assert in_folder(ports) == []


def test_half_a_file_is_not_kept(source, receipt, ports):
    headers = {"content-type": "multipart/form-data; boundary=b"}
    answer = source.client.post(FILE, content=form_with(receipt) + b"half", headers=headers)
    assert answer.status_code == 400
    assert Page(answer.text).has(UPLOAD)
    assert in_folder(ports) == []


def test_a_line_that_breaks_leaves_nothing(ports, receipt, caplog):
    """The browser is gone: nothing is answered, and nothing is an error."""
    app = public_site(ports)
    seen_half = []

    async def receive():
        if not seen_half:
            seen_half.append(len(in_folder(ports)))
            return {"type": "http.request", "body": form_with(receipt) + PHOTO, "more_body": True}
        seen_half.append(len(in_folder(ports)))
        return {"type": "http.disconnect"}

    async def send(_message):
        pass

    headers = [(b"content-type", b"multipart/form-data; boundary=b"), (b"host", b"testserver")]
    scope = {
        "type": "http", "method": "POST", "path": FILE, "raw_path": FILE.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "headers": headers,
        "http_version": "1.1", "server": ("testserver", 80), "client": None,
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    assert seen_half == [0, 1]
    assert in_folder(ports) == []
    assert caplog.text == ""


def test_two_files_in_one_form_are_not_taken_for_one(source, receipt, ports):
    second = form_with(receipt).partition(b"--b\r\n")[2].partition(b"--b\r\n")[2]
    body = form_with(receipt) + b"one\r\n--b\r\n" + second + b"two" + END
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert source.client.post(FILE, content=body, headers=headers).status_code == 400
    assert in_folder(ports) == []


@pytest.mark.parametrize(("typed", "status"), [("0" * 25, 404), ("1", 422), ("", 422)])
def test_without_the_right_receipt_no_byte_is_kept(public, receipt, ports, typed, status):
    form = {"receipt": typed}
    answer = public.post(FILE, data=form, files={"file": ("照片.jpg", PHOTO)})
    assert answer.status_code == status
    assert in_folder(ports) == []
    for step in ("/send", "/drop"):
        assert public.post(FILE + step, data=form | {"file": "x"}).status_code == status


@pytest.mark.parametrize("step", ["/send", "/drop"])
def test_a_file_that_is_not_there(source, receipt, step):
    answer = source.client.post(FILE + step, data={"receipt": receipt, "file": "x"})
    assert answer.status_code == 404
    assert Page(answer.text).has(UPLOAD)


def test_a_full_disk_is_told_and_the_inbox_is_still_there(source, ports, monkeypatch):
    def full(*args):
        raise StorageBusy

    monkeypatch.setattr("intake.adapters.folder.FolderDraft.write", full)
    page = upload(source)
    assert source.answer.status_code == 503
    assert page.has(UPLOAD)
    assert in_folder(ports) == []


def test_where_no_file_can_be_taken_the_page_says_so(ports, receipt):
    object.__setattr__(ports, "inspection", Examiner(is_there=False))
    with TestClient(public_site(ports)) as client:
        browser = Browser(client)
        browser.go("/protected/inbox")
        page = browser.press("打开", receipt=receipt)
        assert "收不了照片和文件" in page.words
        assert page.all("input")[-1].get("type") != "file"
        answer = client.post(FILE, data={"receipt": receipt}, files={"file": ("a.jpg", PHOTO)})
        assert answer.status_code == 503
        assert "收不了照片和文件" in answer.text


def test_neither_the_name_nor_the_content_is_logged(source, caplog):
    caplog.set_level(0)
    upload(source, b"MARKER-words " * 20_000, "MARKER-name.txt")
    source.press("送出")
    upload(source, b"\0MARKER-words", "MARKER-name.exe")
    assert "MARKER" not in caplog.text


def test_nothing_of_an_upload_is_spooled_to_disk(source, monkeypatch):
    def spooled(*args, **kwargs):
        raise AssertionError("a temporary file")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", spooled)
    monkeypatch.setattr("starlette.formparsers.SpooledTemporaryFile", spooled)
    assert "送出之前，看一遍" in upload(source, b"a" * 3_000_000, "大.txt").words


def test_a_script_in_a_files_name_or_inside_it_stays_text(source):
    body = media.jpeg().replace(b"MARKER-model", b"<b>MARKER</b")
    html = upload(source, body, "<b>x.jpg").html
    assert "&lt;b&gt;MARKER" in html
    assert "<b>MARKER" not in html
    assert "&lt;b&gt;x.jpg" in source.press("送出").html


def test_these_pages_run_no_script_and_set_no_cookie(source):
    pages = [source.page, upload(source), source.press("送出")]
    for page in pages:
        assert page.all("script") == []
    assert "set-cookie" not in source.answer.headers


def test_a_browser_closed_on_the_findings_begins_again(public):
    answer = public.get(FILE, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/protected/inbox")


def test_other_addresses_take_no_more_than_before(source):
    assert limits.MOST_BYTES_OF == {FILE: 3 * LARGEST}
    answer = source.client.post("/protected/inbox/add", data={"text": "a" * 1_000_001})
    assert answer.status_code == 413


# -- the desk ---------------------------------------------------------------------------------


def test_the_desk_fetches_the_copy_and_the_original_still_sealed(town, ports, receipt):
    sent(receipt, PHOTO, ports=ports)
    desk = town.logged_in("custodian")
    page = desk.go(f"/sealed/{the_report(ports).id}")
    [copy] = [at for words, at in page.links.items() if words.startswith("下载清理过的一份")]
    [original] = [at for words, at in page.links.items() if words.startswith("原件，留作证据")]
    for address in (copy, original):
        answer = desk.client.get(address)
        assert answer.status_code == 200
        assert int(answer.headers["content-length"]) == len(answer.content)
        assert re.fullmatch(
            r'attachment; filename="B\w+-\w+\.bin"', answer.headers["content-disposition"]
        )
        assert b"MARKER" not in answer.content
    assert the_report(ports).openings


def test_the_desk_does_not_see_how_the_reporter_calls_a_file(town, ports, receipt):
    sent(receipt, PHOTO, name="王建国拍的.jpg", ports=ports)
    assert "王建国" not in town.logged_in("custodian").go(f"/sealed/{the_report(ports).id}").html
