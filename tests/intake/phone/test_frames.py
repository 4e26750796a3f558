"""Frames of any kind and length come through; whatever else comes ends the call and no more."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from intake.channels.phone import frames
from intake.channels.phone.frames import Frame, Kind

FRAMES = st.lists(st.builds(Frame, st.integers(0, 255), st.binary(max_size=700)), max_size=8)


def read_all(sent):
    async def go():
        stream = asyncio.StreamReader()
        stream.feed_data(sent)
        stream.feed_eof()
        got = []
        while frame := await frames.read(stream):
            got.append(frame)
        return got

    return asyncio.run(go())


@given(FRAMES)
def test_what_was_sent_is_read(sent):
    assert read_all(b"".join(one.encode() for one in sent)) == sent


@given(FRAMES, st.binary(min_size=1, max_size=2))
def test_a_frame_cut_off_is_none(sent, rest):
    assert read_all(b"".join(one.encode() for one in sent) + rest) == sent


@given(st.binary(max_size=2000))
def test_noise_never_fails(noise):
    read_all(noise)


def test_a_frame_is_written_as_asterisk_reads_it():
    assert Frame(Kind.AUDIO, b"\1\2").encode() == b"\x10\x00\x02\x01\x02"
    assert Frame(Kind.HANGUP).encode() == b"\x00\x00\x00"
