"""`yihao audit`, as the witness in another office runs it."""

import os
import stat
import sys
from string import Formatter

import pytest

from intake.adapters.audit.findings import What
from intake.cli import main
from intake.cli.auditing import SENTENCES
from tests.intake.audit.conftest import happen


@pytest.fixture
def yihao(office, monkeypatch, capsys, tmp_path):
    """Run a command with the address of the database and none of the other settings."""
    url = office.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("YIHAO_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["yihao", "audit", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out + said.err

    return run


@pytest.fixture
def key(yihao, tmp_path):
    yihao("keygen", tmp_path / "witness")
    return tmp_path / "witness" / "audit.key"


@pytest.fixture
def public(key):
    return key.with_suffix(".pub").read_text().strip()


def test_from_a_key_to_a_signature_to_a_deletion_found(yihao, office, key, public):
    happen(office.engine, 5)
    code, said = yihao("sign", "--key", key, "--heads", office.path)
    assert (code, "签好了" in said, "共 5 行" in said) == (0, True, True)
    happen(office.engine, 2)
    code, said = yihao("verify", "--heads", office.path, "--public-key", public)
    assert code == 0
    assert "完好：7 行，1 次签名" in said
    assert "又有 2 行" in said
    office.tamper("DELETE FROM events WHERE id = 3", rehashed=True)
    code, said = yihao("verify", "--heads", office.path, "--public-key", public)
    assert code == 1
    assert "少了 1 行" in said
    code, said = yihao("sign", "--key", key, "--heads", office.path)
    assert code == 1
    assert "没有签名" in said
    assert len(office.lines()) == 1


def test_a_witness_needs_none_of_the_secrets_and_makes_none(yihao, office, key, tmp_path):
    assert yihao("sign", "--key", key, "--heads", office.path)[0] == 0
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("kind", [pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_server_set_to_the_time_of_china_is_no_tampering(yihao, office, key, public):
    happen(office.engine, 3)
    office.tamper("ALTER ROLE yihao SET timezone = 'Asia/Shanghai'")
    try:
        assert yihao("sign", "--key", key, "--heads", office.path)[0] == 0
        assert yihao("verify", "--heads", office.path, "--public-key", public)[0] == 0
    finally:
        office.tamper("ALTER ROLE yihao RESET timezone")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_private_key_is_its_owners_alone_and_is_never_said(yihao, office, key):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    code, said = yihao("keygen", key.parent)
    assert (code, "已经有一把钥匙" in said) == (1, True)
    key.chmod(0o640)
    code, said = yihao("sign", "--key", key, "--heads", office.path)
    assert (code, "别人也读得到" in said) == (1, True)
    key.chmod(0o600)
    secret = key.read_text().strip()
    key.write_text(secret[:-2] + "\n")
    code, said = yihao("sign", "--key", key, "--heads", office.path)
    assert (code, "私钥文件不对" in said) == (1, True)
    assert secret[:8] not in said


@pytest.mark.parametrize("kind", [pytest.param("postgres", marks=pytest.mark.postgres)])
def test_an_account_that_may_read_the_events_and_nothing_else_is_enough(
    yihao, office, key, public, monkeypatch
):
    happen(office.engine, 3)
    office.tamper("CREATE ROLE witness LOGIN", "GRANT SELECT ON events TO witness")
    url = office.engine.url.set(username="witness").render_as_string(hide_password=False)
    monkeypatch.setenv("YIHAO_DATABASE_URL", url)
    assert yihao("sign", "--key", key, "--heads", office.path)[0] == 0
    assert yihao("verify", "--heads", office.path, "--public-key", public)[0] == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_cannot_be_used_gets_one_sentence(yihao, office, key, public, monkeypatch):
    missing = ("verify", "--heads", office.path, "--public-key", public)
    assert "打不开" in yihao(*missing)[1]
    assert "公钥不对" in yihao("verify", "--heads", office.path, "--public-key", "ab")[1]
    # PLACEHOLDER_SECRET would be in the driver's own message.
    for url, sentence in (
        ("sqlite:////nowhere/at-all.db", "没有这个数据库文件"),
        ("postgresql+psycopg://yihao:PLACEHOLDER_SECRET@127.0.0.1:1/yihao", "数据库读不了"),
        ("postgresql+psycopg//yihao:PLACEHOLDER_SECRET@/", "数据库读不了"),
    ):
        monkeypatch.setenv("YIHAO_DATABASE_URL", url)
        code, said = yihao("sign", "--key", key, "--heads", office.path)
        assert code == 1
        assert sentence in said
        assert "PLACEHOLDER_SECRET" not in said
        assert "Traceback" not in said


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_half_line_is_told_when_it_is_mended(yihao, office, key):
    yihao("sign", "--key", key, "--heads", office.path)
    os.truncate(office.path, 100)
    code, said = yihao("sign", "--key", key, "--heads", office.path)
    assert (code, "只写了一半" in said) == (0, True)


@pytest.mark.parametrize("what", What)
def test_every_finding_has_one_plain_sentence(what):
    sentence = SENTENCES[what]
    assert sentence.endswith("。")
    known = {
        "id", "rows", "since", "day", "line",
        "signed", "signed_id", "count", "last_id",
    }  # fmt: skip
    assert {name for _, name, _, _ in Formatter().parse(sentence) if name} <= known


def test_findings_fill_their_sentences(yihao, office, key, public):
    """Each kind of damage to the table is said whole."""
    happen(office.engine, 4)
    yihao("sign", "--key", key, "--heads", office.path)
    for statement, rehashed, word in (
        ("UPDATE events SET type = 'x' WHERE id = 2", False, "第 2 行对不上"),
        ("UPDATE events SET type = 'y' WHERE id = 2", True, "记录被改写过"),
        ("UPDATE events SET id = 0 WHERE id = 1", True, "记录被改写过"),
        ("UPDATE events SET id = 9 WHERE id = 0", False, "次序被动过"),
        ("DELETE FROM events WHERE id > 2", True, "末尾被截掉了"),
    ):
        office.tamper(statement, rehashed=rehashed)
        code, said = yihao("verify", "--heads", office.path, "--public-key", public)
        assert code == 1
        assert word in said
        assert "{" not in said
