"""The JSON API as a program meets it."""

import json
import logging

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.domain.errors import StorageBusy
from intake.domain.receipt import new_receipt
from tests.support.sites import public_site

KEY = {"Idempotency-Key": "0123456789abcdef-1"}


@pytest.fixture
def api(ports):
    with TestClient(public_site(ports), raise_server_exceptions=False) as client:
        yield client


def is_problem(answer, status, code, pointer=None):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == f"urn:yihao:problem:{code}"
    assert any("\u4e00" <= c <= "\u9fff" for c in body["detail"])
    assert "Traceback" not in answer.text
    if pointer:
        assert pointer in [e["pointer"] for e in body["errors"]]
    return True


def test_filing_and_asking_where_it_stands(api):
    filed = api.post("/api/v1/complaints", json={"text": "商场不给退款", "kind": "complaint"})
    assert filed.status_code == 201
    assert set(filed.json()) == {"number", "receipt", "promised_at", "provisional"}
    stands = api.post("/api/v1/status", json={"receipt": filed.json()["receipt"]})
    assert stands.json()["state"] == "filed"
    assert stands.json()["number"] == filed.json()["number"]
    assert [s["what"] for s in stands.json()["history"]] == ["filed"]


def test_a_retry_gets_the_same_answer_and_another_body_is_refused(api):
    first = api.post("/api/v1/complaints", json={"text": "路灯不亮"}, headers=KEY)
    again = api.post("/api/v1/complaints", json={"text": "路灯不亮"}, headers=KEY)
    assert again.json() == first.json()
    other = api.post("/api/v1/complaints", json={"text": "井盖丢了"}, headers=KEY)
    assert is_problem(other, 409, "key_reused")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"text": ""}, "empty_text", "/text"),
        ({"text": "\u200b\u202e"}, "empty_text", "/text"),
        ({"text": "字" * 100_000}, "too_long", "/text"),
        ({"text": "路灯", "area": "999999"}, "unknown_area", "/area"),
        ({"text": "路灯", "contact": "1234"}, "bad_contact", "/contact"),
        ({"text": "路灯", "kind": "nonsense"}, "invalid", "/kind"),
        ({"text": 5}, "invalid", "/text"),
        ({}, "invalid", "/text"),
        ({"text": "路灯", "unknown": 1}, "invalid", "/unknown"),
        ([], "invalid", "/"),
    ],
)
def test_bad_fields_are_named(api, body, code, pointer):
    assert is_problem(api.post("/api/v1/complaints", json=body), 422, code, pointer)


@pytest.mark.parametrize("text", ["😡🔥", "路燈壞了沒人管", "第一\n第二", "a" * 5000])
def test_unusual_but_meant_is_taken(api, text):
    assert api.post("/api/v1/complaints", json={"text": text}).status_code == 201


def test_malformed_json_is_a_problem(api):
    headers = {"content-type": "application/json"}
    for body in (b"{", b'{"text": "\xff"}', b"", b"null", b'"text"'):
        answer = api.post("/api/v1/complaints", content=body, headers=headers)
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_over_the_limit_is_refused_declared_or_not(api):
    big = json.dumps({"text": "x" * 1_100_000}).encode()
    headers = {"content-type": "application/json"}
    declared = api.post("/api/v1/complaints", content=big, headers=headers)
    assert is_problem(declared, 413, "too_large")
    chunked = api.post(
        "/api/v1/complaints", content=(big[i : i + 9999] for i in range(0, len(big), 9999)),
        headers=headers,
    )  # fmt: skip
    assert is_problem(chunked, 413, "too_large")


def test_whether_others_have_said_it_is_asked_without_filing(api):
    answer = api.post("/api/v1/similar", json={"text": "小店区平阳路路灯坏了"})
    assert (answer.status_code, answer.json()) == (200, {"similar": []})
    assert api.post("/api/v1/similar", json={"text": ""}).status_code == 422


def test_a_number_that_was_not_offered_cannot_be_joined(api):
    number = api.post("/api/v1/complaints", json={"text": "小店区平阳路路灯坏了"}).json()["number"]
    body = {"text": "小店区平阳路路灯坏了", "joins": number}  # not routed yet, so never offered
    answer = api.post("/api/v1/complaints", json=body)
    assert is_problem(answer, 422, "not_joinable", "/joins")


