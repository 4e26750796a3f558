"""Office files as Word, Excel and PowerPoint write them, small and full of traces."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument"

CORE = """<cp:coreProperties
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
 <dc:creator>MARKER-author</dc:creator><cp:lastModifiedBy>MARKER-editor</cp:lastModifiedBy>
 <dcterms:created>2026-01-02T03:04:05Z</dcterms:created></cp:coreProperties>"""

APP = """<Properties
 xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">
 <Company>MARKER-company</Company><Manager>MARKER-boss</Manager>
 <Template>MARKER-template.dotm</Template></Properties>"""

DOCUMENT = f"""<w:document {W} {R} {WP}><!-- MARKER-note --><w:body>
<w:p w:rsidR="00AB12CD"><w:pPr><w:rPr><w:ins w:id="9" w:author="MARKER-li" w:date="2026-01-02"/>
</w:rPr></w:pPr><w:r><w:t>锅炉房早就坏了</w:t></w:r>
<w:ins w:id="1" w:author="MARKER-wang" w:date="2026-01-02T00:00:00Z">
<w:r w:rsidR="00AB12CE"><w:t>没有人来修</w:t></w:r></w:ins>
<w:del w:id="2" w:author="MARKER-zhao"><w:r><w:delText>MARKER-deleted</w:delText></w:r></w:del>
<w:commentRangeStart w:id="0"/><w:r><w:t>请查</w:t></w:r><w:commentRangeEnd w:id="0"/>
<w:r><w:commentReference w:id="0"/></w:r>
<w:r><w:drawing><wp:inline><wp:docPr id="1" name="P" descr="C:\\Users\\MARKER-user\\a.jpg"/>
</wp:inline></w:drawing></w:r>
<w:hyperlink r:id="rId9"><w:r><w:t>附件在这里</w:t></w:r></w:hyperlink></w:p>
<w:tbl><w:tr><w:trPr><w:del w:id="5" w:author="MARKER-row"/></w:trPr>
<w:tc><w:p><w:r><w:t>MARKER-row-gone</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>留下的一行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>"""

SETTINGS = f"""<w:settings {W} {R}><w:attachedTemplate r:id="rId1"/>
<w:trackRevisions/><w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids></w:settings>"""

COMMENTS = f"""<w:comments {W}><w:comment w:id="0" w:author="MARKER-commenter" w:initials="MK">
<w:p><w:r><w:t>MARKER-comment</w:t></w:r></w:p></w:comment></w:comments>"""


def relations(*rows: tuple[str, str, str]) -> str:
    """Rows of id, last part of the type, target; a target with a colon is outside the package."""
    lines = "".join(
        f'<Relationship Id="{id}" Type="{RELATION}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if ":" in target else "/>")
        for id, kind, target in rows
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{lines}</Relationships>'


def content_types(main_part: str, main_type: str, *others: tuple[str, str]) -> str:
    rows = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>'
        for part, kind in ((main_part, main_type), *others)
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="jpeg" ContentType="image/jpeg"/>{rows}</Types>'
    )


def package(parts: dict[str, str | bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
        archive.comment = comment
    return out.getvalue()


def common(main: str) -> dict[str, str | bytes]:
    return {
        "_rels/.rels": relations(
            ("rId1", "officeDocument", main),
            ("rId2", "metadata/core-properties", "docProps/core.xml"),
            ("rId3", "extended-properties", "docProps/app.xml"),
            ("rId4", "metadata/thumbnail", "docProps/thumbnail.jpeg"),
        ),
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP,
        "docProps/thumbnail.jpeg": b"MARKER-thumbnail",
    }


def word_parts(photo: bytes) -> dict[str, str | bytes]:
    kind = f"{MAIN}.wordprocessingml"
    return {
        "[Content_Types].xml": content_types(
            "word/document.xml",
            f"{kind}.document.main+xml",
            ("word/comments.xml", f"{kind}.comments+xml"),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ),
        **common("word/document.xml"),
        "word/document.xml": DOCUMENT,
        "word/settings.xml": SETTINGS,
        "word/comments.xml": COMMENTS,
        "word/media/image1.jpeg": photo,
        "word/_rels/document.xml.rels": relations(
            ("rId1", "settings", "settings.xml"),
            ("rId2", "comments", "comments.xml"),
            ("rId3", "image", "media/image1.jpeg"),
            ("rId9", "hyperlink", "file:///C:/Users/MARKER-user/b.docx"),
        ),
        "word/_rels/settings.xml.rels": relations(
            ("rId1", "attachedTemplate", "file:///C:/Users/MARKER-user/Normal.dotm"),
        ),
    }


def word(photo: bytes) -> bytes:
    return package(word_parts(photo))


def excel() -> bytes:
    kind = f"{MAIN}.spreadsheetml"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return package(
        {
            "[Content_Types].xml": content_types("xl/workbook.xml", f"{kind}.sheet.main+xml"),
            **common("xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{main}" {R} xmlns:x15ac="urn:x15ac">'
            '<fileSharing userName="MARKER-sharer"/>'
            '<x15ac:absPath url="C:\\Users\\MARKER-user\\"/>'
            '<sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "person", "persons/p.xml")
            ),
            "xl/persons/p.xml": "<personList><person displayName='MARKER-person'/></personList>",
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}" {R}><sheetData><row r="1">'
            '<c r="A1" t="inlineStr"><is><t>供热费三千元</t></is></c></row></sheetData>'
            '<legacyDrawing r:id="rId2"/></worksheet>',
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("rId1", "comments", "../comments1.xml"),
                ("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
            ),
            "xl/drawings/vmlDrawing1.vml": "<xml>MARKER-vml</xml>",
            "xl/comments1.xml": f'<comments xmlns="{main}"><authors><author>MARKER-a</author>'
            "</authors><commentList/></comments>",
            "xl/printerSettings/printerSettings1.bin": "MARKER-printer".encode("utf-16-le"),
        }
    )


def powerpoint() -> bytes:
    kind = f"{MAIN}.presentationml"
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    return package(
        {
            "[Content_Types].xml": content_types(
                "ppt/presentation.xml", f"{kind}.presentation.main+xml"
            ),
            **common("ppt/presentation.xml"),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{main}" {R}><p:sldIdLst>'
            '<p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(
                ("rId1", "slide", "slides/slide1.xml"),
                ("rId2", "commentAuthors", "commentAuthors.xml"),
            ),
            "ppt/commentAuthors.xml": f'<p:cmAuthorLst xmlns:p="{main}">'
            '<p:cmAuthor name="MARKER-commenter"/></p:cmAuthorLst>',
            "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{main}"><p:txt>会议照片</p:txt></p:sld>',
        }
    )
