"""What an operator may set about accounts, and what stops a process from starting."""

import pytest

from intake.config import Settings, SettingsError

KEY = "0" * 64
NEEDED = {
    "YIHAO_PEPPER": "p" * 32,
    "YIHAO_RECEIPT_SECRET": "r" * 32,
    "YIHAO_BOT_TOKEN": "b" * 32,
    "YIHAO_CONTACT_PUBLIC_KEY": KEY,
    "YIHAO_REPORT_PUBLIC_KEY": KEY,
}


def read(**more):
    return Settings.read(NEEDED | {f"YIHAO_{name.upper()}": value for name, value in more.items()})


def test_limits_of_sessions():
    rules = read(shift_hours="4", most_sessions="1", idle_minutes="5").account_rules()
    assert (rules.shift.seconds, rules.most_sessions, rules.idle.seconds) == (14400, 1, 300)


@pytest.mark.parametrize("url", ["https://desk.example.cn", "http://localhost:8001", ""])
def test_where_passkeys_work(url):
    assert read(staff_url=url).staff_url == url


@pytest.mark.parametrize(
    "wrong",
    [
        {"staff_url": "http://desk.example.cn"},
        {"staff_url": "https://desk.example.cn/"},
        {"staff_url": "desk.example.cn"},
        {"shift_hours": "0"},
        {"most_sessions": "0"},
        {"oidc_issuer": "https://sso.example.cn"},
        {"oidc_issuer": "https://sso.example.cn", "oidc_client_id": "secret-like"},
    ],
)
def test_what_is_wrong_is_named_and_not_repeated(wrong):
    with pytest.raises(SettingsError) as told:
        read(**wrong)
    assert "YIHAO_" in str(told.value)
    assert not any(value in str(told.value) for value in wrong.values() if len(value) > 1)


def test_a_provider_whole():
    found = read(
        staff_url="https://desk.example.cn", oidc_issuer="https://sso.example.cn",
        oidc_client_id="yihao", oidc_client_secret="hidden",
    )  # fmt: skip
    assert "hidden" not in repr(found)
