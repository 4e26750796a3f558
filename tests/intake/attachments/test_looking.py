"""A file is what its content says; what pretends, hides or explodes is not taken."""

import io
import struct
import zipfile

import pytest
import yaml
from PIL import Image

from intake.adapters import inspection
from intake.adapters.inspection import Refused, Type, looking, package
from intake.adapters.inspection.looking import inspect
from intake.adapters.inspection.words import _words
from tests.intake.attachments import media_files as media
from tests.intake.attachments import office_files as office
from tests.intake.attachments.reading import every_type

FILES = every_type()
CODES = set(_words()["refused"])


def refusal_of(body: bytes, name: str = "") -> str:
    with pytest.raises(Refused) as refused:
        inspect(io.BytesIO(body), name)
    assert refused.value.code in CODES
    assert "MARKER" not in repr(refused.value)
    return refused.value.code


@pytest.mark.parametrize("type", Type)
def test_each_type_is_known_by_its_content_whatever_it_is_called(type):
    found = inspect(io.BytesIO(FILES[type]))
    assert (found.type, found.size) == (type, len(FILES[type]))


@pytest.mark.parametrize("type", Type)
def test_looking_changes_nothing_and_leaves_the_stream_at_its_start(type):
    stream = io.BytesIO(FILES[type])
    inspect(stream)
    assert (stream.tell(), stream.getvalue()) == (0, FILES[type])


EXPECTED = {
    "jpg": "author date device notes place serial xmp",
    "png": "author date device notes place serial",
    "gif": "notes",
    "webp": "author date device place serial xmp",
    "heic": "device place",
    "pdf": "author comments company date device embedded_files place script serial software xmp",
    "docx": "author comments company date device edit_marks last_editor manager path place serial "
    "template thumbnail tracked_changes",
    "xlsx": "author comments company date last_editor manager path printer template thumbnail",
    "pptx": "author comments company date last_editor manager template thumbnail",
    "txt": "hidden_characters",
    "mp3": "author cover",
    "aac": "author",
    "m4a": "author date other_chunks place",
    "amr": "",
    "wav": "author device tags",
}


@pytest.mark.parametrize("type", Type)
def test_the_reporter_is_told_what_the_file_gives_away(type):
    names = {trace.name for trace in inspect(io.BytesIO(FILES[type])).traces}
    assert " ".join(sorted(names - {"notes"} if type == "pdf" else names)) == EXPECTED[type]
    assert all(inspection.trace_name(name) for name in names)


def test_the_place_of_a_photo_is_told_in_degrees_and_to_nobody_by_accident():
    found = inspect(io.BytesIO(FILES["jpg"]))
    place = next(trace for trace in found.traces if trace.name == "place")
    assert place.value == "37.8699 N 112.5359 E"
    assert "37.8" not in repr(found)


def test_all_words_are_chinese_and_each_refusal_is_one_sentence():
    for part, words in _words().items():
        for text in words.values():
            assert not text.isascii(), text
            assert part == "traces" or text.endswith("。")
    assert yaml.safe_dump(_words())


EICAR_LIKE = b"MZ\x90\0" + bytes(200)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (EICAR_LIKE, "unknown_type"),
        (b"\x7fELF" + bytes(200), "unknown_type"),
        (bytes(range(256)) * 4, "unknown_type"),
        (b"<html><script>alert(1)</script>", "unknown_type"),
        (b"#!/bin/sh\nrm -rf /\n", "unknown_type"),
        (office.package({"a.txt": "x"}), "unknown_type"),
        (FILES["jpg"][:400], "damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "damaged"),
        (media.mp4(b"isom", b"vide"), "film"),
        (media.pdf(password="secret"), "encrypted"),
    ],
    ids=range(11),
)
def test_what_we_cannot_read_is_refused_with_its_reason(body, code):
    assert refusal_of(body) == code


def test_a_file_over_the_limit_is_not_read_at_all():
    class Huge(io.BytesIO):
        def seek(self, *to):
            return looking.LARGEST + 1 if to == (0, 2) else super().seek(*to)

        def read(self, *size):
            raise AssertionError("read")

    with pytest.raises(Refused, match="too_large"):
        inspect(Huge(b"x"))


ZIP = office.package({"run.js": "alert(1)"})


@pytest.mark.parametrize("type", ["jpg", "png", "gif", "webp", "heic", "pdf", "mp3", "wav", "m4a"])
def test_an_archive_behind_a_file_is_found(type):
    assert refusal_of(FILES[type] + ZIP) == "polyglot"


