"""Pictures inside papers keep what the camera wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, JpegImagePlugin

from intake.adapters.inspection import images
from intake.adapters.inspection.found import Refused, Trace, Type, trace

FORMATS = {"JPEG": Type.JPEG, "MPO": Type.JPEG, "PNG": Type.PNG, "GIF": Type.GIF}
PLAIN_SEGMENTS = (b"JFIF", b"Adobe")
JPEG_END = b"\xff\xd9"


def traces(body: bytes) -> list[Trace]:
    with _opened(body) as image:
        if image is None:
            return []
        found = images.of_exif(image.getexif())
        return found or ([trace("notes")] if _is_telling(image, body) else [])


def cleaned(body: bytes) -> bytes:
    """The same pixels, neither turned nor recoloured: the paper says how they are shown.

    Bytes that are no such picture, or a picture that tells nothing, come back as they are.
    """
    with _opened(body) as image:
        if image is None or not _is_telling(image, body):
            return body
        type = FORMATS[image.format or ""]
        if type is not Type.JPEG:
            return images.cleaned(BytesIO(body), type).getvalue()
        copy = image.copy()
        copy.info = {}
        out = BytesIO()
        copy.save(out, "JPEG", quality=92)
        return out.getvalue()


@contextmanager
def _opened(body: bytes) -> Iterator[Image.Image | None]:
    """The picture, or None where the bytes are not one."""
    try:
        image = Image.open(BytesIO(body), formats=["JPEG", "PNG", "GIF"])
    except images.BOMBS:
        raise Refused("too_many_pixels") from None
    except OSError:
        yield None
        return
    with image:
        if image.width * image.height > images.MOST_PIXELS:
            raise Refused("too_many_pixels")
        yield image


def _is_telling(image: Image.Image, body: bytes) -> bool:
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        image.load()  # words may stand behind the pixels
        return bool(set(image.info) - images.PLAIN)
    plain = all(segment.startswith(PLAIN_SEGMENTS) for _, segment in image.applist)
    return not plain or not body.rstrip(b"\0").endswith(JPEG_END)
