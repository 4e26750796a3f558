"""Tricks: two files in one, and names that say something else than the file is."""

import re
import unicodedata
import zipfile
from typing import BinaryIO

from intake.adapters.inspection.found import Kind, Refused, Type

# What a browser or an interpreter would run, whatever the file before it is.
# One letter first, then the choice: a hundred megabytes are searched in a tenth of the time.
TAGS = re.compile(rb"<(?:script[\s>]|html[\s>]|!doctype html|\?php\s|svg[\s>])", re.I)
SHELL = b"#!/"
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MSCF\0\0\0\0")
PROGRAMS = re.compile(rb"\A(MZ|\x7fELF|PK\x03\x04|%PDF-)")
PIECE, OVERLAP = 1 << 20, 64
# Readers look for these in the first kilobyte, wherever the file really begins.
HEAD = 1024
EXTENSIONS = {str(type): type.kind for type in Type} | {
    "jpeg": Kind.IMAGE, "heif": Kind.IMAGE, "mp4": Kind.SOUND, "3gp": Kind.SOUND,
    "log": Kind.TEXT, "csv": Kind.TEXT, "md": Kind.TEXT,
}  # fmt: skip
RUNNABLE = frozenset({
    "exe", "com", "scr", "pif", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf",
    "wsh", "hta", "msi", "jar", "lnk", "url", "app", "apk", "sh", "py", "php", "html",
    "htm", "xhtml", "mht", "svg", "docm", "xlsm", "pptm", "dotm", "xltm", "potm", "zip",
    "rar", "7z", "iso", "img", "chm", "reg", "dll",
})  # fmt: skip


def refuse_name(name: str, kind: Kind) -> None:
    """Raise Refused where a name hides letters, leads elsewhere, or claims another kind."""
    hidden = any(unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} for letter in name)
    last = name.rpartition(".")[2].strip().lower() if "." in name else ""
    other = EXTENSIONS.get(last, kind) is not kind
    if hidden or other or last in RUNNABLE or re.search(r"[/\\:]|[. ]$", name):
        raise Refused("name_trick")


def refuse_archive_behind(stream: BinaryIO) -> None:
    """For all but office files, which are archives: those are read from their end."""
    stream.seek(0)
    if zipfile.is_zipfile(stream):
        raise Refused("polyglot")


def is_active(beginning: bytes) -> bool:
    return beginning.startswith(SHELL) or TAGS.search(beginning) is not None


def refuse_two_in_one(stream: BinaryIO, type: Type) -> None:
    """Raise Refused where another program would read a second file out of this one."""
    stream.seek(0)
    head = stream.read(HEAD)
    if type is not Type.PDF and b"%PDF-" in head:
        raise Refused("polyglot")
    if type is Type.PDF:
        # Streams inside may be anything; only what comes before the paper counts.
        if not head.startswith(b"%PDF-") or is_active(head):
            raise Refused("polyglot")
    elif type.kind in {Kind.IMAGE, Kind.SOUND} and _hides_another(stream):
        raise Refused("polyglot")
    # "/*" or "=" where the width stands: the header reads as the beginning of a script.
    if type is Type.GIF and re.match(rb"GIF8[79]a(/\*|=|\s=)", head):
        raise Refused("polyglot")


def _hides_another(stream: BinaryIO) -> bool:
    stream.seek(0)
    if stream.read(len(SHELL)) == SHELL:
        return True
    stream.seek(0)
    tail = b""
    while piece := stream.read(PIECE):
        seen = tail + piece
        if TAGS.search(seen) or any(mark in seen for mark in ARCHIVES):
            return True
        tail = piece[-OVERLAP:]
    return False
