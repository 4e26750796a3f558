"""An officer signs what is ticked: each on its own, each told."""

from intake.service import handling


def ticked(browser, *numbers):
    form = browser.go("/tickets?tab=to_sign").form("签收选中的").fields
    return browser.client.post("/tickets/sign-several", data=form | {"picked": list(numbers)})


def states(ports, *filed):
    with ports.view() as uow:
        return [uow.complaints.get(one.number).tickets[0].state for one in filed]


def test_what_is_ticked_is_signed_and_what_is_not_waits(town, ports):
    first, second, third = (town.understood() for _ in range(3))
    answer = ticked(town.logged_in("officer"), first.number, second.number)
    assert "2 件签收了" in answer.text
    assert states(ports, first, second, third) == ["signed", "signed", "dispatched"]


def test_one_that_cannot_be_signed_stops_no_other(town, ports):
    gone, there = town.understood(), town.understood()
    handling.sign(gone.number, town.member("officer"), ports=ports)
    answer = ticked(town.logged_in("officer"), gone.number, there.number)
    assert "1 件签收了，1 件没有" in answer.text
    assert states(ports, gone, there) == ["signed", "signed"]


def test_ticked_twice_is_signed_once_and_told_once(town):
    filed = town.understood()
    answer = ticked(town.logged_in("officer"), filed.number, filed.number)
    assert "1 件签收了" in answer.text
    assert "没有签收的" not in answer.text


def test_another_offices_ticket_is_as_one_that_is_none(town, ports):
    own, others = town.understood(), town.understood(lead=town.offices[1])
    browser = town.logged_in("officer")
    told = ticked(browser, own.number, others.number, "20990101-NONE").text
    why = told.split(f"{others.number}</a>：")[1].split("<")[0]
    assert why == told.split("20990101-NONE</a>：")[1].split("<")[0]
    assert states(ports, own, others) == ["signed", "dispatched"]


def test_nothing_ticked_is_said_in_a_sentence(town):
    town.understood()
    answer = ticked(town.logged_in("officer"))
    assert answer.status_code == 422
    assert "一件也没有选" in answer.text
