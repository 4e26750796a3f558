"""A file on its way to a protected report, and what each holder can read of it."""

import io
from contextlib import nullcontext
from dataclasses import replace

import pytest
from PIL import Image
from typer.testing import CliRunner

from intake.adapters.inspection import Examiner
from intake.domain.attachment import LARGEST
from intake.domain.errors import (
    CannotTakeFiles,
    FileRefused,
    FileTooLarge,
    NotAllowedNow,
    NotFound,
    StorageBusy,
    TooManyFiles,
)
from intake.domain.protected import MOST_FILES
from intake.ports.files import Examined
from intake.service import attaching, protected
from intake.vault.__main__ import app
from intake.vault.file_rows import read_files
from intake.vault.files import sealed_size
from tests.intake.attachments import media_files as media
from tests.intake.attachments.reading import holds
from tests.support.attaching import a_report, sent, the_report, uploaded
from tests.support.builders import CUSTODIAN

PHOTO = media.jpeg()


@pytest.fixture
def receipt(ports):
    return a_report(ports)


def in_folder(ports):
    folder = ports.files._path
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def fetched(ports, *, is_original):
    [file] = [one for one in the_report(ports).sent_files if one.is_original is is_original]
    head, stream, _ = attaching.fetch_file(the_report(ports).id, file.name, CUSTODIAN, ports=ports)
    with stream:
        return head + stream.read()


