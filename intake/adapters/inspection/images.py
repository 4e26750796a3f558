"""Pictures, read and written anew by Pillow. HEIC is read by libheif, through pi-heif."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, BinaryIO

import pi_heif
from PIL import ExifTags, Image, ImageCms, ImageOps, ImageSequence

from intake.adapters.inspection.found import Refused, Trace, Type, trace

pi_heif.register_heif_opener()

# Pixels of all frames together. A phone's photo has 12 to 50 million.
MOST_PIXELS = 80_000_000
# Pillow refuses twice this much, also where a later frame of a GIF makes the picture larger.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
FORMATS = {
    Type.JPEG: "JPEG", Type.PNG: "PNG", Type.GIF: "GIF", Type.WEBP: "WEBP", Type.HEIC: "HEIF",
}  # fmt: skip
NAMES = {
    ExifTags.Base.Make: "device", ExifTags.Base.Model: "device", ExifTags.Base.LensModel: "device",
    ExifTags.Base.UniqueCameraModel: "device", ExifTags.Base.HostComputer: "device",
    ExifTags.Base.BodySerialNumber: "serial", ExifTags.Base.LensSerialNumber: "serial",
    ExifTags.Base.CameraSerialNumber: "serial", ExifTags.Base.ImageUniqueID: "serial",
    ExifTags.Base.MakerNote: "serial",
    ExifTags.Base.DateTime: "date", ExifTags.Base.DateTimeOriginal: "date",
    ExifTags.Base.DateTimeDigitized: "date",
    ExifTags.Base.Artist: "author", ExifTags.Base.Copyright: "author",
    ExifTags.Base.CameraOwnerName: "author", ExifTags.Base.XPAuthor: "author",
    ExifTags.Base.Software: "software", ExifTags.Base.ImageDescription: "notes",
    ExifTags.Base.UserComment: "notes", ExifTags.Base.XPComment: "notes",
}  # fmt: skip
# What Pillow keeps of a file beside the pixels and that is not about how to show them.
SHOWN = frozenset({
    "transparency", "background", "duration", "loop", "disposal", "blend", "bbox",
    "timestamp", "version", "extension", "gamma", "srgb", "chromaticity", "interlace",
    "dpi", "aspect", "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
    "progression", "adobe", "adobe_transform", "icc_profile", "exif", "xmp", "comment",
    "photoshop", "mp", "mpoffset", "default_image", "bit_depth", "primary", "metadata",
    "thumbnails", "depth_images", "aux",
})  # fmt: skip

KEPT = frozenset({"transparency", "duration"})
PLAIN = SHOWN - {"exif", "xmp", "comment", "photoshop", "mp", "mpoffset", "icc_profile"}


@contextmanager
def opened(stream: BinaryIO, type: Type) -> Iterator[Image.Image]:
    """Raise Refused before any pixel is expanded that would not fit."""
    try:
        with Image.open(stream, formats=[FORMATS[type]]) as image:
            if image.width * image.height * getattr(image, "n_frames", 1) > MOST_PIXELS:
                raise Refused("too_many_pixels")
            yield image
    except BOMBS:
        raise Refused("too_many_pixels") from None


def traces(stream: BinaryIO, type: Type) -> list[Trace]:
    with opened(stream, type) as image:
        image.load()  # damaged pixels are found now, not when somebody needs them
        found = of_exif(image.getexif())
        info = image.info
        if info.get("xmp") or info.get("XML:com.adobe.xmp"):
            found.append(trace("xmp"))
        if info.get("comment"):
            found.append(trace("notes", info["comment"]))
        if info.get("photoshop"):
            found.append(trace("software", "Photoshop"))
        if image.format == "MPO" or info.get("thumbnails"):
            found.append(trace("more_pictures"))
        for name in set(info) - SHOWN:
            if isinstance(name, str) and isinstance(info[name], str):
                named = {"author": "author", "software": "software", "creation time": "date"}
                found.append(trace(named.get(name.lower(), "notes"), info[name]))
        return found


def of_exif(exif: Image.Exif) -> list[Trace]:
    inner: dict[int, Any] = dict(exif) | exif.get_ifd(ExifTags.IFD.Exif)
    found = [trace(name, _words(tag, inner[tag])) for tag, name in NAMES.items() if inner.get(tag)]
    if place := exif.get_ifd(ExifTags.IFD.GPSInfo):
        found.append(trace("place", _degrees(place)))
    if exif.get_ifd(ExifTags.IFD.IFD1):
        found.append(trace("thumbnail"))
    return found


def _words(tag: int, value: Any) -> Any:
    if tag == ExifTags.Base.MakerNote:
        return ""  # binary, and holds nearly always the serial number
    if tag in {ExifTags.Base.XPAuthor, ExifTags.Base.XPComment} and isinstance(value, bytes):
        return value.decode("utf-16-le", "replace")
    return value


def _degrees(place: dict[int, Any]) -> str:
    """37.8699 N 112.5359 E; empty where it is not a position."""
    try:
        return " ".join(
            f"{sum(float(part) / 60**n for n, part in enumerate(place[tag])):.4f} {place[tag - 1]}"
            for tag in (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLongitude)
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""


def cleaned(stream: BinaryIO, type: Type) -> BytesIO:
    """All frames, upright, in sRGB, written as `type` from the pixels alone."""
    source = Type.HEIC if _is_heic(stream) else type
    out = BytesIO()
    with opened(stream, source) as image:
        # A second picture in a JPEG or HEIC is another view of the same; it goes.
        frames = [_frame(image, type)] if type is Type.JPEG else _frames(image, type)
        times = [frame.info.get("duration", 0) for frame in frames]
        loop = image.info.get("loop")
    options: dict[str, Any] = {"quality": 92} if type in {Type.JPEG, Type.WEBP} else {}
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:], "duration": times}
        options |= {} if loop is None else {"loop": loop}
    frames[0].save(out, FORMATS[type], **options)
    return out


def _frames(image: Image.Image, type: Type) -> list[Image.Image]:
    frames, left = [], MOST_PIXELS
    for frame in ImageSequence.Iterator(image):
        left -= frame.width * frame.height
        if left < 0:
            raise Refused("too_many_pixels")
        frames.append(_frame(frame, type))
    return frames


def _is_heic(stream: BinaryIO) -> bool:
    head = stream.read(8)
    stream.seek(0)
    return head[4:8] == b"ftyp"


def _frame(image: Image.Image, type: Type) -> Image.Image:
    """A copy that knows nothing but its pixels and how long it is shown."""
    upright = _in_srgb(ImageOps.exif_transpose(image))
    if type is Type.JPEG and upright.mode not in {"L", "RGB"}:
        upright = upright.convert("RGB")
    if type is Type.GIF and upright.mode not in {"L", "P", "RGB", "RGBA"}:
        upright = upright.convert("RGBA")
    copy = upright.copy()
    copy.info = {name: value for name, value in copy.info.items() if name in KEPT}
    return copy


def _in_srgb(image: Image.Image) -> Image.Image:
    """A colour profile can name the screen and its owner; its effect stays, it goes."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK", "RGBA"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGB" if image.mode == "CMYK" else image.mode
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
