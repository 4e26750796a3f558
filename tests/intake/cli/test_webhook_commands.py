"""The operator's commands for webhooks, and the settings of mail."""

import sys

import pytest
import yaml
from standardwebhooks.webhooks import Webhook

from intake.cli import main
from intake.config import SettingsError, VaultSettings
from intake.ports.sending import Security

pytestmark = pytest.mark.slow

ROW = {"name": "statistics", "url": "https://example.org", "types": ["ticket.overdue"]}


@pytest.fixture
def yihao(monkeypatch, capsys, tmp_path):
    def run(*arguments, place=True):
        var = ("--var", str(tmp_path / "var")) if place else ()
        monkeypatch.setattr(sys, "argv", ["yihao", *arguments, *var])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return ended.value.code or 0, said.out, said.err

    run("migrate")
    return run


@pytest.fixture
def listed(yihao, tmp_path):
    _, secret, _ = yihao("webhooks", "secret", place=False)

    def write(**changes):
        rows = [ROW | {"secrets": [secret.strip()]} | changes]
        (tmp_path / "var" / "webhooks.yml").write_text(yaml.safe_dump(rows), "utf-8")
        return secret.strip()

    write()
    return write


def test_a_new_secret_is_one_for_the_library_and_never_the_same(yihao):
    first, second = (yihao("webhooks", "secret", place=False)[1].strip() for _ in range(2))
    assert first != second
    assert first.startswith("whsec_")
    assert len(Webhook(first)._whsecret) == 32


def test_a_new_key_is_a_pair_and_its_public_half_is_listed(yihao, listed):
    private, public = yihao("webhooks", "key", place=False)[1].split()
    listed(secrets=[private])
    code, out, _ = yihao("webhooks", "list")
    assert code == 0
    assert public in out
    assert private not in out


def test_the_types_there_are(yihao):
    assert "ticket.overdue" in yihao("webhooks", "types", place=False)[1].split()


def test_how_endpoints_fare_is_said_without_their_secrets(yihao, listed, tmp_path):
    secret = listed()
    code, out, _ = yihao("webhooks", "list")
    assert (code, out) == (0, "statistics  example.org  ticket.overdue  正常\n")
    assert secret not in out
    (tmp_path / "var" / "webhooks.yml").unlink()
    assert "已经不在文件里" in yihao("webhooks", "list")[1]


def test_a_wrong_file_is_one_sentence(yihao, listed):
    secret = listed(url="http://example.org")
    code, _, said = yihao("webhooks", "list")
    assert code == 1
    assert "webhooks.yml: statistics: url must begin with https://" in said
    assert secret not in said


def test_nothing_yet(yihao):
    assert "还没有推送地址" in yihao("webhooks", "list")[1]


def test_days_and_names_that_make_no_sense(yihao, listed):
    for days in (("--since", "x"), ("--since", "2026-11-23", "--until", "2026-11-22")):
        code, _, said = yihao("webhooks", "replay", *days)
        assert (code, "请写清楚从哪天到哪天" in said) == (1, True)
    assert "重新排队：0 条" in yihao("webhooks", "replay", "--since", "2026-11-23")[1]
    assert yihao("webhooks", "enable", "nobody")[0] == 1
    code, _, said = yihao("webhooks", "test", "nobody")
    assert (code, "not-in-file" in said) == (1, True)


# -- mail, for the vault worker alone ------------------------------------------------------------

GIVEN = {
    "YIHAO_CONTACT_KEY_FILE": "contact.key",
    "YIHAO_SMTP_HOST": "mail.example.org",
    "YIHAO_SMTP_SENDER": "一号 <noreply@example.org>",
}


def test_a_mail_server_and_none(tmp_path):
    password = tmp_path / "password"
    password.write_text("four words\n")
    more = {"YIHAO_SMTP_PASSWORD_FILE": str(password), "YIHAO_SMTP_PORT": "465"}
    server = VaultSettings.read(GIVEN | more | {"YIHAO_SMTP_SECURITY": "tls"}).mail_server()
    assert (server.port, server.security, server.password) == (465, Security.TLS, "four words")
    assert VaultSettings.read(GIVEN).mail_server().security is Security.STARTTLS
    only = {"YIHAO_CONTACT_KEY_FILE": "contact.key"}
    assert VaultSettings.read(only).mail_server() is None


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"YIHAO_CONTACT_KEY_FILE": ""}, "CONTACT_KEY_FILE"),
        ({"YIHAO_SMTP_SENDER": ""}, "SMTP_SENDER"),
        ({"YIHAO_SMTP_SENDER": "s3cret"}, "SMTP_SENDER"),
        ({"YIHAO_SMTP_SENDER": "a@example.org\nBcc: s3cret@example.org"}, "SMTP_SENDER"),
        ({"YIHAO_SMTP_PORT": "s3cret"}, "SMTP_PORT"),
        ({"YIHAO_SMTP_PORT": "0"}, "SMTP_PORT"),
        ({"YIHAO_SMTP_SECURITY": "s3cret"}, "SMTP_SECURITY"),
        ({"YIHAO_SMTP_PASSWORD": "s3cret 密码"}, "SMTP_PASSWORD"),
        ({"YIHAO_SMTP_USER": "s3cret 用户"}, "SMTP_USER"),
    ],
    ids=str,
)
def test_a_wrong_setting_is_named_and_not_quoted(wrong, named):
    with pytest.raises(SettingsError, match=f"YIHAO_{named}") as caught:
        VaultSettings.read(GIVEN | wrong).mail_server()
    assert "s3cret" not in str(caught.value)
