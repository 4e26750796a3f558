import csv
from pathlib import Path

import pytest

from routing.identifying.marked import UnreadableExam, read
from routing.identifying.score import false_alarms, main, missed, score


def exam(folder: Path, *rows: tuple[str, str]) -> Path:
    file = folder / "identifying.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([("text", "spans"), *rows])
    return file


def test_a_marked_span_counts_when_four_fifths_of_it_are_found(tmp_path: Path) -> None:
    rows = read(
        exam(
            tmp_path,
            ("打13800138000找我", "phone=13800138000"),
            ("我叫王建国", "own_name=王建国"),
            ("打13900139000说说这件长长的事", "phone=13900139000说说这件长长的事"),
            ("楼下噪音大", ""),
            ("打13700137000", ""),
        )
    )
    figures = score(rows)
    assert (figures["phone"].marked, figures["phone"].recall) == (2, 0.5)
    assert figures["own_name"].recall == 1
    assert (figures["phone"].found, figures["phone"].precision) == (3, 2 / 3)
    assert figures["all"].recall == 2 / 3
    assert false_alarms(rows) == 0.5
    assert [span.kind for _, span in missed(rows)] == ["phone"]


def test_the_same_words_twice_are_two_places(tmp_path: Path) -> None:
    (row,) = read(
        exam(tmp_path, ("13800138000和13800138000", "phone=13800138000;phone=13800138000"))
    )
    assert [span.start for span in row.spans] == [0, 12]


def test_a_mark_that_is_not_in_the_text_is_refused_without_telling_the_words(
    tmp_path: Path,
) -> None:
    with pytest.raises(UnreadableExam, match="line 2: a mark of kind 'phone'") as error:
        read(exam(tmp_path, ("没有号码", "phone=13800138000")))
    assert "138" not in str(error.value)


def test_the_table_names_each_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(exam(tmp_path, ("打13800138000找我", "phone=13800138000")))
    said = capsys.readouterr().out
    assert "phone" in said
    assert "100.0%" in said
