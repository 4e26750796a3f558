"""A notice as PDF, on A4.

The font is named and not brought along (docs/decisions/0023): whatever shows the file has a Chinese
one. The same notice gives the same bytes.
"""

from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import textsplit
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import HRFlowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus.flowables import Flowable

from intake.domain.notices import Notice

FONT = "STSong-Light"
RED = HexColor("#a5301d")
SIZE, LEADING = 16, 29  # 三号, 29 points from line to line, as official papers have it

# What no line begins with: ReportLab knows the Japanese ones and none of these.
textsplit.ALL_CANNOT_START += "，；：！？”’》〉…"

registerFont(UnicodeCIDFont(FONT))
TEXT = ParagraphStyle(
    "text", fontName=FONT, fontSize=SIZE, leading=LEADING, wordWrap="CJK", firstLineIndent=2 * SIZE
)
PLAIN = ParagraphStyle("plain", TEXT, firstLineIndent=0)
RIGHT = ParagraphStyle("right", PLAIN, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", PLAIN, fontSize=24, leading=36, alignment=TA_CENTER, textColor=RED)
TITLE = ParagraphStyle("title", PLAIN, fontSize=22, leading=34, alignment=TA_CENTER)
MARK = ParagraphStyle("mark", PLAIN, fontSize=14, leading=24, alignment=TA_CENTER)
FOOT = ParagraphStyle("foot", PLAIN, fontSize=10, leading=15)


def draw(notice: Notice) -> bytes:
    out = BytesIO()
    paper = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=28 * mm,
        rightMargin=26 * mm,
        topMargin=32 * mm,
        bottomMargin=32 * mm,
        title=f"{notice.title} {notice.mark}",
        author=notice.office_name,
        invariant=1,
    )

    def foot(canvas: Canvas, _: object) -> None:
        line = Paragraph(escape(notice.foot), FOOT)
        line.wrap(A4[0] - 54 * mm, 20 * mm)
        line.drawOn(canvas, 28 * mm, 14 * mm)

    paper.build(_flow(notice), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _flow(notice: Notice) -> list[Flowable]:
    signed = [
        Spacer(1, 14 * mm),
        Paragraph(escape(notice.office_name), RIGHT),
        Paragraph(escape(notice.date), RIGHT),
    ]
    *most, last = (Paragraph(escape(line), TEXT) for line in notice.paragraphs)
    return [
        Paragraph(escape(notice.office_name), HEAD),
        HRFlowable(width="100%", thickness=1.6, color=RED, spaceBefore=4, spaceAfter=18),
        Paragraph(escape(notice.title), TITLE),
        Paragraph(escape(notice.mark), MARK),
        Spacer(1, 8 * mm),
        Paragraph(escape(f"{notice.addressee}："), PLAIN),
        *most,
        # A signature never stands alone on a page.
        KeepTogether([last, *signed]),
    ]