@pytest.mark.parametrize("tail", [b"<script>x</script>", b"<?php x", b"Rar!\x1a\x07\x01\0"])
@pytest.mark.parametrize("type", ["jpg", "png", "gif", "mp3", "wav"])
def test_a_program_or_archive_behind_a_picture_or_a_sound_is_found(type, tail):
    assert refusal_of(FILES[type] + bytes(2_000_000) + tail) == "polyglot"


def test_a_gif_that_is_also_a_script_is_found():
    frame = FILES["gif"]
    assert refusal_of(frame[:6] + b"/*" + frame[8:] + b"*/=1;alert(1)") == "polyglot"


def test_a_paper_behind_a_picture_s_header_is_found():
    out = io.BytesIO()
    media.picture().save(out, "JPEG", comment=media.pdf()[:700])
    assert refusal_of(out.getvalue()) == "polyglot"


def test_an_office_file_with_something_before_or_behind_it_is_found():
    word = FILES["docx"]
    assert refusal_of(word + b"x" * 30) == "polyglot"
    assert refusal_of(word + FILES["pdf"]) == "polyglot"
    assert refusal_of(office.package(office.word_parts(b""), b"a comment")) == "polyglot"
    before = io.BytesIO()
    before.write(b"PK\x03\x04 not really")
    with zipfile.ZipFile(before, "a") as archive:
        for name, part in office.word_parts(b"").items():
            archive.writestr(name, part)
    assert refusal_of(before.getvalue()) == "polyglot"


def a_word_file(**more: str | bytes) -> bytes:
    return office.package(office.word_parts(b"") | more)


def test_macros_are_refused_however_they_are_declared():
    assert refusal_of(a_word_file(**{"word/vbaProject.bin": b"x"})) == "macros"
    assert refusal_of(a_word_file(**{"xl/macrosheets/sheet1.xml": b"<a/>"})) == "macros"
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    types = office.content_types("word/document.xml", kind)
    assert refusal_of(a_word_file(**{"[Content_Types].xml": types})) == "macros"


def test_bombs_are_refused_before_anything_is_expanded(monkeypatch):
    monkeypatch.setattr(package, "LARGEST_TOTAL", 4_000_000)
    monkeypatch.setattr(package, "MOST_PARTS", 50)
    many = {f"word/{n}.xml": "<a/>" for n in range(60)}
    wide = {f"word/media/{n}.emf": media.text() * 30_000 for n in range(8)}
    steep = {"word/media/a.emf": bytes(3_000_000)}
    nested = {"word/media/a.zip": ZIP}
    bombs = [a_word_file(**more) for more in (many, wide, steep, nested)]

    def read(*_):
        raise AssertionError("expanded")

    monkeypatch.setattr(zipfile.ZipFile, "read", read)
    monkeypatch.setattr(zipfile.ZipFile, "open", read)
    assert [refusal_of(bomb) for bomb in bombs] == ["zip_bomb"] * 4


def test_a_part_that_says_it_is_small_is_not_expanded_beyond_what_it_says():
    body = a_word_file(**{"word/media/a.emf": bytes(900_000)})
    lying = body.replace(struct.pack("<I", 900_000), struct.pack("<I", 9))
    assert lying != body
    assert refusal_of(lying) == "damaged"


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE a [<!ENTITY b "MARKER"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    assert refusal_of(a_word_file(**{"word/extra.xml": bomb})) == "damaged"


def test_an_office_file_behind_a_password_is_told_apart():
    assert refusal_of((media.HERE / "locked.docx").read_bytes()) == "encrypted"
    locked = bytearray(FILES["docx"])
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refusal_of(bytes(locked)) == "encrypted"


def test_a_picture_too_large_to_expand_is_refused_by_its_header():
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    assert len(out.getvalue()) < 20_000
    assert refusal_of(out.getvalue()) == "too_many_pixels"


@pytest.mark.parametrize(
    "name",
    [
        "照片.jpg.exe", "照片\u202egpj.exe", "照\u200b片.jpg", "../照片.jpg", "C:\\照片.jpg",
        "照片.jpg ", "照片.jpg.", "照片\0.jpg", "工资表.xlsx", "录音.mp3", "页面.html", "a.JS",
    ],
)  # fmt: skip
def test_a_name_that_deceives_is_refused(name):
    assert refusal_of(FILES["jpg"], name) == "name_trick"


@pytest.mark.parametrize(
    "name", ["照片.jpg", "微信图片_2026.png", "IMG 0001.HEIC", "照片", "a.b.jpeg"]
)
def test_an_ordinary_name_is_taken_also_with_another_picture_s_ending(name):
    assert inspect(io.BytesIO(FILES["jpg"]), name).type is Type.JPEG
