"""At a terminal too, bad input gets one clear sentence and no traceback."""

import json
import sys

import pytest

from intake.cli import main
from tests.support.city import free_port


@pytest.fixture
def yihao(monkeypatch, capsys, tmp_path):
    def run(*arguments, var=tmp_path / "var", stdin=()):
        monkeypatch.setattr(sys, "argv", ["yihao", *arguments, "--var", str(var)])
        monkeypatch.setattr(sys, "stdin", list(stdin))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "打不开"),
        (b"", "没有叫 text 的一列"),
        (b"a,b\n1,2\n", "没有叫 text 的一列"),
        ("text\n路灯坏了\n".encode("gb18030"), "不是 UTF-8"),
        ("text\n路灯坏了\n".encode(), "没有回应"),
    ],
    ids=["no file", "empty", "other columns", "other encoding", "nobody answers"],
)
def test_a_file_that_cannot_be_replayed(yihao, tmp_path, content, sentence):
    file = tmp_path / "rows.csv"
    if content is not None:
        file.write_bytes(content)
    code, _, said = yihao("replay", str(file), "--url", f"http://127.0.0.1:{free_port()}")
    assert code == 1
    assert sentence in said
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize("line", ["路灯坏了", "[]", '{"words": "路灯坏了"}', '{"text": 7}'])
def test_a_line_that_is_no_json_of_ours(yihao, trained, line):
    code, out, said = yihao("route", var=trained.var, stdin=['{"text": "路灯坏了"}\n', line + "\n"])
    assert code == 1
    assert "第 2 行" in said
    assert json.loads(out)["category"]


@pytest.mark.slow
def test_a_route_can_be_read_by_a_program(yihao, trained):
    code, out, _ = yihao("route", "迎泽区桥东街路灯坏了", "--json", var=trained.var)
    assert code == 0
    routed = json.loads(out)
    assert {"kinds", "category", "area", "lead", "due_at", "reasons"} <= set(routed)
    assert routed["area"] == "140106"
    assert "T" in routed["due_at"]


@pytest.mark.parametrize(
    ("name", "office", "sentence"),
    [
        ("", "1401-market", "1 到 80 个字"),
        ("王" * 81, "1401-market", "1 到 80 个字"),
        ("王芳", "9999-nobody", "没有这个单位"),
    ],
)
def test_a_member_of_staff_who_cannot_be(yihao, name, office, sentence):
    code, out, said = yihao("staff", "add", name, "officer", "--office", office)
    assert code == 1
    assert out == ""
    assert sentence in said
