"""Whoever watches the line sees lengths. They are the same on every page of the public site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.web.padding import STEP, padded

PAGES = ("/", "/status", "/protected", "/protected/inbox", "/no-such-page")
DOCTYPE = b"<!doctype html>"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_as_long_as_any_other(public, path):
    answer = public.get(path)
    assert len(answer.content) == STEP == int(answer.headers["content-length"])


@pytest.mark.parametrize("words", ["短", "很长的一段话" * 300])
def test_what_was_typed_does_not_show_in_the_length_of_the_answer(public, words):
    steps = {"a_what": words, "go": "2"}
    for path, form in (("/protected/review", {"text": words}), ("/protected/step", steps)):
        assert len(public.post(path, data=form).content) % STEP == 0


def test_a_filed_report_and_an_unknown_receipt_are_as_long_as_the_rest(public):
    filed = public.post("/protected", data={"text": "账在三楼"})
    unknown = public.post("/protected/inbox", data={"receipt": "0" * 25})
    assert len(filed.content) == len(unknown.content) == STEP


@given(st.binary(max_size=3 * STEP))
def test_any_page_grows_to_the_next_step_and_keeps_what_it_said(body):
    page = DOCTYPE + body
    grown = padded(page)
    assert grown.startswith(page)
    assert len(grown) % STEP == 0
    assert len(grown) - len(page) <= STEP + len("<!--  -->")


def test_the_padding_does_not_compress_away():
    assert padded(DOCTYPE) != padded(DOCTYPE)


def test_a_fragment_and_a_file_stay_as_they_are(public):
    said = public.post("/chat", data={"text": "路灯不亮"}, headers={"HX-Request": "true"})
    assert len(said.content) % STEP
    assert public.get("/static/seal.svg").content.endswith(b"svg>\n")
