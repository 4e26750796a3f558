"""The witness file: forged, disordered, cut, half written, written by two, on a full disk."""

import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from intake.adapters.audit.heads import Head, Tip
from intake.adapters.audit.signing import ClockBehind, Refused
from intake.adapters.audit.witness import NotWritten, read_heads
from tests.intake.audit.conftest import happen

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def kind():
    return "sqlite"  # the file is the same beside any database


def test_a_line_tells_the_day_and_figures_and_nothing_else(office):
    office.days_pass(1)
    [line] = office.lines()
    assert set(line) == {
        "day", "count", "last_id", "hash", "ids",
        "previous_head_hash", "key_fingerprint", "signature",
    }  # fmt: skip
    assert line["day"] == "2026-11-23"
    assert (line["count"], line["last_id"]) == (4, 4)
    assert b"20261123-" not in office.path.read_bytes()
    assert b":00" not in office.path.read_bytes()


def test_a_signature_made_by_hand_from_the_documented_bytes_is_the_same():
    """RFC 8032, test 1: the key; Ed25519 has one signature for one message."""
    secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    key = SigningKey(bytes.fromhex(secret))
    assert bytes(key.verify_key).hex() == public
    zeros = "0" * 64
    head = Head.sign(Tip(), day_of("2026-11-23"), None, key)
    statement = (
        b'yihao audit head 1\n{"count":0,"day":"2026-11-23","hash":"%b","ids":"%b",'
        b'"key_fingerprint":"21fe31dfa154a261","last_id":0,"previous_head_hash":"%b"}'
    ) % (zeros.encode(), Tip().ids.encode(), zeros.encode())
    assert key.sign(statement).signature.hex() == head.signature


def day_of(text):
    return date.fromisoformat(text)


def test_signing_twice_a_day_without_news_adds_nothing(office):
    happen(office.engine, 2)
    assert office.sign().is_new
    assert not office.sign().is_new
    assert len(office.lines()) == 1
    office.today += timedelta(days=1)
    assert office.sign().is_new  # that nothing happened is worth a signature too


def test_a_clock_that_went_back_is_not_signed(office):
    office.days_pass(2)
    office.today -= timedelta(days=5)
    happen(office.engine, 1)
    with pytest.raises(ClockBehind):
        office.sign()


def test_a_line_signed_by_another_key_is_found_and_not_built_upon(office):
    office.days_pass(2)
    with pytest.raises(Refused):
        office.sign(SigningKey.generate())
    office.key = SigningKey.generate()
    assert office.found() == ["other_key"]


def test_a_forged_line_is_found(office):
    """The administrator rewrites the table and makes heads that fit, with a key of his own."""
    office.days_pass(2)
    last = read_heads(office.path.read_bytes(), office.key.verify_key).heads[-1]
    office.tamper("DELETE FROM events WHERE id > 6")
    happen(office.engine, 2, by="li")
    with_own = Head.sign(last.tip(), last.day, None, SigningKey.generate())
    forged = last.model_copy(update={"count": 6, "signature": with_own.signature})
    lines = office.path.read_bytes().splitlines(keepends=True)
    office.path.write_bytes(lines[0] + forged.line() + b"\n")
    assert "forged" in office.found()


@given(data=st.data())
def test_any_other_choice_or_order_of_lines_is_found(data, three_heads):
    content, key = three_heads
    lines = content.splitlines(keepends=True)
    chosen = data.draw(st.lists(st.sampled_from(lines), max_size=4))
    assume(chosen != lines[: len(chosen)])
    finding = read_heads(b"".join(chosen), key).finding
    assert finding is not None
    assert finding.what == "disordered"


def test_any_other_byte_anywhere_in_the_file_is_found(three_heads):
    content, key = three_heads
    for at in range(len(content)):
        for other in (content[at] ^ 1, content[at] ^ 32, 32, 10):
            changed = content[:at] + bytes([other]) + content[at + 1 :]
            reading = read_heads(changed, key)
            assert reading.finding or reading.whole < len(content) or changed == content


def test_a_line_written_another_way_is_found_though_it_says_the_same(three_heads):
    content, key = three_heads
    for at in range(content.index(b'"count"'), len(content) - 1):
        changed = content[:at] + b" " + content[at:]
        finding = read_heads(changed, key).finding
        assert finding is not None


