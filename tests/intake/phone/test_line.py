"""The sound of one call: paced, interrupted, cut into what was said."""

import asyncio
import uuid
from contextlib import asynccontextmanager, suppress

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.channels.phone import frames
from intake.channels.phone.frames import FRAME_BYTES, Frame, Kind
from intake.channels.phone.line import Deaf, Heard, Line

CALL = uuid.UUID("00112233-4455-6677-8899-aabbccddeeff")
LOUD = b"\x00\x40" * (FRAME_BYTES // 2)
QUIET = bytes(FRAME_BYTES)


class LoudIsSpeech:
    """An ear that takes anything loud for speech, and the first quiet frame for its end."""

    def __init__(self):
        self._now, self._whole = 0, []
        self.is_spoken_to = False

    def hear(self, audio):
        if any(audio):
            self._now, self.is_spoken_to = self._now + 1, True
        elif self.is_spoken_to:
            self._whole.append(np.ones(self._now, np.float32))
            self._now, self.is_spoken_to = 0, False

    def said(self):
        return self._whole.pop(0) if self._whole else None


class Counting:
    async def words(self, said):
        return f"{len(said)} frames"


class NobodyThere:
    async def words(self, said):
        raise Deaf


@asynccontextmanager
async def connected(recogniser=None):
    """A line that carries, and the switchboard's end of its socket."""
    made = asyncio.Queue()

    async def take(reader, writer):
        made.put_nowait((Line(reader, writer, LoudIsSpeech(), recogniser or Counting()), writer))

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    line, ours = await made.get()
    async with server:
        try:
            yield line, reader, writer
        finally:
            for end in (writer, ours):
                end.close()
                with suppress(ConnectionError):
                    await end.wait_closed()


def story(of, recogniser=None):
    async def go():
        async with asyncio.timeout(20), connected(recogniser) as (line, reader, writer):
            carry = asyncio.create_task(line.carry())
            try:
                return await of(line, reader, writer)
            finally:
                carry.cancel()
                with suppress(asyncio.CancelledError):
                    await carry

    return asyncio.run(go())


async def sounds(reader, count):
    return [(await frames.read(reader)).body for _ in range(count)]


def test_a_frame_goes_out_every_20_ms_also_when_nothing_is_said():
    async def of(line, reader, _writer):
        begun = asyncio.get_running_loop().time()
        got = await sounds(reader, 25)
        return got, asyncio.get_running_loop().time() - begun

    got, took = story(of)
    assert {*got} == {QUIET}
    assert 0.4 < took < 2.0  # not faster: a switchboard plays what comes when it comes


def test_what_is_said_comes_whole_and_then_silence():
    async def of(line, reader, _writer):
        line.say(LOUD * 3 + LOUD[:100])
        return b"".join(await sounds(reader, 8))

    heard = story(of)
    begins = heard.index(b"\x00\x40")
    assert heard[begins:].rstrip(b"\0") == (LOUD * 3 + LOUD[:100]).rstrip(b"\0")


def test_speech_stops_what_is_being_said_and_is_an_event_with_its_words():
    async def of(line, reader, writer):
        line.say(LOUD * 500)
        listening = asyncio.create_task(line.listen(5))
        await sounds(reader, 5)
        writer.write(Frame(Kind.AUDIO, LOUD).encode() * 4 + Frame(Kind.AUDIO, QUIET).encode())
        event = await listening
        after = await sounds(reader, 12)
        return event, after[-1]

    event, last = story(of)
    assert (event.what, event.words, last) == (Heard.SPEECH, "4 frames", QUIET)


def test_a_key_stops_it_too_and_only_what_is_on_a_phone_is_a_key():
    async def of(line, _reader, writer):
        line.say(LOUD * 500)
        for key in (b"x", b"\xff", b"", b"7"):
            writer.write(Frame(Kind.DIGIT, key).encode())
        return await line.listen(5)

    assert story(of).words == "7"


def test_silence_is_counted_from_the_end_of_what_is_said():
    async def of(line, _reader, _writer):
        line.say(LOUD * 20)  # 0.4 s
        begun = asyncio.get_running_loop().time()
        event = await line.listen(0.2)
        return event.what, asyncio.get_running_loop().time() - begun

    what, took = story(of)
    assert what is Heard.SILENCE
    assert took > 0.55


def test_what_is_said_while_we_think_is_not_lost():
    async def of(line, reader, writer):
        writer.write(Frame(Kind.AUDIO, LOUD).encode() * 4 + Frame(Kind.AUDIO, QUIET).encode())
        await sounds(reader, 5)
        return await line.listen(0.1)

    assert story(of).words == "4 frames"


def test_the_last_half_sentence_of_whoever_hangs_up_is_heard():
    async def of(line, reader, writer):
        writer.write(Frame(Kind.AUDIO, LOUD).encode() * 4 + Frame(Kind.HANGUP).encode())
        return [await line.listen(5) for _ in range(3)]

    said, *gone = story(of)
    assert said.words == "4 frames"
    assert [event.what for event in gone] == [Heard.GONE, Heard.GONE]


class Slow:
    async def words(self, said):
        await asyncio.sleep(0.3)
        return "slowly"


def test_a_key_stays_behind_what_was_said_before_it():
    async def of(line, _reader, writer):
        writer.write(Frame(Kind.AUDIO, LOUD).encode() * 4 + Frame(Kind.AUDIO, QUIET).encode())
        writer.write(Frame(Kind.DIGIT, b"1").encode())
        return [(await line.listen(5)).words for _ in range(2)]

    assert story(of, Slow()) == ["slowly", "1"]


def test_who_waits_for_us_is_told_to_wait_and_who_is_asked_is_not(monkeypatch):
    monkeypatch.setattr("intake.channels.phone.line.MOMENT", 0.1)

    async def of(line, reader, _writer):
        line._please_wait = LOUD * 2
        waits = await sounds(reader, 10)
        listening = asyncio.create_task(line.listen(0.5))
        await sounds(reader, 4)
        asked = await sounds(reader, 10)
        await listening
        return waits, asked

    waits, asked = story(of)
    assert LOUD in waits
    assert LOUD not in asked


def test_a_recogniser_that_died_is_told_apart_from_silence():
    async def of(line, _reader, writer):
        listening = asyncio.create_task(line.listen(5))
        await asyncio.sleep(0.05)
        writer.write(Frame(Kind.AUDIO, LOUD).encode() * 4 + Frame(Kind.AUDIO, QUIET).encode())
        return (await listening).what

    assert story(of, NobodyThere()) is Heard.DEAF


def test_hanging_up_says_the_rest_first():
    async def of(line, reader, _writer):
        line.say(LOUD * 10)
        await line.hang_up()
        got = []
        while (frame := await frames.read(reader)) and frame.kind != Kind.HANGUP:
            got.append(frame.body)
        return got

    assert story(of).count(LOUD) >= 9


def test_a_caller_who_is_gone_is_told_to_whoever_listens():
    async def of(line, _reader, writer):
        listening = asyncio.create_task(line.listen(10))
        await asyncio.sleep(0.05)
        writer.write(Frame(Kind.HANGUP).encode())
        return (await listening).what

    assert story(of) is Heard.GONE


def test_the_first_frame_says_which_call_it_is():
    async def of(first):
        async with connected() as (line, _, writer):
            writer.write(first)
            writer.write_eof()
            return await line.announced(2)

    assert asyncio.run(of(Frame(Kind.ID, CALL.bytes).encode())) == str(CALL)
    for wrong in (Frame(Kind.AUDIO, LOUD), Frame(Kind.ID, b"short")):
        assert asyncio.run(of(wrong.encode())) is None
    assert asyncio.run(of(b"GET / HTTP/1.1\r\n\r\n")) is None


@settings(max_examples=30)
@given(st.lists(st.binary(max_size=400), max_size=10))
def test_no_frame_whatever_it_holds_ends_more_than_its_call(bodies):
    async def of(line, _reader, writer):
        listening = asyncio.create_task(line.listen(0.05))
        for kind, body in enumerate(bodies):
            writer.write(Frame((0x03, 0x10, 0x11, 0x42)[kind % 4], body).encode())
        writer.write_eof()
        await listening

    story(of)
