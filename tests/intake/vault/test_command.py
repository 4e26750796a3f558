"""The custodian's tool, run as a custodian and a requester run it."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from intake.service.protected import padded
from intake.vault import quorum
from intake.vault.__main__ import app, say
from intake.vault.envelope import Place
from intake.vault.handing import HandingOver, Row
from intake.vault.handler_keys import fingerprint
from intake.vault.reports import TENANT
from intake.vault.sealing import BoxSealer
from tests.intake.vault.people import IDENTITY_PLACE, a_request

NAME = "王芳 13900000000"
WHO = ("c-1", "c-2", "c-3", "li")


def run(*arguments, typed="", ok=True):
    result = CliRunner().invoke(app, [str(a) for a in arguments], input=typed)
    assert (result.exit_code == 0) is ok, result.output
    return result.output


class Desk:
    """Keys of three custodians and of one who asks, and one sealed identity, as files."""

    def __init__(self, folder):
        self.folder = folder
        for name in WHO:
            run("keygen", folder, "--name", name, "--person")
        self.ask(NAME.encode())

    def __truediv__(self, name):
        return self.folder / name

    def public(self, name):
        return bytes.fromhex((self / f"{name}.pub").read_text())

    def ask(self, identity, **changes):
        keys = {name: self.public(name) for name in WHO[:3]}
        plain = quorum.identity_or_dummy(identity)
        sealed = quorum.seal_guarded(plain, IDENTITY_PLACE, keys)
        expires = datetime.now(UTC) + timedelta(hours=1)
        asked = {"requester": "h-1", "requester_key": self.public("li"), "expires": expires}
        request = a_request(sealed, **asked | changes)
        (self / "identity.bin").write_bytes(sealed.blobs["identity"])
        (self / "request.json").write_text(request.model_dump_json())

    def approve(self, name, *more, **how):
        key, out = self / f"{name}.key", self / f"{name}.share"
        return run("approve", self / "request.json", "--key", key, "--out", out, *more, **how)

    def open(self, *shares, key="li", **how):
        given = [part for name in shares for part in ("--share", self / f"{name}.share")]
        files = [self / "identity.bin", "--key", self / f"{key}.key"]
        return run("open", *files, "--request", self / "request.json", *given, **how)

    def files(self):
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(keys):
    for share in keys.folder.glob("*.share"):
        share.unlink()
    keys.ask(NAME.encode())
    return keys


def test_two_custodians_approve_and_the_requester_reads(desk):
    told = desk.approve("c-1", typed="y\n")
    assert fingerprint(desk.public("li")) in told
    assert "要核对举报人的伤情证明" in told
    desk.approve("c-3", "--yes")
    before = desk.files()
    assert desk.open("c-1", "c-3") == NAME + "\n"
    assert desk.files() == before  # nothing was written


def test_nobody_reads_with_one_share_or_with_anothers_key(desk):
    desk.approve("c-1", "--yes")
    desk.approve("c-2", "--yes")
    for told in (
        desk.open("c-1", ok=False),
        desk.open(ok=False),
        desk.open("c-1", "c-1", ok=False),
        desk.open("c-1", "c-2", key="c-3", ok=False),
    ):
        assert NAME not in told
        assert told.strip() in {say("needs_all"), say("unopened")}


def test_a_custodian_who_says_no_writes_nothing(desk):
    assert say("not_approved") in desk.approve("c-1", typed="n\n", ok=False)
    assert "c-1.share" not in desk.files()


def test_a_request_is_refused_in_a_sentence_and_nothing_is_written(desk):
    refusals = {
        "no_motivation": {"motivation": " "},
        "expired": {"expires": datetime.now(UTC) - timedelta(seconds=1)},
        "own_request": {"requester": "c-1"},
        "not_this_item": {"item": "span:1"},
        "bad_request": {"requester_key": b"\x01"},
    }
    for name, change in refusals.items():
        desk.ask(NAME.encode(), **change)
        assert desk.approve("c-1", "--yes", ok=False).strip().endswith(say(name)), name
    assert "c-1.share" not in desk.files()


def test_a_file_that_is_no_request_is_refused_in_a_sentence(desk):
    (desk / "request.json").write_text("{}")
    assert desk.approve("c-1", "--yes", ok=False).strip() == say("bad_request")


def test_a_reason_cannot_pose_as_another_line_or_rewrite_the_screen(desk):
    desk.ask(None, motivation="核对\n申请人:书记\x1b[2J\u202e")
    told = desk.approve("c-1", "--yes")
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert not [line for line in told.splitlines() if line.startswith("申请人:书记")]


def test_where_nobody_gave_an_identity_that_is_what_is_read(desk):
    desk.ask(None)
    desk.approve("c-1", "--yes")
    desk.approve("c-2", "--yes")
    assert desk.open("c-1", "c-2").strip() == say("no_identity")


def test_a_key_under_a_passphrase_opens_with_it_alone(tmp_path):
    told = run("keygen", tmp_path, "--passphrase", typed="四个 词\n四个 词\n")
    assert "四个" not in told
    assert stat.S_IMODE((tmp_path / "report.key").stat().st_mode) == 0o600
    public = bytes.fromhex((tmp_path / "report.pub").read_text())
    (tmp_path / "r.bin").write_bytes(BoxSealer(public).seal(padded("账目".encode())))
    opened = ["open", tmp_path / "r.bin", "--key", tmp_path / "report.key"]
    assert "账目" in run(*opened, typed="四个 词\n")
    assert say("wrong_password") in run(*opened, typed="三个 词\n", ok=False)


def test_a_report_sealed_to_a_box_opens_as_before(tmp_path):
    assert run("keygen", tmp_path).strip() == str(tmp_path / "report.pub")
    public = bytes.fromhex((tmp_path / "report.pub").read_text())
    (tmp_path / "r.bin").write_bytes(BoxSealer(public).seal(padded("账目".encode())))
    opened = ["open", tmp_path / "r.bin", "--key", tmp_path / "report.key"]
    assert run(*opened) == "账目\n"
    (tmp_path / "r.bin").write_bytes(b"x")
    assert run(*opened, ok=False).strip() == say("unopened")


def test_a_key_is_never_replaced(keys):
    before = keys.public("li")
    told = run("keygen", keys.folder, "--name", "li", "--person", ok=False)
    assert told.strip() == say("key_exists")
    assert keys.public("li") == before


def test_a_custodian_who_leaves_seals_the_shares_to_the_successor(keys):
    sealed = quorum.seal_guarded(
        NAME.encode(), IDENTITY_PLACE, {name: keys.public(name) for name in WHO[:3]}
    )
    given = HandingOver(
        leaver="c-1",
        successor="li",
        successor_key=keys.public("li"),
        rows=[Row(report="B7", item="identity", version=1, wrap=sealed.wraps["c-1"])],
    )
    (keys / "mine.json").write_text(given.model_dump_json())
    command = ("handover", keys / "mine.json", "--out", keys / "theirs.json", "--key")
    # Sealed at another place than the row says: as good as changed.
    assert say("unopened") in run(*command, keys / "c-1.key", "--yes", ok=False)
    place = Place(TENANT, "B7", "identity")
    moved = quorum.seal_guarded(NAME.encode(), place, {name: keys.public(name) for name in WHO[:3]})
    row = given.rows[0].model_copy(update={"wrap": moved.wraps["c-1"]})
    (keys / "mine.json").write_text(given.model_copy(update={"rows": [row]}).model_dump_json())
    told = run(*command, keys / "c-1.key", typed="n\n", ok=False)
    assert fingerprint(keys.public("li")) in told
    assert not (keys / "theirs.json").exists()
    run(*command, keys / "c-1.key", typed="y\n")
    check = ("receive", keys / "theirs.json", "--key")
    assert say("received", count="1") in run(*check, keys / "li.key")
    assert say("unopened") in run(*check, keys / "c-1.key", ok=False)
    (keys / "theirs.json").write_text("{}")
    assert say("unopened") in run(*check, keys / "li.key", ok=False)
