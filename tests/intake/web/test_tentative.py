"""Where the holidays of a year are not published yet, every page with a due date says so."""

from datetime import datetime

import pytest

from intake.domain.receipt import shown
from tests.intake.web.reading import Browser
from tests.support.builders import SHANGHAI

CHRISTMAS_EVE = datetime(2026, 12, 24, 9, tzinfo=SHANGHAI)  # five working days end in 2027
MARK = "（暂定"
STORY = ["楼上装修天天吵", "太原市小店区平阳路", "跳过", "跳过", "跳过"]


def pages(town, public):
    """Every page that shows when something is due, by name."""
    filed = town.understood()
    at_desk = town.at_desk()
    citizen = Browser(public)
    citizen.go("/status")
    yield "status", citizen.press("查一查", receipt=shown(filed.receipt)).words
    officer = town.logged_in("officer")
    yield "tickets", officer.go("/tickets").words
    yield "ticket", officer.go(f"/tickets/{filed.number}").words
    supervisor = town.logged_in("supervisor")
    yield "overview", supervisor.go("/overview").words
    yield "one of all", supervisor.go(f"/overview/{filed.number}").words
    dispatcher = town.logged_in("dispatcher")
    yield "at the desk", dispatcher.go(f"/desk/{at_desk.number}").words
    yield "audit", town.logged_in("auditor").go("/audit").words


def test_every_page_says_that_a_date_is_a_guess(town, public, clock):
    clock.now = CHRISTMAS_EVE
    assert [name for name, words in pages(town, public) if MARK not in words] == []


def test_no_page_says_so_of_a_published_year(town, public):
    assert [name for name, words in pages(town, public) if MARK in words] == []


@pytest.mark.parametrize("when", ["published", "not yet"])
def test_the_bot_and_the_receipt_say_so(public, ports, clock, when):
    if when == "not yet":
        clock.now = CHRISTMAS_EVE
    citizen = Browser(public)
    citizen.go("/")
    for words in STORY:
        page = citizen.press("发送", text=words)
        if "要不要留个电话" in page.words:
            break
    citizen.press("不留电话")
    page = citizen.press("对，提交")
    told = [line for line in page.words.split("最晚")[1:] if MARK in line[:40]]
    assert len(told) == (2 if when == "not yet" else 0)


def test_programs_are_told_as_well(public, clock):
    clock.now = CHRISTMAS_EVE
    filed = public.post("/api/v1/complaints", json={"text": "商场不给退款"}).json()
    assert filed["provisional"] is True
    stands = public.post("/api/v1/status", json={"receipt": filed["receipt"]}).json()
    assert stands["provisional"] is True
