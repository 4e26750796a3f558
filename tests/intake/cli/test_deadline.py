"""`yihao deadline`: a date, and how it comes about."""

import json
import sys

import pytest

from intake.cli import main


@pytest.fixture
def deadline(monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["yihao", "deadline", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run


def test_a_date_is_explained_line_by_line(deadline):
    code, out, _ = deadline("petition", "2026-01-30", "--event", "accepted=2026-02-02")
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith(" 1  按“信访：办结”：《信访工作条例》第三十四条")
    assert lines[-1].endswith("到期：2026-04-03（周五） 24:00以前。")


def test_a_program_reads_the_same(deadline):
    code, out, _ = deadline("enquiry", "2026-12-31", "--json")
    assert code == 0
    got = json.loads(out)
    assert (got["due"], got["provisional"]) == ("2027-01-05T00:00:00+08:00", True)
    assert "暂定" in "".join(got["steps"])


def test_the_rule_of_the_day_of_receipt_is_taken_in_the_citys_zone(deadline):
    _, old, _ = deadline("market_mediation", "2026-04-14T15:59+00:00")
    _, new, _ = deadline("market_mediation", "2026-04-14T16:00Z")
    assert "《市场监督管理投诉举报处理暂行办法》第二十一条" in old
    assert "《市场监督管理投诉举报处理办法》第二十三条" in new


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing", "2026-01-01"], "没有 nothing 这一条时限"),
        (["petition", "2026-02-30"], "不是看得懂的时间"),
        (["petition", "2026-02-03", "--event", "accepted=2026-02-01"], "时间倒着走了"),
        (["petition", "9999-12-31T23:00-05:00"], "太远"),
        (["petition", "2026-02-03", "--event", "extended=2027-02-03"], "延期要在到期以前批"),
    ],
)
def test_what_makes_no_sense_gets_one_sentence(deadline, arguments, sentence):
    code, out, said = deadline(*arguments)
    assert (code, out) == (1, "")
    assert sentence in said
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1
