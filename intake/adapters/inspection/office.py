"""An office file written anew, without the people who wrote it."""

import posixpath
import zipfile
from io import BytesIO
from typing import BinaryIO

from lxml import etree

from intake.adapters.inspection import package, pictures_inside

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# A sheet cannot be without the book its sums point to; the name of that book goes.
LINKED_BOOK = "/externalLinkPath"
# Binary parts that are shown; any other can hold anything and is left out.
SHOWN = (
    ".jpeg", ".jpg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".odttf",
    ".fntdata",
)  # fmt: skip
UNWRAPPED = frozenset({"ins", "moveTo"})  # what was added stays, who added it goes
DROPPED_IN_SHEETS = frozenset({"absPath", "fileSharing", "revisionPtr"})
DROPPED = DROPPED_IN_SHEETS | package.CHANGES - UNWRAPPED | frozenset({
    "commentRangeStart", "commentRangeEnd", "commentReference", "moveFromRangeStart",
    "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "rsids", "docId",
    "chartTrackingRefBased", "trackRevisions", "attachedTemplate",
    "mailMerge", "docVars",
})  # fmt: skip
PEOPLE = frozenset({
    "author", "initials", "date", "dateUtc", "userId", "providerId", "paraId", "textId",
})  # fmt: skip
ALTERNATIVE = frozenset({"docPr", "cNvPr"})  # of pictures: the name and path of the file


def cleaned(stream: BinaryIO) -> BytesIO:
    out = BytesIO()
    with package.opened(stream) as archive:
        kept = [name for name in archive.namelist() if _stays(name)]
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in kept:
                body = _part(archive, name, frozenset(kept))
                copy.writestr(_entry(name), body, zipfile.ZIP_DEFLATED)
    return out


def _entry(name: str) -> zipfile.ZipInfo:
    """Of 1980, as Word itself writes it: the clock of neither computer shows."""
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))


def _stays(name: str) -> bool:
    if name.endswith(".rels") and package.personal(_owner(name)) is not None:
        return False
    return package.personal(name) is None and name.lower().endswith((*package.XML, *SHOWN))


def _part(archive: zipfile.ZipFile, name: str, kept: frozenset[str]) -> bytes:
    body = archive.read(name)
    if not name.lower().endswith(package.XML):
        return pictures_inside.cleaned(body)
    root = package.tree(body)
    if name == "[Content_Types].xml":
        for row in root.findall("{*}Override"):
            if row.get("PartName", "").lstrip("/") not in kept:
                root.remove(row)
    elif name.endswith(".rels"):
        for row in _lost_relations(root, _owner(name), kept):
            root.remove(row)
        for row in root:
            if row.get("Type", "").endswith(LINKED_BOOK):
                row.set("Target", "book.xlsx")
    else:
        _forget_relations(root, _lost_ids(archive, name, kept))
        _forget_people(root, is_word=name.startswith("word/"))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _owner(name: str) -> str:
    """word/_rels/document.xml.rels belongs to word/document.xml."""
    folder, _, file = name.rpartition("_rels/")
    return folder + file.removesuffix(".rels")


def _lost_relations(root: etree._Element, owner: str, kept: frozenset[str]) -> list[etree._Element]:
    """Those that lead out to a computer or to a part that is left out."""
    folder = posixpath.dirname(owner)

    def is_lost(row: etree._Element) -> bool:
        if row.get("TargetMode") == "External":
            return package.is_local(row) and not row.get("Type", "").endswith(LINKED_BOOK)
        target = row.get("Target", "").partition("#")[0]
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        return posixpath.normpath(path) not in kept

    return [row for row in root if is_lost(row)]


def _lost_ids(archive: zipfile.ZipFile, name: str, kept: frozenset[str]) -> frozenset[str]:
    folder, file = posixpath.split(name)
    relations = posixpath.join(folder, "_rels", file + ".rels")
    if relations not in archive.namelist():
        return frozenset()
    rows = _lost_relations(package.tree(archive.read(relations)), name, kept)
    return frozenset(row.get("Id", "") for row in rows)


def _forget_relations(root: etree._Element, lost: frozenset[str]) -> None:
    """Take out what points to a part that is gone; the words of a link stay."""
    for node in list(root.iter(etree.Element)):
        names = [
            name
            for name, value in node.attrib.items()
            if name.startswith(f"{{{RELATION}}}") and value in lost
        ]
        if names and etree.QName(node).localname == "hyperlink" and len(node):
            for name in names:
                del node.attrib[name]
        elif names and node.getparent() is not None:
            _remove(node)


def _forget_people(root: etree._Element, *, is_word: bool) -> None:
    for node in list(root.iter(etree.Element)):
        word = etree.QName(node).localname
        parent = node.getparent()
        if parent is None:
            pass
        elif is_word and word == "del" and etree.QName(parent).localname == "trPr":
            _remove(parent.getparent())  # the whole row was deleted
        elif is_word and word in UNWRAPPED:
            _unwrap(node)
        elif word in DROPPED and (is_word or word in DROPPED_IN_SHEETS):
            _remove(node)
        for name in list(node.attrib):
            short = etree.QName(name).localname
            if short.startswith("rsid") or (short in PEOPLE and is_word):
                del node.attrib[name]
        if word in ALTERNATIVE:
            for name in {"descr", "title", "name"} & set(node.attrib):
                node.set(name, "")


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _unwrap(node: etree._Element) -> None:
    parent = node.getparent()
    at = parent.index(node)
    for child in reversed(node):
        parent.insert(at + 1, child)
    parent.remove(node)
