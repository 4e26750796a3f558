"""Whatever goes wrong, one plain sentence and a way on; never a stack of code."""

import pytest

from intake.domain.errors import StorageBusy
from intake.service import status

SECRET = "张三的电话号码"


@pytest.mark.parametrize(
    ("method", "path", "code", "words"),
    [
        ("GET", "/nowhere", 404, "没有找到"),
        ("DELETE", "/status", 405, "不接受这种请求方式"),
        ("GET", "/type-size", 405, "不接受这种请求方式"),
        ("GET", "/static/nothing.css", 404, "没有找到"),
        ("GET", "/?said=perhaps", 422, "没有成功"),
    ],
)
def test_a_wrong_address_gets_a_page(public, method, path, code, words):
    answer = public.request(method, path)
    assert answer.status_code == code
    assert words in answer.text
    assert 'lang="zh-CN"' in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(("path", "to"), [("/chat", "/"), ("/status/rate", "/status")])
def test_a_reopened_browser_finds_its_way(public, path, to):
    assert public.get(path, follow_redirects=False).headers["location"] == to


def test_a_form_with_a_number_that_is_none_repeats_nothing(public):
    answer = public.post("/chat", data={"text": SECRET, "draft": SECRET})
    assert answer.status_code == 422
    assert SECRET not in answer.text


def test_a_fault_of_ours_shows_no_code_and_no_words(public, monkeypatch, ports):
    def broken(*args, **kwargs):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(status, "look_up", broken)
    answer = public.post("/status", data={"receipt": "1"})
    assert answer.status_code == 500
    assert "请稍后再试" in answer.text
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text


def test_full_storage_is_said_plainly(public, monkeypatch):
    def full(*args, **kwargs):
        raise StorageBusy

    monkeypatch.setattr(status, "look_up", full)
    answer = public.post("/status", data={"receipt": "1"})
    assert answer.status_code == 503
    assert "过几分钟再" in answer.text


def test_programs_still_get_problems_not_pages(public):
    for answer in (
        public.get("/api/v1/nowhere"),
        public.post("/api/v1/complaints", json={"text": ""}),
        public.post("/api/v1/complaints", content="{"),
        public.get("/api/v1/complaints"),
    ):
        assert answer.headers["content-type"] == "application/problem+json", answer.text


def test_a_page_too_large_to_read_gets_a_page(public):
    answer = public.post("/chat", data={"text": "字" * 400_000})
    assert answer.status_code == 413
    assert "太大了" in answer.text
    assert "<html" in answer.text


def test_where_there_is_a_script_only_a_line_comes_back(public):
    answer = public.get("/nowhere", headers={"HX-Request": "true"})
    assert answer.headers["hx-retarget"] == "#problem"
    assert "<html" not in answer.text