@pytest.fixture
def at_home(tmp_path, report_key):
    """The custodian's own computer."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "report.key").write_text(bytes(report_key).hex())

    def tool(command, content, *more, ok=True):
        (home / "sealed.bin").write_bytes(content)
        words = (command, home / "sealed.bin", "--key", home / "report.key", *more)
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert (done.exit_code == 0) is ok, done.output
        return done.output

    def opened(content):
        said = tool("file", content, "--out", home)
        [path] = [path for path in home.iterdir() if path.suffix not in (".bin", ".key")]
        body = path.read_bytes()
        path.unlink()
        return path, body, said

    return type("Home", (), {"tool": staticmethod(tool), "opened": staticmethod(opened)})


def test_the_reporter_is_shown_what_a_photo_gives_away_before_it_is_sent(ports, receipt):
    found = uploaded(receipt, PHOTO, ports=ports)
    told = {one.words: one.value for one in found.tellings}
    assert "37" in told["拍摄地点（定位）"]
    assert "MARKER-model" in told["手机、相机或录音设备的型号"]
    assert found.has_copy
    [shown] = protected.inbox(receipt, ports=ports).files
    assert shown.pending
    assert shown.label.name == "照片.jpg"
    assert "拍摄地点（定位）" in shown.label.traces


def test_until_it_is_sent_nobody_else_can_have_it(ports, receipt):
    uploaded(receipt, PHOTO, ports=ports)
    report = the_report(ports)
    assert report.attachments == []
    assert read_files(protected.fetch(report.id, CUSTODIAN, ports=ports)) == []
    for file in report.files:
        with pytest.raises(NotFound):
            attaching.fetch_file(report.id, file.name, CUSTODIAN, ports=ports)


def test_the_custodian_opens_the_cleaned_copy_and_the_original_apart(ports, receipt, at_home):
    sent(receipt, PHOTO, ports=ports)
    path, body, _ = at_home.opened(fetched(ports, is_original=False))
    assert not holds(body, "MARKER")
    assert Image.open(io.BytesIO(body)).size == (32, 64)
    assert path.name.endswith("-copy.jpg")
    path, body, said = at_home.opened(fetched(ports, is_original=True))
    assert body == PHOTO
    assert path.name.endswith("-original.jpg")
    assert "照片.jpg" in said


def test_the_report_opened_at_home_names_its_files_and_not_what_the_reporter_calls_them(
    ports, receipt, at_home
):
    sent(receipt, PHOTO, name="王建国拍的.jpg", ports=ports)
    said = at_home.tool("open", protected.fetch(the_report(ports).id, CUSTODIAN, ports=ports))
    assert "附件 1 原件" in said
    assert "附件 1 清理过的一份" in said
    assert "拍摄地点（定位）" in said
    assert "王建国" not in said


def test_a_fetched_file_that_was_changed_or_cut_leaves_nothing_at_home(ports, receipt, at_home):
    sent(receipt, PHOTO, ports=ports)
    content = fetched(ports, is_original=False)
    for broken in (content[:-1], content[:-40] + bytes(40), b"{}\n", b""):
        assert "打不开" in at_home.tool("file", broken, "--out", ports.files._path, ok=False)
    assert len(in_folder(ports)) == 2


def test_fetching_a_file_is_shown_to_the_reporter_by_the_day(ports, receipt):
    sent(receipt, PHOTO, ports=ports)
    assert protected.inbox(receipt, ports=ports).openings == []
    fetched(ports, is_original=False)
    [opening] = protected.inbox(receipt, ports=ports).openings
    assert opening.role == "custodian"


def test_neither_disk_nor_database_shows_what_was_sent_or_how_it_is_called(ports, receipt):
    body = b"MARKER " * 30_000
    uploaded(receipt, body, name="MARKER.txt", ports=ports)
    files = the_report(ports).files
    assert {one.size for one in files} == {sealed_size(len(body))}
    for one in files:
        with ports.files.open(one.stored_as) as stream:
            assert b"MARKER" not in stream.read()
        assert b"MARKER" not in one.envelope
        assert "MARKER" not in repr(one)
    assert "MARKER" not in repr(protected.inbox(receipt, ports=ports))


def test_labels_of_all_files_are_of_one_length(ports, receipt):
    """Many traces and a long name would otherwise show."""
    uploaded(receipt, PHOTO, name="长" * 300 + ".jpg", ports=ports)
    uploaded(receipt, b"x", name="a.txt", ports=ports)
    assert len({len(one.envelope) for one in the_report(ports).files}) == 1


def test_the_days_are_all_that_is_kept_of_the_time(ports, receipt, clock):
    uploaded(receipt, PHOTO, ports=ports)
    clock.go_on(hours=3)
    uploaded(receipt, PHOTO, ports=ports)
    moments = {path.stat().st_mtime for path in ports.files._path.iterdir()}
    assert len(moments) == 1


def test_a_file_not_wanted_is_destroyed(ports, receipt):
    found = uploaded(receipt, PHOTO, ports=ports)
    attaching.drop(receipt, found.attachment, ports=ports)
    assert in_folder(ports) == []
    assert the_report(ports).files == []


def test_a_file_that_was_sent_can_neither_be_dropped_nor_sent_again(ports, receipt):
    found = sent(receipt, PHOTO, ports=ports)
    for act in (attaching.drop, attaching.send):
        with pytest.raises(NotFound):
            act(receipt, found.attachment, ports=ports)
    assert len(in_folder(ports)) == 2


def test_another_reports_receipt_reaches_no_file(ports, receipt):
    found = uploaded(receipt, PHOTO, ports=ports)
    other = a_report(ports)
    for act in (attaching.drop, attaching.send):
        with pytest.raises(NotFound):
            act(other, found.attachment, ports=ports)
    assert len(in_folder(ports)) == 2


def test_what_is_never_sent_is_gone_on_the_second_night(ports, receipt, clock):
    uploaded(receipt, PHOTO, ports=ports)
    sent(receipt, PHOTO, ports=ports)
    clock.go_on(days=1)
    attaching.forget(ports=ports)
    assert len(in_folder(ports)) == 4
    clock.go_on(days=1)
    attaching.forget(ports=ports)
    assert in_folder(ports) == sorted(attaching.stored(the_report(ports)))
    assert all(not one.pending for one in the_report(ports).files)


def test_withdrawn_before_anybody_looked_every_file_is_destroyed(ports, receipt):
    sent(receipt, PHOTO, ports=ports)
    uploaded(receipt, PHOTO, ports=ports)
    protected.withdraw(receipt, ports=ports)
    assert in_folder(ports) == []
    assert the_report(ports).files == []
    with pytest.raises(NotAllowedNow):
        attaching.begin(receipt, ports=ports)


def test_withdrawn_after_somebody_looked_originals_are_destroyed(ports, receipt):
    sent(receipt, PHOTO, ports=ports)
    uploaded(receipt, PHOTO, ports=ports)
    fetched(ports, is_original=False)
    protected.withdraw(receipt, ports=ports)
    [left] = the_report(ports).files
    assert not left.is_original
    assert in_folder(ports) == [left.stored_as]


def test_a_report_withdrawn_while_a_file_comes_keeps_nothing_of_it(ports, receipt):
    incoming = attaching.begin(receipt, ports=ports)
    incoming.take(PHOTO)
    protected.withdraw(receipt, ports=ports)
    with pytest.raises(NotAllowedNow):
        incoming.finish("照片.jpg")
    incoming.drop()
    assert in_folder(ports) == []


@pytest.mark.parametrize(
    ("body", "name", "why"),
    [
        (b"", "空.txt", "是空的"),
        (media.jpeg() + b"<script>", "照片.jpg", "另一种文件"),
        (media.jpeg(), "照片.exe", "对不上"),
        (media.pdf(password="secret"), "合同.pdf", "密码"),
        (media.mp4(b"isom", b"vide"), "录像.mp4", "视频"),
        (b"\x00\x01\x02" * 100, "", "打不开"),
    ],
)
def test_a_refused_file_is_told_in_a_sentence_and_not_kept(ports, receipt, body, name, why):
    with pytest.raises(FileRefused) as refused:
        uploaded(receipt, body, name, ports=ports)
    assert why in refused.value.values["reason"]
    assert in_folder(ports) == []
    assert the_report(ports).files == []


def test_a_file_over_100_mb_is_refused_before_it_has_all_come(ports, receipt):
    incoming = attaching.begin(receipt, ports=ports)
    incoming.take(bytes(1000))
    with pytest.raises(FileTooLarge):
        incoming.take(bytes(LARGEST - 999))
    incoming.drop()
    assert in_folder(ports) == []


def test_a_report_takes_only_so_many_files(ports, receipt):
    for _ in range(MOST_FILES):
        incoming = attaching.begin(receipt, ports=replace(ports, inspection=Sees(None)))
        incoming.finish("")
    with pytest.raises(TooManyFiles):
        attaching.begin(receipt, ports=ports)


def test_where_nothing_can_look_into_files_none_is_taken(ports, receipt):
    with pytest.raises(CannotTakeFiles):
        attaching.begin(receipt, ports=replace(ports, inspection=Examiner(is_there=False)))


def test_a_file_that_cannot_be_cleaned_is_taken_as_original_and_that_is_said(ports, receipt):
    blind = replace(ports, inspection=Sees(None, "没法清理"))
    found = sent(receipt, b"sound", ports=blind)
    assert not found.has_copy
    [[only]] = the_report(ports).attachments
    assert only.is_original
    assert protected.inbox(receipt, ports=ports).files[0].label.remark == "没法清理"


def test_words_keep_their_place_on_a_disk_that_files_have_filled(ports, receipt, monkeypatch):
    monkeypatch.setattr("intake.adapters.folder.RESERVE", 1 << 60)
    with pytest.raises(StorageBusy):
        attaching.begin(receipt, ports=ports)
    protected.add(receipt, "文件传不上去", ports=ports)


class Sees:
    """An inspection that finds nothing; `copy` is the type of the copy it makes."""

    is_there = True

    def __init__(self, copy, remark=""):
        self._copy, self._remark = copy, remark

    def examine(self, pieces, name):
        content = list(pieces)
        return nullcontext(Examined("m4a", (), self._remark, self._copy, iter(content)))
