"""Recordings: tags are read and taken out by mutagen; the sound itself is not touched."""

import os
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import mutagen
import mutagen.aac
import mutagen.apev2
import mutagen.id3
import mutagen.mp3
import mutagen.mp4
import mutagen.wave
from mutagen._riff import RiffFile
from mutagen.mp4._atom import Atoms

from intake.adapters.inspection.found import Refused, Trace, Type, trace

# mutagen is typed in parts only.
read_wave: Any = mutagen.wave.WAVE
read_mp4: Any = mutagen.mp4.MP4
read_aac: Any = mutagen.aac.AAC
read_mp3: Any = mutagen.mp3.MP3
read_chunks: Any = RiffFile
read_atoms: Any = Atoms
NAMES = {
    "TPE1": "author", "TCOM": "author", "TENC": "software", "TSSE": "software", "COMM": "tags",
    "TDRC": "date", "TDEN": "date", "TIT2": "title", "APIC": "cover", "GEOB": "embedded_files",
    "Artist": "author", "\xa9ART": "author", "\xa9nam": "title", "\xa9day": "date",
    "\xa9too": "software", "covr": "cover",
}  # fmt: skip
SOUND_CHUNKS = frozenset({"fmt", "data", "fact"})
# Atoms a player needs; all others become "free", which keeps the offsets of the sound right.
PLAYED = frozenset({
    b"ftyp", b"styp", b"moov", b"mvhd", b"trak", b"tkhd", b"edts", b"mdia", b"mdhd", b"hdlr",
    b"minf", b"smhd", b"nmhd", b"dinf", b"stbl", b"stsd", b"stts", b"ctts", b"stsc", b"stsz",
    b"stz2", b"stco", b"co64", b"stss", b"sgpd", b"sbgp", b"mvex", b"moof", b"mfhd", b"traf",
    b"tfhd", b"tfdt", b"trun", b"sidx", b"mdat", b"iods",
})  # fmt: skip
DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
DATES_FROM, DATES_TO = 4, {0: 12, 1: 20}  # by the header's version, ISO/IEC 14496-12 8.2.2


def type_of(stream: BinaryIO, guess: Type) -> Type:
    """A tag in front hides which of the two stream formats follows, so both are tried."""
    if guess is Type.MP4:
        handlers = list(_handlers(stream))
        if b"vide" in handlers:
            raise Refused("film")
        if b"soun" not in handlers:
            raise Refused("unknown_type")
        return guess
    stream.seek(0)
    try:
        read_aac(stream)  # asks for frames in a row, so it is asked first
    except mutagen.MutagenError:
        stream.seek(0)
        if read_mp3(stream).info.sketchy:
            raise Refused("damaged") from None
        return Type.MP3
    return Type.AAC


def traces(stream: BinaryIO, type: Type) -> list[Trace]:
    if type is Type.AMR:
        return []
    if type is Type.WAV:
        return list(_of_wave(stream))
    if type is Type.MP4:
        return list(_of_mp4(stream))
    return list(_of_tags(stream))


def _of_tags(stream: BinaryIO) -> Iterator[Trace]:
    for read in (mutagen.id3.ID3, mutagen.apev2.APEv2):
        stream.seek(0)
        try:
            tags = read(stream)
        except (mutagen.id3.ID3NoHeaderError, mutagen.apev2.APENoHeaderError):
            continue
        yield from _named(tags)


def _named(tags: Any) -> Iterator[Trace]:
    for key, value in tags.items():
        name = NAMES.get(key, NAMES.get(key[:4], "tags"))
        yield trace(name, "" if name in {"cover", "embedded_files"} else value)


def _of_wave(stream: BinaryIO) -> Iterator[Trace]:
    stream.seek(0)
    sound = read_wave(stream)
    yield from _named(sound.tags or {})
    names = {chunk.id for chunk in read_chunks(stream).root.subchunks()}
    if "data" not in names:
        raise Refused("damaged")
    for name in sorted(names - SOUND_CHUNKS - {"id3", "ID3"}):
        yield trace("device" if name == "bext" else "tags", name)


def _of_mp4(stream: BinaryIO) -> Iterator[Trace]:
    stream.seek(0)
    yield from _named(read_mp4(stream).tags or {})
    for atom in _atoms(stream):
        if atom.name == b"\xa9xyz":
            yield trace("place", _body(stream, atom)[4:])
        elif atom.name == b"uuid":
            yield trace("other_chunks")
        elif atom.name in DATED and any(_body(stream, atom)[4:12]):
            yield trace("date")


def cleaned(stream: BinaryIO, type: Type) -> BytesIO:
    copy = BytesIO(stream.read())
    if type is Type.WAV:
        _clean_wave(copy)
    elif type is Type.MP4:
        _clean_mp4(copy)
    elif type is not Type.AMR:
        for delete in (mutagen.apev2.delete, mutagen.id3.delete):
            copy.seek(0)
            delete(copy)
    return copy


def _clean_wave(copy: BytesIO) -> None:
    root = read_chunks(copy).root
    for chunk in list(root.subchunks()):
        if chunk.id not in SOUND_CHUNKS:
            chunk.delete()
    copy.truncate(root.offset + root.size)


def _clean_mp4(copy: BytesIO) -> None:
    """In place: the table of where each piece of sound lies counts from the file's start."""
    for atom in reversed(_atoms(copy)):  # inner before outer, which are blanked as a whole
        if atom.name not in PLAYED:
            copy.seek(atom.offset + 4)
            copy.write(b"free")
            _blank(copy, atom, 0, atom.datalength)
        elif atom.name in DATED:
            version = _body(copy, atom)[0]
            _blank(copy, atom, DATES_FROM, DATES_TO[version])
        elif atom.name == b"hdlr":
            _blank(copy, atom, 24, atom.datalength)  # the name of the recorder's software


def _blank(copy: BytesIO, atom: Any, start: int, end: int) -> None:
    copy.seek(atom.offset + atom.length - atom.datalength + start)
    copy.write(bytes(max(end - start, 0)))


def _handlers(stream: BinaryIO) -> Iterator[bytes]:
    for atom in _atoms(stream):
        if atom.name == b"trak":
            for handler in atom.findall(b"hdlr", recursive=True):
                yield _body(stream, handler)[8:12]


def _atoms(stream: BinaryIO) -> list[Any]:
    """All of them, outer before inner; raise Refused where one reaches past the end."""
    stream.seek(0)
    todo, found = list(read_atoms(stream).atoms), []
    end = stream.seek(0, os.SEEK_END)
    while todo:
        atom = todo.pop(0)
        if atom.offset + atom.length > end:
            raise Refused("damaged")
        found.append(atom)
        todo += atom.children or []
    return found


def _body(stream: BinaryIO, atom: Any) -> bytes:
    _, body = atom.read(stream)
    return bytes(body)
