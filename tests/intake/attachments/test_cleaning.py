"""The clean copy shows and says the same, and tells nothing of who made it."""

import io
import wave
import zipfile

import mutagen.mp3
import pikepdf
import pytest
from PIL import Image

from intake.adapters.inspection import Type
from intake.adapters.inspection.cleaning import clean
from intake.adapters.inspection.looking import inspect
from tests.intake.attachments import media_files as media
from tests.intake.attachments import office_files as office
from tests.intake.attachments.reading import every_type, holds

FILES = every_type()
MARKED = sorted(set(FILES) - {"txt", "amr", "heic"})


def cleaned(body: bytes) -> bytes:
    return clean(io.BytesIO(body)).stream.getvalue()


@pytest.mark.parametrize("type", MARKED)
def test_no_mark_is_left_anywhere_in_the_copy(type):
    assert holds(FILES[type], "MARKER")
    assert not holds(cleaned(FILES[type]), "MARKER")


@pytest.mark.parametrize("type", Type)
def test_the_copy_has_no_traces_and_the_original_is_as_it_was(type):
    stream = io.BytesIO(FILES[type])
    copy = clean(stream)
    assert stream.getvalue() == FILES[type]
    found = inspect(copy.stream)
    assert (found.type, found.traces) == (copy.type, ())


@pytest.mark.parametrize("type", Type)
def test_cleaning_a_clean_copy_finds_nothing_more_to_do(type):
    once = clean(io.BytesIO(FILES[type]))
    again = clean(once.stream)
    assert inspect(again.stream).traces == ()
    if type.kind == "sound":
        assert again.stream.getvalue() == once.stream.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright_before_the_note_about_it_goes(orientation):
    copy = Image.open(io.BytesIO(cleaned(media.jpeg(orientation))))
    assert copy.size == ((32, 64) if orientation > 4 else (64, 32))
    assert not copy.getexif()
    first = copy.getpixel((3, 3))
    # In the file red is left; turned or mirrored, blue comes first in half of the eight ways.
    reds = {1, 4, 5, 6}
    assert (first[0] > first[2]) == (orientation in reds)


def test_a_moving_picture_keeps_its_frames_and_its_pace():
    before, after = (
        Image.open(io.BytesIO(FILES["gif"])),
        Image.open(io.BytesIO(cleaned(FILES["gif"]))),
    )
    assert (after.n_frames, after.info["duration"]) == (before.n_frames, 100)


def test_words_compressed_in_a_png_are_found_and_gone():
    values = {trace.value for trace in inspect(io.BytesIO(FILES["png"])).traces}
    assert "MARKER-zipped" in values
    assert set(Image.open(io.BytesIO(cleaned(FILES["png"]))).info) == set()


def test_a_heic_photo_becomes_a_jpeg_and_the_reporter_is_told():
    copy = clean(io.BytesIO(FILES["heic"]))
    assert (copy.type, copy.remark) == (Type.JPEG, "as_jpeg")
    image = Image.open(copy.stream)
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (64, 48), {})
    assert b"marker" not in copy.stream.getvalue()


def test_what_a_second_picture_hides_behind_the_first_goes():
    assert not holds(cleaned(FILES["jpg"] + b"MARKER-tail"), "MARKER")


def test_a_paper_keeps_its_page_and_the_words_of_its_remarks():
    with pikepdf.open(io.BytesIO(cleaned(FILES["pdf"]))) as paper:
        page = paper.pages[0]
        assert page.Contents.read_bytes() == b"BT /F1 12 Tf (boiler) Tj ET"
        assert str(page.Annots[0].Contents) == "please look"
        assert not paper.attachments
        assert "/OpenAction" not in paper.Root
        photo = pikepdf.PdfImage(page.Resources.XObject.Im0).as_pil_image()
        assert photo.size == (64, 32)


def test_a_paper_changed_later_does_not_keep_its_first_state():
    first = media.pdf()
    later = first + b"\n" + first.replace(b"boiler", b"cellar")
    assert not holds(cleaned(later), "MARKER")


def test_tracked_changes_are_accepted_and_their_words_stay():
    with zipfile.ZipFile(io.BytesIO(cleaned(FILES["docx"]))) as archive:
        text = archive.read("word/document.xml").decode()
        names = set(archive.namelist())
        dates = {part.date_time for part in archive.infolist()}
    for words in ("锅炉房早就坏了", "没有人来修", "请查", "附件在这里", "留下的一行"):
        assert words in text
    for mark in ("w:ins", "w:del", "w:author", "w:rsid", "w:date", "comment", "r:id"):
        assert mark not in text
    assert "word/comments.xml" not in names
    assert not any(name.startswith("docProps") for name in names)
    assert dates == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("type", ["docx", "xlsx", "pptx"])
def test_every_relation_and_every_declared_part_of_the_copy_exists(type):
    """Otherwise Word says that the file is damaged."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(cleaned(FILES[type]))) as archive:
        names = set(archive.namelist())
        first = etree.fromstring(archive.read("_rels/.rels"))
        assert [row.get("Target") in names for row in first] == [True]
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        declared = {row.get("PartName") for row in types if row.get("PartName")}
        assert declared <= {f"/{name}" for name in names}
        used = {
            value
            for name in names
            if name.endswith(".xml")
            for node in etree.fromstring(archive.read(name)).iter()
            for key, value in node.attrib.items()
            if key.startswith("{" + office.RELATION)
        }
        known = {
            row.get("Id")
            for name in names
            if name.endswith(".rels")
            for row in etree.fromstring(archive.read(name))
        }
    assert used <= known


def test_the_words_of_sheets_and_slides_stay():
    assert holds(cleaned(FILES["xlsx"]), "供热费三千元")
    assert holds(cleaned(FILES["pptx"]), "会议照片")


def test_a_recording_keeps_every_sample():
    with wave.open(io.BytesIO(cleaned(FILES["wav"]))) as sound:
        assert sound.readframes(800) == bytes(range(200)) * 8
    assert cleaned(FILES["mp3"]) == (b"\xff\xfb\x90\x00" + bytes(413)) * 40
    assert mutagen.mp3.MP3(io.BytesIO(cleaned(FILES["mp3"]))).tags is None
    copy = cleaned(FILES["m4a"])
    assert len(copy) == len(FILES["m4a"]), "offsets of the sound would be wrong"
    assert b"sound" * 99 in copy
    assert b"\xe1\0\0\1" not in copy


def test_only_what_a_player_needs_is_left_of_a_recording_s_boxes():
    made_up = FILES["m4a"] + media.atom(b"zzzz", b"MARKER-own-box")
    assert not holds(cleaned(made_up), "MARKER")


def test_a_recording_without_room_for_tags_comes_back_as_it_is_and_says_so():
    copy = clean(io.BytesIO(FILES["amr"]))
    assert (copy.stream.getvalue(), copy.remark) == (FILES["amr"], "copied")


def test_letters_nobody_sees_go_from_a_text_and_the_words_stay():
    assert cleaned(FILES["txt"]).decode() == "供热站的账目有两本。\r\n"
    assert cleaned("账\u200b目\U000e0041".encode("utf-16")).decode() == "账目"
