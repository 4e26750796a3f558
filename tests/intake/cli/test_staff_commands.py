"""The operator's commands for people: a handler's password and the key under it change together."""

import sys

import pytest

from intake.cli import main
from intake.vault.desks import read_desks
from intake.vault.reading import CannotUnlock, unlock

pytestmark = pytest.mark.slow

NEW = "correct horse battery staple"


@pytest.fixture
def yihao(monkeypatch, capsys, tmp_path):
    def run(*arguments, typed=()):
        answers = iter(typed)
        monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
        monkeypatch.setattr(sys, "argv", ["yihao", *arguments, "--var", str(tmp_path / "var")])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return ended.value.code or 0, said.out, said.err

    run("migrate")
    return run


@pytest.fixture
def locked(tmp_path):
    return lambda: read_desks(tmp_path / "var" / "desks.yml")["han"].locked


def test_a_handlers_key_opens_with_the_new_password_and_is_the_same_key(yihao, locked):
    _, out, _ = yihao("staff", "add", "han", "handler", "--office", "14-discipline")
    password = out.split()[-1]
    before = unlock(locked(), password)
    code, out, _ = yihao("staff", "password", "han", typed=(password, NEW))
    assert code == 0
    assert NEW not in out
    assert unlock(locked(), NEW) == before
    with pytest.raises(CannotUnlock):
        unlock(locked(), password)


@pytest.mark.parametrize(
    ("typed", "sentence"), [(("wrong", NEW), "密码不对"), ((None, "short"), "太容易猜")]
)
def test_what_is_refused_changes_neither(yihao, locked, typed, sentence):
    _, out, _ = yihao("staff", "add", "han", "handler", "--office", "14-discipline")
    password, before = out.split()[-1], locked()
    code, _, said = yihao("staff", "password", "han", typed=(typed[0] or password, typed[1]))
    assert (code, sentence in said) == (1, True)
    assert locked() == before


def test_a_device_code_for_somebody_who_works_here_alone(yihao):
    yihao("staff", "add", "dai", "dispatcher")
    code, out, _ = yihao("staff", "let-in", "dai")
    assert (code, len(out.strip())) == (0, 49)
    assert yihao("staff", "let-in", "nobody")[0] == 1


def test_somebody_of_an_area_or_of_a_contractor(yihao):
    code, out, _ = yihao("staff", "add", "dai", "dispatcher", "--area", "140105", "--outsourced")
    assert (code, out.split()[0]) == (0, "dai")


@pytest.mark.parametrize("given", [("dispatcher", "149999"), ("officer", "140105")])
def test_no_such_area_or_a_role_without_one(yihao, given):
    role, area = given
    office = ("--office", "1401-market")
    code, _, said = yihao("staff", "add", "dai", role, *office, "--area", area)
    assert (code, "没有这个地区代码" in said) == (1, True)


def test_somebody_who_leaves_comes_back_and_is_known_elsewhere(yihao):
    yihao("staff", "add", "dai", "dispatcher")
    for command in (("disable", "dai"), ("enable", "dai"), ("subject", "dai", "sub-1")):
        assert yihao("staff", *command)[0] == 0
    assert yihao("staff", "disable", "nobody")[0] == 1
    yihao("staff", "add", "wang", "agent")
    assert yihao("staff", "subject", "wang", "sub-1")[0] == 1
