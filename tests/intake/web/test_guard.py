"""Other sites cannot make a browser send our forms."""

import pytest

FORM = {"text": "井盖丢了"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
@pytest.mark.parametrize("path", ["/chat", "/status", "/protected", "/type-size", "/leave"])
def test_a_form_from_elsewhere_is_refused(public, ports, path, headers):
    answer = public.post(path, data=FORM, headers=headers)
    assert answer.status_code == 403
    assert "不是从本站页面发出的" in answer.text
    assert "content-security-policy" in answer.headers
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://testserver"},
        {},
    ],
)
def test_our_own_forms_pass(public, headers):
    assert public.post("/chat", data=FORM, headers=headers).status_code == 200


def test_links_from_elsewhere_may_lead_here(public):
    assert public.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_staff_site_refuses_them_too(town):
    browser = town.logged_in("agent")
    token = browser.go("/").form("退出").fields["csrf"]
    answer = browser.client.post(
        "/logout", data={"csrf": token}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not browser.go("/").has("登录")


def test_programs_are_not_browsers(public):
    answer = public.post(
        "/api/v1/complaints", json={"text": "井盖丢了"}, headers={"Origin": "https://app.example"}
    )
    assert answer.status_code == 201