def test_lines_cut_off_are_found_by_a_digest_kept_elsewhere(office):
    office.days_pass(2)
    kept = office.sign().head.digest()
    assert office.verify(known=kept).findings == []
    lines = office.path.read_bytes().splitlines(keepends=True)
    office.path.write_bytes(lines[0])
    assert office.found() == []
    assert [one.what for one in office.verify(known=kept).findings] == ["unknown_head"]


def test_an_emptied_file_vouches_for_nothing(office):
    office.days_pass(1)
    office.path.write_bytes(b"")
    assert office.found() == ["no_heads"]


@pytest.fixture(scope="module")
def three_heads():
    key, heads = SigningKey.generate(), []
    for n in range(1, 4):
        tip = Tip(count=n, last_id=n, hash=f"{n:064x}")
        day = day_of(f"2026-11-2{n}")
        heads.append(Head.sign(tip, day, heads[-1] if heads else None, key))
    return b"".join(head.line() + b"\n" for head in heads), key.verify_key


def test_a_power_cut_at_any_byte_of_the_last_line_leaves_the_lines_before(three_heads):
    content, key = three_heads
    before = content[:-1].rfind(b"\n") + 1
    for at in range(before + 1, len(content)):
        for left in (content[:at], content[:at] + b"\0" * (len(content) - at)):
            reading = read_heads(left, key)
            assert (reading.finding, reading.whole, len(reading.heads)) == (None, before, 2)


@pytest.mark.parametrize("zeros", [0, 300], ids=["shorter", "filled with zeros"])
@pytest.mark.parametrize("left", [1, 200, -1])
def test_a_half_line_is_told_by_verify_and_mended_by_the_next_signing(office, left, zeros):
    office.days_pass(2)
    content = office.path.read_bytes()
    start = content[:-1].rfind(b"\n") + 1
    office.path.write_bytes(content[:start] + content[start:][:left] + b"\0" * zeros)
    assert office.found() == ["half_line"]
    signed = office.sign()
    assert (signed.is_new, signed.mended) == (True, True)
    assert office.path.read_bytes()[:start] == content[:start]
    assert office.found() == []
    assert not office.sign().mended


KILLED_BEFORE_FSYNC = """
import os, sys
from datetime import date
from pathlib import Path
from nacl.signing import SigningKey
from intake.adapters.audit.signing import sign
from intake.adapters.sql.ledger import SqlEvents
from intake.adapters.sql.unit_of_work import open_engine, reading
with reading(open_engine(sys.argv[1]))() as session:
    os.fsync = lambda _: os._exit(9)
    sign(Path(sys.argv[2]), SigningKey(bytes.fromhex(sys.stdin.read())), SqlEvents(session),
         date(2026, 11, 25))
"""


def test_a_signer_killed_between_append_and_fsync_is_followed_by_the_next(office):
    office.days_pass(2)
    happen(office.engine, 2)
    before = office.path.read_bytes()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE_FSYNC, str(office.engine.url), str(office.path)],
        input=bytes(office.key).hex(), text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert killed.returncode == 9
    assert office.path.read_bytes().startswith(before)
    assert len(office.lines()) == 3  # the system lives on, and so does the line
    assert not office.sign().is_new
    # Had the machine gone too, part of the line would be there at most.
    office.path.write_bytes(office.path.read_bytes()[: len(before) + 77])
    assert office.sign().mended
    assert office.found() == []


@contextmanager
def files_no_longer_than(size):
    """What a full disk does to a writer: the first bytes fit, the rest is refused."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_nothing_is_signed_and_nothing_is_lost(office):
    office.days_pass(2)
    happen(office.engine, 2)
    before = office.path.read_bytes()
    with files_no_longer_than(len(before) + 100), pytest.raises(NotWritten):
        office.sign()
    assert office.path.read_bytes() == before
    assert office.sign().is_new
    assert office.found() == []


def test_signers_at_the_same_time_take_turns(office):
    def sign(_):
        happen(office.engine, 3)
        return office.sign()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(sign, range(16)))
    assert office.found() == []
    assert [line["count"] for line in office.lines()] == sorted(
        {line["count"] for line in office.lines()}
    )
    assert office.lines()[-1]["count"] == 48
