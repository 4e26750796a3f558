from datetime import date
from pathlib import Path

import pytest

from routing.history import Columns, HistoryError, Renaming, Synonyms, read_history


def written(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    file = folder / "orders.csv"
    file.write_bytes(content.encode(encoding))
    return file


def test_orders_come_oldest_first_whatever_the_date_looks_like(tmp_path: Path) -> None:
    rows = (
        "received,text,department\n2018/1/9 8:30,乙,住建局\n2017-12-30,甲,工商局\n明天,丙,城管局\n"
    )
    got = read_history(written(tmp_path, rows))
    assert [(one.text, one.received) for one in got] == [
        ("丙", None),
        ("甲", date(2017, 12, 30)),
        ("乙", date(2018, 1, 9)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_spreadsheets_write_can_be_read(tmp_path: Path, encoding: str) -> None:
    rows = 'text,department\n"两行\n的话,有逗号",住建局\n'
    (got,) = read_history(written(tmp_path, rows, encoding))
    assert got.text == "两行\n的话,有逗号"


def test_rows_without_text_or_office_are_left_out(tmp_path: Path) -> None:
    rows = "text,department\n,住建局\n有话,\n有话,城管局\n"
    assert [one.office for one in read_history(written(tmp_path, rows))] == ["城管局"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("text,unit\n甲,乙\n", "no column 'department'"),
        ("text,department\n", "no row has both"),
        ("", "no column"),
    ],
)
def test_a_file_that_teaches_nothing_says_why(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(HistoryError, match=message):
        read_history(written(tmp_path, content))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(HistoryError, match="UTF-8"):
        read_history(file)


def test_other_columns_can_be_named(tmp_path: Path) -> None:
    rows = written(tmp_path, "内容,单位\n甲,住建局\n")
    assert read_history(rows, Columns("内容", "单位"))[0].office == "住建局"


def test_renamed_offices_go_by_their_latest_name(tmp_path: Path) -> None:
    names = Synonyms(
        [
            Renaming(office="环保局", becomes="生态局"),
            Renaming(office="生态局", becomes="生态环境局"),
        ]
    )
    rows = written(tmp_path, "text,department\n甲,环保局\n乙,生态环境局\n")
    assert {one.office for one in read_history(rows, synonyms=names)} == {"生态环境局"}


def test_a_circle_of_renamings_ends() -> None:
    names = Synonyms([Renaming(office="甲", becomes="乙"), Renaming(office="乙", becomes="甲")])
    assert names.current("甲") in {"甲", "乙"}


def test_synonyms_are_a_file(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.yml"
    file.write_text("- {office: 工商局, ended: 2018-11-01}\n", "utf-8")
    names = Synonyms.read(file)
    assert not names.closed("工商局", date(2018, 10, 31))
    assert names.closed("工商局", date(2018, 11, 1))
