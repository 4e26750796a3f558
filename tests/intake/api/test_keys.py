"""What a program may do with the key it shows."""

import pytest
from fastapi.testclient import TestClient

from intake.api.access import Rates
from intake.domain.flood import Limits
from intake.domain.lists import PAGE
from intake.domain.staff import StaffMember, StaffRole
from intake.public_app import create_app
from intake.service import filing, handling, keys, performance
from intake.service.filing import NewComplaint
from tests.intake.api.test_api import is_problem
from tests.support.builders import HOUSING, MARKET, a_complaint, an_assignment

ADMIN = StaffMember("guan", StaffRole.ADMIN, "")
OFFICER = StaffMember("li", StaffRole.OFFICER, "", MARKET.office, MARKET.name)
MONTH = {"since": "2026-11-01", "until": "2026-11-30"}
SECRET = "老板电话 13812345678，饭店油烟"


@pytest.fixture
def app(ports):
    return create_app(ports)


@pytest.fixture
def api(app):
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def a_key(ports, *scopes, office=MARKET.office, channel="city_app"):
    key = keys.make("数据局", [*scopes], ADMIN, office=office, channel=channel, ports=ports)
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def reader(ports):
    return a_key(ports, "complaints:read")


def of(ports, lead=MARKET, text=SECRET, contact="13912345678"):
    filed = filing.file_complaint(NewComplaint(text, contact=contact), ports=ports)
    with ports.uow() as uow:
        uow.complaints.get(filed.number).understand(an_assignment(lead=lead), ports.clock())
        uow.commit()
    return filed


def test_an_office_reads_its_own_and_nothing_of_who_reported(api, ports, reader):
    ours, theirs = of(ports), of(ports, HOUSING)
    handling.sign(ours.number, OFFICER, ports=ports)
    answer = api.get("/api/v1/complaints", headers=reader)
    assert [one["number"] for one in answer.json()["complaints"]] == [ours.number]
    whole = api.get(f"/api/v1/complaints/{ours.number}", headers=reader)
    assert whole.json()["state"] == "signed"
    assert "油烟" in whole.json()["text"]
    for secret in ("13812345678", "13912345678", ours.receipt, "contact", "receipt"):
        assert secret not in answer.text + whole.text
    assert whole.headers["cache-control"] == "no-store"
    for number in (theirs.number, "20990101-000001"):
        missing = api.get(f"/api/v1/complaints/{number}", headers=reader)
        assert is_problem(missing, 404, "not_found")


def test_pages_follow_one_another(api, ports, reader):
    with ports.uow() as uow:
        for _ in range(PAGE + 3):
            complaint = a_complaint()
            complaint.understand(an_assignment(), ports.clock())
            uow.complaints.add(complaint)
        uow.commit()
    first = api.get("/api/v1/complaints?tab=open", headers=reader)
    second = api.get(first.links["next"]["url"], headers=reader)
    numbers = [one["number"] for page in (first, second) for one in page.json()["complaints"]]
    assert len(numbers) == len(set(numbers)) == PAGE + 3
    assert second.json()["next"] is None
    assert "next" not in second.links
    assert is_problem(api.get("/api/v1/complaints?tab=x", headers=reader), 422, "invalid")


def test_figures_of_an_office_beside_all_or_of_every_office(api, ports):
    for lead in (MARKET, HOUSING):
        filed = of(ports, lead)
        who = StaffMember("li", StaffRole.OFFICER, "", lead.office)
        handling.sign(filed.number, who, ports=ports)
        handling.answer(filed.number, "办好了", who, ports=ports)
    performance.catch_up(ports=ports)
    own = api.get("/api/v1/figures", params=MONTH, headers=a_key(ports, "figures:read")).json()
    assert [one["office"] for one in own["offices"]] == [MARKET.office]
    assert own["whole"]["figures"]["on_time"]["bottom"] == 2
    every = a_key(ports, "figures:read", office="")
    got = api.get("/api/v1/figures", params=MONTH, headers=every).json()
    assert [one["office"] for one in got["offices"]] == [HOUSING.office, MARKET.office]
    wrong = api.get("/api/v1/figures?since=2026-12-02&until=2026-12-01", headers=every)
    assert is_problem(wrong, 422, "bad_period", "/since")


