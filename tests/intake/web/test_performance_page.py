"""The page of figures: each leads to the cases it is made of."""

import pytest

from intake.service import handling, performance, status

MONTH = "since=2026-11-01&until=2026-11-30"


@pytest.fixture
def answered(town, ports):
    filed = town.understood()
    who = town.member("officer")
    handling.sign(filed.number, who, ports=ports)
    handling.answer(filed.number, "已经整改", who, ports=ports)
    status.rate(filed.receipt, solved=True, stars=4, ports=ports)
    town.understood()
    performance.catch_up(ports=ports)
    return filed


def test_a_supervisor_goes_from_a_figure_to_the_case(town, answered):
    browser = town.logged_in("supervisor")
    words = browser.go("/performance").words
    assert "按时办结率 100.0% 1 / 1" in words
    assert "未评默认口径" in words
    assert "不排名次" in words
    office = town.offices[0]
    words = browser.go(f"/performance/{office.office}/on_time?{MONTH}").words
    assert f"{office.name}：按时办结率" in words
    assert f"{answered.number}" in words
    assert "分子、分母 按时答复" in words
    assert browser.go(f"/overview/{answered.number}").words


def test_an_officer_sees_the_own_office_beside_all_and_no_other(town, answered):
    words = town.logged_in("charlie").go("/performance").words
    assert town.offices[1].name in words
    assert town.offices[0].name not in words
    assert "全部单位 100.0%" in words


def test_a_period_that_is_none_is_explained_and_this_month_shown(town, answered):
    browser = town.logged_in("supervisor")
    for query in (
        "since=2026-11-31&until=2026-12-01",
        "since=2026-12-02&until=2026-12-01",
        "since=x",
    ):
        answer = browser.client.get(f"/performance?{query}")
        assert answer.status_code == 422
        assert "结束的日子不能早于开始的日子" in answer.text
        assert 'value="2026-11-01"' in answer.text


def test_what_is_no_figure_was_never_there(town, answered):
    client = town.logged_in("supervisor").client
    assert client.get(f"/performance/{town.offices[0].office}/x").status_code == 404
    assert client.get("/performance/1401-nowhere/on_time").status_code == 404
