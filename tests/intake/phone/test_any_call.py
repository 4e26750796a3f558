"""Whatever is heard, keyed in and missed, in whatever order: a call ends, the first thing that was
told is not lost, and the switchboard is answered with a word it knows."""

import asyncio

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from intake.channels.phone.gateway import Gateway, LineKind, switchboard
from intake.channels.phone.line import Event, Heard
from intake.channels.phone.message import Message
from intake.channels.phone.secret import SecretTalk
from intake.channels.phone.talk import Caller, Next, Talk
from intake.domain.conversation import Owner
from intake.service import handover, protected
from tests.intake.phone.scripted import WORDS, Readable, ScriptedLine, by_phone
from tests.support.builders import CUSTODIAN

MATTER = "楼下饭店油烟直排"
WORDS_HEARD = ("小店区平阳路", "上个月开始", "", "转人工", "x" * 3000, "对", "\0", "13800138000")
# Without 3, which begins anew when it is asked for.
KEYS = st.sampled_from("01245678*#9")
HEARD = st.one_of(
    KEYS,
    st.sampled_from(WORDS_HEARD).map(lambda words: Event(Heard.SPEECH, words)),
    st.sampled_from((Event(Heard.SILENCE), Event(Heard.DEAF))),
)
SCRIPTS = st.lists(HEARD, max_size=12)
ANY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def run(script, kind, ports, *more):
    line = ScriptedLine(*script)
    return asyncio.run(kind(line, Readable(), WORDS, by_phone(ports), *more).run())


def kept(ports):
    with ports.view() as uow:
        filed = [one.text for one in uow.search.after("", 1000)]
    return filed + [conv.draft.get("what", "") for conv in handover.queue(ports=ports)]


@ANY
@given(SCRIPTS)
@example(["*", "1", "1", "1", "#", "2"])
def test_the_ordinary_line(ports, script):
    before = sum(MATTER in text for text in kept(ports))
    caller = Caller("call", "13800138000")
    after = run([Event(Heard.SPEECH, MATTER), *script], Talk, ports, caller)
    assert after in (Next.HANG_UP, Next.PERSON)
    assert sum(MATTER in text for text in kept(ports)) > before
    if after is Next.PERSON:  # and nobody comes
        assert run(script, Message, ports, caller) in set(Next)
        waiting = [conv for conv in handover.queue(ports=ports) if conv.owner is Owner.WAITING]
        assert not any(MATTER in conv.draft.get("what", "") for conv in waiting)
        assert sum(MATTER in text for text in kept(ports)) > before


@ANY
@given(SCRIPTS)
def test_the_protected_line(ports, script):
    """Nothing but sealed reports, whatever comes."""
    before, sealed = kept(ports), len(protected.sealed_reports(CUSTODIAN, ports=ports))
    script = [Event(Heard.SPEECH, MATTER), *script]
    assert run(script, SecretTalk, ports) is Next.HANG_UP
    assert kept(ports) == before
    assert len(protected.sealed_reports(CUSTODIAN, ports=ports)) <= sealed + 1


VALUES = st.one_of(st.sampled_from([*LineKind, "", "a-call"]), st.text(max_size=60))


@ANY
@given(st.lists(st.fixed_dictionaries({"call": VALUES, "line": VALUES, "number": VALUES,
                                       "of": VALUES}), max_size=5))  # fmt: skip
def test_what_the_switchboard_asks(ports, asked):
    gateway = Gateway(None, None, Readable(), WORDS, ports)
    with TestClient(switchboard(gateway)) as client:
        for form in asked:
            assert client.post("/voice/start", data=form).status_code in (200, 422)
            answer = client.post("/voice/next", data={"call": form["call"]})
            assert answer.status_code == 422 or answer.text in set(Next)
        assert client.post("/voice/start", content=b"\xff\x00=%").status_code in (200, 422)
    for known in gateway.calls.values():
        assert known.kind is not LineKind.PROTECTED or known.caller.number == ""
