"""PDF, read and written anew by qpdf through pikepdf."""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from intake.adapters.inspection import pictures_inside
from intake.adapters.inspection.found import Refused, Trace, trace

MOST_OBJECTS = 200_000
# Against streams that expand without end. qpdf counts for the whole process.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=100_000_000,
    run_length_max_memory=100_000_000,
    png_max_memory=100_000_000,
    tiff_max_memory=100_000_000,
    dct_max_memory=100_000_000,
    doc_max_warnings=100,
)
NAMES = {
    "/Author": "author", "/Company": "company", "/Manager": "manager", "/Title": "title",
    "/Creator": "software", "/Producer": "software", "/CreationDate": "date", "/ModDate": "date",
    "/SourceModified": "date", "/LastSaved": "date",
}  # fmt: skip
PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/JS", "/Thumb")
RUNS = frozenset({
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR",
    "/Rendition", "/RichMediaExecute",
})  # fmt: skip
ANNOTATOR = ("/T", "/M", "/CreationDate", "/NM", "/RC", "/Subj")
LINKED = frozenset({"/Link", "/Widget"})
ATTACHED = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound"})


def opened(stream: BinaryIO) -> Pdf:
    """A paper locked against printing alone opens; one that asks for a password is refused."""
    stream.seek(0)
    try:
        paper = pikepdf.open(stream, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    if len(paper.objects) > MOST_OBJECTS:
        raise Refused("zip_bomb")
    return paper


def traces(stream: BinaryIO) -> list[Trace]:
    found: list[Trace] = []
    with opened(stream) as paper:
        if not len(paper.pages):
            raise Refused("damaged")
        for key, value in paper.docinfo.items():
            found.append(trace(NAMES.get(str(key), "custom_properties"), value))
        if "/Names" in paper.Root and "/EmbeddedFiles" in paper.Root.Names:
            found.append(trace("embedded_files"))
        for item in _dictionaries(paper):
            found += _of_dictionary(item)
    return found


def _of_dictionary(item: Dictionary | Stream) -> Iterator[Trace]:
    if "/Metadata" in item:
        yield trace("xmp")
    if "/PieceInfo" in item:
        yield trace("software")
    if "/Thumb" in item:
        yield trace("thumbnail")
    if _runs(item):
        yield trace("script")
    if item.get("/FT") == Name.Sig and "/V" in item:
        yield trace("signature")
    if _is_annotation(item):
        if str(item.get("/Subtype")) in ATTACHED:
            yield trace("embedded_files")
        elif str(item.get("/Subtype")) not in LINKED and "/T" in item:
            yield trace("comments", item.T)
    if isinstance(item, Stream) and _is_photo(item):
        yield from pictures_inside.traces(item.read_raw_bytes())


def _dictionaries(paper: Pdf) -> Iterator[Dictionary | Stream]:
    """Every dictionary of the file, also those that lie inside another."""
    todo = list(paper.objects)
    while todo:
        item = todo.pop()
        if isinstance(item, Dictionary | Stream):
            yield item
            inner = [item[key] for key in list(item.keys())]
        elif isinstance(item, Array):
            inner = list(item)
        else:
            continue
        todo += [
            each
            for each in inner
            if isinstance(each, Dictionary | Stream | Array) and not each.is_indirect
        ]


def _runs(item: Dictionary | Stream) -> bool:
    return str(item.get("/S")) in RUNS or "/JS" in item


def _is_annotation(item: Dictionary | Stream) -> bool:
    return "/Rect" in item and "/Subtype" in item


def _is_photo(item: Stream) -> bool:
    return item.get("/Subtype") == Name.Image and item.get("/Filter") == Name.DCTDecode


def cleaned(stream: BinaryIO) -> BytesIO:
    """The pages as they look. Scripts, attached files, signatures and who remarked what go."""
    out = BytesIO()
    with opened(stream) as paper:
        for key in ("/Info", "/ID"):
            if key in paper.trailer:
                del paper.trailer[key]
        for key in ("/OpenAction", "/AF", "/Collection", "/Perms", "/DSS"):
            if key in paper.Root:
                del paper.Root[key]
        for key in ("/EmbeddedFiles", "/JavaScript"):
            if "/Names" in paper.Root and key in paper.Root.Names:
                del paper.Root.Names[key]
        if "/AcroForm" in paper.Root and "/XFA" in paper.Root.AcroForm:
            del paper.Root.AcroForm["/XFA"]
        for page in paper.pages:
            _forget_attached(page)
        for item in list(_dictionaries(paper)):
            _forget(item)
        paper.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out


def _forget_attached(page: pikepdf.Page) -> None:
    if "/Annots" in page:
        page.Annots = Array(
            [note for note in page.Annots if str(note.get("/Subtype")) not in ATTACHED]
        )


def _forget(item: Dictionary | Stream) -> None:
    for key in PRIVATE:
        if key in item:
            del item[key]
    if str(item.get("/S")) in RUNS:
        for key in list(item.keys()):
            del item[key]
        return
    if item.get("/FT") == Name.Sig and "/V" in item:
        del item["/V"]
    if _is_annotation(item) and str(item.get("/Subtype")) not in LINKED:
        for key in ANNOTATOR:
            if key in item:
                del item[key]
    if isinstance(item, Stream) and _is_photo(item):
        item.write(pictures_inside.cleaned(item.read_raw_bytes()), filter=Name.DCTDecode)
