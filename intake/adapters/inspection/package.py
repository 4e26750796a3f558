"""Office files (ECMA-376): a ZIP of XML parts. Limits are checked before anything is expanded."""

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

import olefile
from lxml import etree

from intake.adapters.inspection import pictures_inside
from intake.adapters.inspection.found import Refused, Trace, Type, trace

XML = (".xml", ".rels", ".vml")
MOST_PARTS = 5_000
LARGEST_PART = 100 * 1024 * 1024
LARGEST_XML = 30 * 1024 * 1024  # a tree in memory takes five to ten times as much
LARGEST_TOTAL = 300 * 1024 * 1024
STEEPEST = 200  # bytes out for one byte in; ordinary sheets reach 30
SMALL = 1024 * 1024  # steepness of a small part does no harm
MAIN_TYPES = {
    "wordprocessingml.document.main+xml": Type.DOCX,
    "spreadsheetml.sheet.main+xml": Type.XLSX,
    "presentationml.presentation.main+xml": Type.PPTX,
    "presentationml.slideshow.main+xml": Type.PPTX,
}
ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".jar", ".tar", ".bz2", ".xz", ".cab"})
ZIP_END = b"PK\x05\x06"
ZIP_END_SIZE = 22  # without a comment

# (what the part's name holds, the trace it is). All of them are left out of the clean copy.
PERSONAL = (
    ("docprops/thumbnail", "thumbnail"), ("docprops/custom", "custom_properties"),
    ("customxml/", "custom_properties"), ("docmetadata/", "custom_properties"),
    ("comment", "comments"), ("word/people", "comments"), ("xl/persons/", "comments"),
    ("ppt/authors", "comments"), ("xl/drawings/vmldrawing", "comments"),
    ("xl/revisions/", "tracked_changes"), ("ppt/changesinfos/", "tracked_changes"),
    ("ppt/revisioninfo", "tracked_changes"), ("printersettings", "printer"),
    ("embeddings/", "embedded_files"), ("activex/", "script"), ("ctrlprops/", "script"),
    ("_xmlsignatures/", "signature"), ("xl/connections", "path"), ("xl/querytables/", "path"),
    ("docprops/", ""),
)  # fmt: skip
PROPERTIES = {
    "creator": "author", "lastModifiedBy": "last_editor", "created": "date", "modified": "date",
    "lastPrinted": "date", "title": "title", "Company": "company", "Manager": "manager",
    "Template": "template", "Application": "software",
}  # fmt: skip
CHANGES = frozenset({
    "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange",
    "tblPrChange", "tcPrChange", "trPrChange", "tblGridChange", "tblPrExChange",
    "numberingChange", "cellIns", "cellDel", "cellMerge",
})  # fmt: skip


def is_locked(stream: BinaryIO) -> bool:
    """Whether it is an office file behind a password ([MS-OFFCRYPTO] 2.3.4.4)."""
    stream.seek(0)
    if stream.read(8) != olefile.MAGIC:
        return False
    stream.seek(0)
    with olefile.OleFileIO(stream) as container:
        return bool(container.exists("EncryptedPackage"))


def opened(stream: BinaryIO) -> zipfile.ZipFile:
    """Raise Refused for an archive that is more than it says, or that would not fit."""
    _refuse_beside(stream)
    archive = zipfile.ZipFile(stream)
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_TOTAL:
        raise Refused("zip_bomb")
    if len(set(names)) < len(names) or min(part.header_offset for part in parts) > 0:
        raise Refused("polyglot")
    for part in parts:
        _refuse_part(part)
    return archive


def _refuse_beside(stream: BinaryIO) -> None:
    """Nothing before the first part and nothing behind the list of parts."""
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04":
        raise Refused("polyglot")
    stream.seek(-ZIP_END_SIZE, 2)
    if not stream.read().startswith(ZIP_END):
        stream.seek(0)
        raise Refused("polyglot" if zipfile.is_zipfile(stream) else "damaged")


def _refuse_part(part: zipfile.ZipInfo) -> None:
    path = PurePosixPath(part.filename)
    if part.flag_bits & 1:
        raise Refused("encrypted")
    if path.is_absolute() or ".." in path.parts or "\\" in part.filename:
        raise Refused("damaged")
    if path.suffix.lower() in ARCHIVES:
        raise Refused("zip_bomb")
    most = LARGEST_XML if part.filename.lower().endswith(XML) else LARGEST_PART
    steep = part.file_size > max(part.compress_size, 1) * STEEPEST
    if part.file_size > most or (steep and part.file_size > SMALL):
        raise Refused("zip_bomb")


def type_of(stream: BinaryIO) -> Type:
    with opened(stream) as archive:
        names = [name.lower() for name in archive.namelist()]
        if "[content_types].xml" not in names:
            raise Refused("unknown_type")
        kinds = [
            row.get("ContentType", "") for row in tree(archive.read("[Content_Types].xml")).iter()
        ]
        ran = any("vbaproject" in name or "macrosheets/" in name for name in names)
        if ran or any("macroenabled" in kind.lower() or "vba" in kind.lower() for kind in kinds):
            raise Refused("macros")
    for kind in kinds:
        if type := MAIN_TYPES.get(
            kind.removeprefix("application/vnd.openxmlformats-officedocument.")
        ):
            return type
    raise Refused("unknown_type")


def tree(body: bytes) -> etree._Element:
    """Without its comments. Entities are neither expanded nor fetched; a DOCTYPE is refused."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(body, parser)
    if root.getroottree().docinfo.doctype:
        raise Refused("damaged")
    return root


def personal(name: str) -> str | None:
    """The trace a part is as a whole; None for a part that stays."""
    return next((kind for word, kind in PERSONAL if word in name.lower()), None)


def traces(stream: BinaryIO) -> list[Trace]:
    found: list[Trace] = []
    with opened(stream) as archive:
        for name in archive.namelist():
            body = archive.read(name)  # also checks its checksum
            kind = personal(name)
            if kind:
                found.append(trace(kind))
            if name.lower().endswith(XML):
                found += _of_part(name, tree(body))
            elif not kind:
                found += pictures_inside.traces(body)
    return found


def _of_part(name: str, root: etree._Element) -> Iterator[Trace]:
    for node in root.iter(etree.Element):
        word = etree.QName(node).localname
        if name.startswith("docProps/"):
            if word in PROPERTIES and (node.text or "").strip():
                yield trace(PROPERTIES[word], node.text)
        elif word in CHANGES and name.startswith("word/"):
            yield trace("tracked_changes", _attribute(node, "author"))
        elif name.startswith("word/comments") and word == "comment":
            yield trace("comments", _attribute(node, "author"))
        elif word == "absPath":
            yield trace("path", node.get("url", ""))
        elif word == "fileSharing":
            yield trace("author", node.get("userName", ""))
        elif word == "rsids":
            yield trace("edit_marks")
        elif word == "Relationship" and is_local(node):
            kind = "template" if node.get("Type", "").endswith("attachedTemplate") else "path"
            yield trace(kind, node.get("Target", ""))


def _attribute(node: etree._Element, word: str) -> str:
    return next(
        (str(value) for name, value in node.attrib.items() if etree.QName(name).localname == word),
        "",
    )


def is_local(relation: etree._Element) -> bool:
    """Whether it points out of the package to anything but a page or a mailbox."""
    target = relation.get("Target", "").lower()
    hyperlink = relation.get("Type", "").endswith("/hyperlink")
    open_link = hyperlink and target.startswith(("http://", "https://", "mailto:", "#"))
    return relation.get("TargetMode") == "External" and not open_link
