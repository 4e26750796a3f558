"""Photos, recordings and papers as phones and computers write them, full of traces."""

import io
import struct
import wave
from pathlib import Path

import mutagen.apev2
import mutagen.id3
import mutagen.mp4
import mutagen.wave
import pikepdf
from PIL import Image, PngImagePlugin

HERE = Path(__file__).parent
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>MARKER-xmp</a></x:xmpmeta>'
RED, BLUE = (200, 30, 20), (20, 30, 200)


def exif(orientation: int = 6) -> Image.Exif:
    data = Image.Exif()
    data[0x010F], data[0x0110] = "MARKER-make", "MARKER-model"
    data[0x0112] = orientation
    data[0x0132] = "2026:01:02 03:04:05"
    data[0x013B] = "MARKER-artist"
    inner = data.get_ifd(0x8769)
    inner[0x9003] = "2026:01:02 03:04:05"
    inner[0xA431] = "MARKER-serial"
    data.get_ifd(0x8825).update({1: "N", 2: (37.0, 52.0, 11.5), 3: "E", 4: (112.0, 32.0, 9.1)})
    return data


def picture() -> Image.Image:
    """Left half red, right half blue, wider than high: turning it shows."""
    image = Image.new("RGB", (64, 32), RED)
    image.paste(BLUE, (32, 0, 64, 32))
    return image


def jpeg(orientation: int = 6) -> bytes:
    out = io.BytesIO()
    picture().save(
        out, "JPEG", exif=exif(orientation).tobytes(), comment="MARKER-comment", xmp=XMP, quality=95
    )
    return out.getvalue()


def png() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "MARKER-author")
    text.add_text("Note", "MARKER-zipped", zip=True)
    out = io.BytesIO()
    picture().save(out, "PNG", exif=exif().tobytes(), pnginfo=text)
    return out.getvalue()


def gif() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("P", (16, 16), n) for n in (1, 2, 3)]
    for frame in frames:
        frame.putpalette([*range(256)] * 3)
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=100, comment=b"MARKER-gif"
    )
    return out.getvalue()


def webp() -> bytes:
    out = io.BytesIO()
    picture().save(out, "WEBP", exif=exif().tobytes(), xmp=XMP)
    return out.getvalue()


def heic() -> bytes:
    """Made once with pillow-heif, which can write such files; what we install can only read."""
    return (HERE / "photo.heic").read_bytes()


def pdf(photo: bytes | None = None, password: str = "") -> bytes:
    paper = pikepdf.new()
    page = paper.add_blank_page(page_size=(200, 100))
    page.Contents = paper.make_stream(b"BT /F1 12 Tf (boiler) Tj ET")
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9],
        T="MARKER-annotator", Contents="please look", M="D:20260102030405",
    )  # fmt: skip
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('MARKER-js')")
    page.Annots = pikepdf.Array([paper.make_indirect(note)])
    page.PieceInfo = pikepdf.Dictionary(Word=pikepdf.Dictionary(Private="MARKER-piece"))
    if photo:
        picture = paper.make_stream(
            photo, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=64, Height=32,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    paper.Root.OpenAction = script
    paper.attachments["MARKER-name.txt"] = b"MARKER-attached"
    paper.docinfo["/Author"], paper.docinfo["/Producer"] = "MARKER-author", "MARKER-producer"
    paper.docinfo["/Company"] = "MARKER-company"
    with paper.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["dc:creator"] = ["MARKER-xmp"]
    out = io.BytesIO()
    lock = pikepdf.Encryption(user=password, owner=password) if password else False
    paper.save(out, encryption=lock)
    return out.getvalue()


def wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(range(200)) * 8)
    extra = b"".join(
        struct.pack("<4sI", name, len(body)) + body
        for name, body in ((b"LIST", b"INFOIARTMARKER-a"), (b"bext", b"MARKER-recorder-serial"))
    )
    plain = out.getvalue() + extra
    out = io.BytesIO(plain[:4] + struct.pack("<I", len(plain) - 8) + plain[8:])
    tags = mutagen.wave.WAVE(out)
    tags.add_tags()
    tags.tags.add(mutagen.id3.TPE1(encoding=3, text="MARKER-id3"))
    out.seek(0)
    tags.save(out)
    return out.getvalue()


def mp3() -> bytes:
    out = io.BytesIO((b"\xff\xfb\x90\x00" + bytes(413)) * 40)
    tags = mutagen.id3.ID3()
    tags.add(mutagen.id3.TPE1(encoding=3, text="MARKER-artist"))
    tags.add(mutagen.id3.APIC(encoding=3, mime="image/jpeg", type=3, data=b"MARKER-cover"))
    tags.save(out, v1=2)
    more = mutagen.apev2.APEv2()
    more["Artist"] = "MARKER-ape"
    out.seek(0)
    more.save(out)
    return out.getvalue()


def aac() -> bytes:
    """ADTS frames of 8 kHz mono, 64 bytes each, behind an ID3 tag."""
    size = 64
    head = bytes([0xFF, 0xF1, 0x6C, 0x40, size >> 3, (size & 7) << 5 | 0x1F, 0xFC])
    out = io.BytesIO((head + bytes(size - 7)) * 40)
    tags = mutagen.id3.ID3()
    tags.add(mutagen.id3.TPE1(encoding=3, text="MARKER-artist"))
    tags.save(out)
    return out.getvalue()


def atom(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", len(body) + 8, name) + body


def mp4(brand: bytes = b"M4A ", handler: bytes = b"soun") -> bytes:
    """An iPhone's voice memo: dates in three headers, a place, a recorder's name."""
    born = struct.pack(">II", 0xE1000001, 0xE1000002)
    config = b"\x04\x11\x40\x15" + bytes(11) + b"\x05\x02\x15\x88"  # AAC LC, 8 kHz, mono
    codec = atom(b"esds", bytes(4), b"\x03\x19" + bytes(3) + config + b"\x06\x01\x02")
    sound_format = struct.pack(">HHIHH", 1, 16, 0, 8000, 0)
    entry = atom(b"mp4a", bytes(6) + b"\0\1" + bytes(8), sound_format, codec)
    table = atom(b"stbl", atom(b"stsd", bytes(4), struct.pack(">I", 1), entry))
    sound = atom(
        b"mdia",
        atom(b"mdhd", bytes(4), born, struct.pack(">II", 8000, 16000), bytes(4)),
        atom(b"hdlr", bytes(8), handler, bytes(12), b"MARKER-handler\0"),
        atom(b"minf", table),
    )
    track = atom(b"trak", atom(b"tkhd", bytes(4), born, bytes(76)), sound)
    head = atom(b"mvhd", bytes(4), born, struct.pack(">II", 1000, 2000), bytes(80))
    place = atom(b"udta", atom(b"\xa9xyz", b"\0\x12\x15\xc7MARKER+37.8"))
    film = atom(b"moov", head, track, place)
    own = atom(b"uuid", bytes(16), b"MARKER-uuid")
    out = io.BytesIO(
        atom(b"ftyp", brand, bytes(4), brand) + film + own + atom(b"mdat", b"sound" * 99)
    )
    tags = mutagen.mp4.MP4(out)
    tags["\xa9ART"] = "MARKER-artist"
    out.seek(0)
    tags.save(out)
    return out.getvalue()


def amr() -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * 50


def text() -> bytes:
    return "供热站的账目\u200b有两本。\r\n".encode("gb18030")