@pytest.mark.parametrize("path", ["complaints", "complaints/1", "figures?since=x&until=y", "key"])
def test_without_a_good_key_nothing_opens(api, ports, path):
    ports_key = a_key(ports, "complaints:write")
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp4"}):
        answer = api.get(f"/api/v1/{path}", headers=headers)
        assert is_problem(answer, 401, "key_needed")
        assert answer.headers["www-authenticate"] == "Bearer"
    if path != "key":
        answer = api.get(f"/api/v1/{path}", headers=ports_key)
        assert is_problem(answer, 403, "scope_needed")
        assert "insufficient_scope" in answer.headers["www-authenticate"]


def test_another_system_files_under_its_own_channel(api, ports):
    one, two = (a_key(ports, "complaints:write", channel=name) for name in ("city_app", "wechat"))
    body, once = {"text": "路灯不亮", "channel": "phone"}, {"Idempotency-Key": "0123456789abcdef"}
    filed = [api.post("/api/v1/complaints", json=body, headers=h | once).json() for h in (one, two)]
    again = api.post("/api/v1/complaints", json=body, headers=one | once).json()
    assert again == filed[0]
    assert filed[0]["number"] != filed[1]["number"]  # two systems may count alike
    with ports.view() as uow:
        channels = [uow.complaints.get(f["number"]).channel for f in filed]
    assert channels == ["city_app", "wechat"]
    assert api.post("/api/v1/complaints", json=body).status_code == 201  # citizens need no key


def test_a_key_that_may_not_file_files_nothing(api, ports, reader):
    answer = api.post("/api/v1/complaints", json={"text": "路灯不亮"}, headers=reader)
    assert is_problem(answer, 403, "scope_needed")
    bad = {"Authorization": "Bearer yihao_x"}
    answer = api.post("/api/v1/complaints", json={"text": "路灯不亮"}, headers=bad)
    assert is_problem(answer, 401, "key_needed")
    assert of(ports).number.endswith("-000001")


def test_a_key_that_is_too_quick_waits_and_holds_up_no_other(app, api, ports, reader, clock):
    app.state.rates = Rates(Limits(burst=3, rate=0.5))
    for _ in range(3):
        assert api.get("/api/v1/key", headers=reader).status_code == 200
    refused = api.get("/api/v1/complaints", headers=reader)
    assert is_problem(refused, 429, "too_many_requests")
    other = a_key(ports, "figures:read")
    assert api.get("/api/v1/key", headers=other).status_code == 200
    clock.go_on(seconds=int(refused.headers["retry-after"]))
    assert api.get("/api/v1/complaints", headers=reader).status_code == 200


def test_of_its_use_the_day_is_kept(api, ports, reader, clock):
    clock.go_on(days=1, hours=3)
    api.get("/api/v1/complaints", headers=reader)
    [key] = keys.every(ADMIN, ports=ports)
    assert key.used_on.isoformat() == "2026-11-24"


def test_the_description_says_which_scopes_there_are(api):
    described = api.get("/openapi.json").json()
    scheme = described["components"]["securitySchemes"]["key"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert "complaints:read" in scheme["description"]
    for path in ("/api/v1/complaints", "/api/v1/complaints/{number}", "/api/v1/figures"):
        step = described["paths"][path]["get"]
        assert step["security"] == [{"key": []}]
        assert {"401", "403", "429"} <= set(step["responses"])
    filed = described["paths"]["/api/v1/complaints"]["post"]
    assert filed["security"] == [{"key": []}, {}]  # one of them: none will do