def test_a_wrong_receipt_is_a_typing_mistake_and_an_unknown_one_is_not_found(api):
    good = new_receipt()
    wrong = good[:-1] + str((int(good[-1]) + 1) % 10)
    answer = api.post("/api/v1/status", json={"receipt": wrong})
    assert is_problem(answer, 422, "bad_receipt", "/receipt")
    assert is_problem(api.post("/api/v1/status", json={"receipt": good}), 404, "not_found")


def test_a_short_key_is_refused(api):
    answer = api.post("/api/v1/complaints", json={"text": "路灯"}, headers={"Idempotency-Key": "1"})
    assert is_problem(answer, 422, "bad_key", "/Idempotency-Key")


def test_a_receipt_never_goes_by_get(api):
    assert is_problem(api.get("/api/v1/status?receipt=1"), 405, "method_not_allowed")


def test_talking_to_the_bot_by_the_api(api):
    first = api.post("/api/v1/messages", json={"text": "小区停水三天了"}).json()
    token = first["conversation"]
    assert "哪里" in first["replies"][-1]["text"]
    for text in ("迎泽区桥东街", "cmd:submit"):
        answer = api.post("/api/v1/messages", json={"conversation": token, "text": text}).json()
    assert next(b["payload"] for b in answer["replies"][-1]["buttons"]) == "cmd:submit"
    filed = api.post("/api/v1/messages", json={"conversation": token, "text": "对"}).json()["filed"]
    stands = api.post("/api/v1/messages", json={"conversation": token, "text": filed["receipt"]})
    assert stands.json()["status"]["number"] == filed["number"]


def test_a_conversation_id_that_could_be_guessed_is_refused(api):
    answer = api.post("/api/v1/messages", json={"conversation": "1", "text": "路灯"})
    assert is_problem(answer, 422, "bad_conversation", "/conversation")


def test_a_storage_that_is_away_is_said_clearly(api, ports, monkeypatch):
    def busy(self):
        raise StorageBusy

    monkeypatch.setattr("intake.adapters.memory.database.MemoryUnitOfWork.commit", busy)
    answer = api.post("/api/v1/complaints", json={"text": "路灯"})
    assert is_problem(answer, 503, "storage_busy")


def test_an_unexpected_error_shows_and_logs_nothing_of_the_text(api, monkeypatch, caplog):
    def broken(self, now):
        raise RuntimeError("something with MARKER-7319 in it")

    monkeypatch.setattr("intake.adapters.memory.tables.MemoryComplaints.next_number", broken)
    with caplog.at_level(logging.DEBUG):
        answer = api.post("/api/v1/complaints", json={"text": "MARKER-7319"})
    assert is_problem(answer, 500, "unknown")
    assert "MARKER-7319" not in answer.text
    assert "MARKER-7319" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_healthy_and_ready(api):
    assert api.get("/healthz").json() == {"status": "ok"}
    assert api.get("/readyz").json() == {"status": "ok"}


def test_the_description_is_openapi_3_1_and_names_its_problems(api):
    described = api.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    post = described["paths"]["/api/v1/complaints"]["post"]
    assert {"201", "400", "409", "413", "422", "503"} <= set(post["responses"])
    assert "application/problem+json" in post["responses"]["422"]["content"]
    assert set(described["paths"]) == {
        "/api/v1/complaints", "/api/v1/similar", "/api/v1/status", "/api/v1/messages",
        "/api/v1/key", "/api/v1/figures", "/api/v1/complaints/{number}",
        "/api/v1/transitions",
        "/healthz", "/readyz",
    }  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=6,
    )
    | st.fixed_dictionaries(
        {"text": st.text()},
        optional={"kind": st.text(), "area": st.text(), "place": st.text(), "contact": st.text()},
    )
)
@pytest.mark.slow
def test_whatever_is_sent_is_filed_or_clearly_refused(api, body):
    for path in ("complaints", "status", "messages"):
        answer = api.post(f"/api/v1/{path}", content=json.dumps(body).encode("utf-8", "replace"))
        assert answer.status_code in (200, 201, 400, 404, 422), answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
