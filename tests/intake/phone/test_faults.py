"""Things break while somebody talks to us: what was said is filed, and nobody waits in silence."""

import time
from contextlib import contextmanager

import pytest

from intake import texts
from intake.service.handover import queue
from tests.intake.phone.callers import Stream, Telephone, likeness, longest_silence
from tests.intake.phone.callers import found as found_in
from tests.intake.phone.things import SENTENCE, a_law, said, seconds, speech, spoken_file
from tests.support.city import wait_for

pytestmark = pytest.mark.slow
WORDS = texts.spoken()
MOST_SILENCE = 3.0  # seconds
SPOKEN = 2.0  # when the caller begins
KEPT = SENTENCE[2:]  # the small model may miss how a sentence begins


def pause(length):
    return bytes(320) * int(length * 50)


@contextmanager
def calling(exchange, folder, *sounds):
    """A telephone that says these; what it heard is there once it has hung up."""
    path = spoken_file(folder / "says.wav", b"".join(sounds))
    with Telephone(folder / "phone", path) as phone:
        phone.dial(exchange.address())
        yield phone
        phone.hang_up()
        time.sleep(1)


@contextmanager
def filed(exchange):
    """One more than before; it is the last of the list that is given."""
    before, found = len(exchange.texts()), []
    yield found
    wait_for(lambda: len(exchange.texts()) > before, 100)
    found.append(exchange.texts()[0])


def understands(exchange, act=lambda: None):
    """Waits until one more sentence was."""
    before = exchange.sentences()
    act()
    wait_for(lambda: exchange.sentences() > before, 40)


def silence_until(heard, prompt, begins):
    """The longest, from this second until the end of the prompt, which must be there."""
    like, ends = found_in(heard, said(WORDS.say(prompt).text))
    assert like > 0.9
    return longest_silence(heard, begins, ends)


def said_by(sounds):
    return sum(map(seconds, sounds))


def test_who_is_cut_off_in_the_middle_of_a_word_has_filed_what_was_heard(exchange):
    with filed(exchange) as found:
        exchange.call("cut", "12345", Stream().quiet(2).speak(a_law()[: len(a_law()) // 2]))
    assert found[0][:5] == SENTENCE[:5]


def test_a_recogniser_that_is_killed_is_started_anew_and_no_sentence_is_lost(exchange, tmp_path):
    sounds = pause(SPOKEN), speech(), pause(4), speech(), pause(60)
    with filed(exchange) as found, calling(exchange, tmp_path, *sounds) as phone:
        understands(exchange)
        understands(exchange, lambda: [one.kill() for one in exchange.recognisers()])
        time.sleep(3)
    assert found[0].count(KEPT) == 2
    heard = phone.heard()
    assert longest_silence(heard, said_by(sounds[:2]), said_by(sounds[:3])) < MOST_SILENCE
    assert longest_silence(heard, said_by(sounds[:4]), len(heard) / 8000) < MOST_SILENCE


def test_a_recogniser_that_does_not_come_back_hands_the_caller_on(exchange, tmp_path):
    """Nobody is at the telephones: what was said before goes with the message that is asked for."""
    folder, away = exchange.folder / "phone" / "model", exchange.folder / "phone" / "away"
    sounds = pause(SPOKEN), speech(), pause(4), speech(), pause(120)
    waiting = len(queue(ports=exchange.ports))
    try:
        with calling(exchange, tmp_path, *sounds) as phone, filed(exchange) as found:
            understands(exchange)
            folder.rename(away)
            for one in exchange.recognisers():
                one.kill()
    finally:
        away.rename(folder)
    assert found[0].count(KEPT) == 1
    assert len(queue(ports=exchange.ports)) == waiting
    heard = phone.heard()
    assert likeness(heard, said(WORDS.say("phone_cannot_hear").text)) > 0.9
    assert silence_until(heard, "phone_no_person", said_by(sounds[:4])) < MOST_SILENCE


def test_a_gateway_killed_in_mid_call_hands_the_caller_on(exchange, tmp_path):
    """What was said until then is filed by the next gateway, what is said now by the recorder."""
    sounds = pause(SPOKEN), speech(), pause(90)
    try:
        with calling(exchange, tmp_path, *sounds) as phone:
            understands(exchange)
            exchange.kill_gateway()
            wait_for(lambda: [*exchange.board.spool.glob("*.wav")], 40)
            time.sleep(1)
        with filed(exchange) as found:
            exchange.leave_open()
    finally:
        exchange.start_gateway()
    assert found[0].count(KEPT) == 1
    assert silence_until(phone.heard(), "phone_no_person", said_by(sounds[:2])) < MOST_SILENCE


def test_a_switchboard_that_died_ends_calls_and_no_more_than_that(exchange, tmp_path):
    """The gateway files what was told and takes the next call of the switchboard started anew."""
    sounds = pause(SPOKEN), speech(), pause(60)
    with filed(exchange) as found, calling(exchange, tmp_path, *sounds):
        understands(exchange)
        exchange.break_switchboard()
    exchange.start_switchboard()
    assert KEPT in found[0]
    with filed(exchange) as found:
        exchange.call("next", "12345", Stream().quiet(2).speak(a_law()).quiet(3))
    assert KEPT in found[0]
