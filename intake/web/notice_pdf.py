"""A notice as PDF. What draws it is loaded when the first one is asked for: ReportLab brings Pillow
along, a reader of pictures that a web process has no other use for."""

from fastapi import Response

from intake.domain.notices import Notice
from intake.web.pages import NO_STORE


def as_pdf(notice: Notice) -> Response:
    from intake.web.notice_drawing import draw  # noqa: PLC0415

    name = f"{notice.number}-{notice.id}.pdf"
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(draw(notice), media_type="application/pdf", headers=headers)
