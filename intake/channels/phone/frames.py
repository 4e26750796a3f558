"""AudioSocket, Asterisk's way to hand over a call's sound: kind (1 byte), length (2), body.

Asterisk's documentation, "AudioSocket"; DTMF frames since 20.13 / 21.8 / 22.3.
"""

import asyncio
import struct
from dataclasses import dataclass, field
from enum import IntEnum

RATE = 8000  # samples a second, 16 bits, little endian, one channel
FRAME_SECONDS = 0.02
FRAME_BYTES = int(RATE * FRAME_SECONDS) * 2
SILENCE = bytes(FRAME_BYTES)
HEAD = struct.Struct(">BH")


class Kind(IntEnum):
    HANGUP = 0x00
    ID = 0x01  # 16 bytes: the call's UUID, first of all
    DIGIT = 0x03
    AUDIO = 0x10
    ERROR = 0xFF


@dataclass(frozen=True)
class Frame:
    kind: int
    body: bytes = field(default=b"", repr=False)

    def encode(self) -> bytes:
        return HEAD.pack(self.kind, len(self.body)) + self.body


async def read(stream: asyncio.StreamReader) -> Frame | None:
    """The next frame, of any kind; None once the other side is gone, in mid-frame too."""
    try:
        kind, length = HEAD.unpack(await stream.readexactly(HEAD.size))
        return Frame(kind, await stream.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
