"""What every messenger promises; and mail against a real server, in all its moods."""

import email
import email.policy
import socket
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from intake.channels.console import ConsoleMessenger
from intake.channels.smtp import SmtpMessenger
from intake.domain.delivery import NotSent
from intake.ports.sending import MailServer, Message, Security
from tests.support.certificate import a_certificate
from tests.support.city import free_port

TEXT = "【一号】您反映的事（编号 20261123-000001）有答复了。"
MESSAGE = Message(TEXT, "一号热线：20261123-000001")
TO = "li.si@example.org"
PASSWORD = "four words"


@dataclass
class Mailbox:
    """A mail server's ears."""

    mails: list = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)  # to a command, instead of OK

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "RCPT" in self.says:
            return self.says["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.says:
            return self.says["DATA"]
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        encrypted = server.transport.get_extra_info("ssl_object") is not None
        self.mails.append((envelope.rcpt_tos, mail, encrypted))
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        return self.says.get("QUIT", "221 bye")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return a_certificate(tmp_path_factory.mktemp("certificate"), "localhost")


@contextmanager
def listening(box, security=Security.NONE, certificate=None, **more):
    if security is Security.STARTTLS:
        more |= {"tls_context": certificate.server, "require_starttls": True}
    elif security is Security.TLS:
        more |= {"ssl_context": certificate.server}
    controller = Controller(box, "localhost", free_port(), **more)
    controller.start()
    yield MailServer("localhost", controller.port, security, "一号 <noreply@example.org>")
    controller.stop(no_assert=True)


def knows_the_password(server, session, envelope, mechanism, data):
    return AuthResult(success=data.password.decode() == PASSWORD, handled=False)


# -- what both promise ----------------------------------------------------------------------


class OfConsole:
    to = "13800138000"

    def __init__(self, folder):
        self.folder = folder / "outbox"
        self.messenger = ConsoleMessenger(self.folder)

    def arrived(self):
        return [path.read_text("utf-8").splitlines() for path in sorted(self.folder.iterdir())]

    def breaks(self):
        self.folder.write_text("in the way")


class OfMail:
    to = TO

    def __init__(self, box, server):
        self.box = box
        self.messenger = SmtpMessenger(server)

    def arrived(self):
        """A mail client shows one of those with the same Message-ID."""
        mails = {mail["Message-ID"]: (to, mail) for to, mail, _ in self.box.mails}
        return [[*to, mail.get_content().strip()] for to, mail in mails.values()]

    def breaks(self):
        self.box.says["DATA"] = "451 not now"


@pytest.fixture(params=["console", "smtp"])
def way(request, tmp_path):
    if request.param == "console":
        yield OfConsole(tmp_path)
        return
    box = Mailbox()
    with listening(box) as server:
        yield OfMail(box, server)


def test_a_message_arrives_whole_and_once_however_often_it_is_sent(way):
    for id in ("a" * 32, "a" * 32, "b" * 32):
        assert way.messenger.send(way.to, MESSAGE, id)
    assert way.arrived() == [[way.to, TEXT]] * 2


def test_what_cannot_be_handed_over_is_said_without_a_word_of_it(way):
    way.breaks()
    with pytest.raises(NotSent) as caught:
        way.messenger.send(way.to, MESSAGE, "a" * 32)
    assert not caught.value.for_good
    assert caught.value.code in ("no-folder", "451")
    assert caught.value.__cause__ is None
    said = repr(caught.value) + repr(MESSAGE) + repr(way.messenger)
    assert way.to not in said
    assert "20261123" not in said


def test_a_file_is_its_owners_alone(tmp_path):
    way = OfConsole(tmp_path)
    way.messenger.send(way.to, MESSAGE, "a" * 32)
    [file] = way.folder.iterdir()
    assert (file.name, file.stat().st_mode & 0o077) == ("a" * 32 + ".txt", 0)


# -- mail ------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_mail_goes_encrypted_and_says_who_it_is_from(certificate, security):
    box = Mailbox()
    with listening(box, security, certificate) as server:
        SmtpMessenger(server, certificate.client).send(TO, MESSAGE, "a" * 32)
    [(to, mail, encrypted)] = box.mails
    assert (to, encrypted) == ([TO], True)
    assert mail["Subject"] == "一号热线：20261123-000001"
    assert mail["From"] == "一号 <noreply@example.org>"
    assert mail["Message-ID"] == f"<{'a' * 32}@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_server_that_cannot_prove_its_name_gets_nothing(certificate, security):
    box = Mailbox()
    with listening(box, security, certificate) as server, pytest.raises(NotSent, match="tls"):
        SmtpMessenger(server).send(TO, MESSAGE, "a" * 32)  # trusts what everybody trusts
    assert box.mails == []


def test_nothing_goes_in_clear_where_encryption_was_asked_for():
    box = Mailbox()
    with listening(box) as server:
        asked = replace(server, security=Security.STARTTLS)
        with pytest.raises(NotSent, match="no-starttls"):
            SmtpMessenger(asked).send(TO, MESSAGE, "a" * 32)
    assert box.mails == []


def test_the_server_may_ask_for_a_password(certificate):
    box, more = Mailbox(), {"authenticator": knows_the_password, "auth_required": True}
    with listening(box, Security.STARTTLS, certificate, **more) as server:
        right, wrong = (replace(server, user="yihao", password=one) for one in (PASSWORD, "x"))
        assert SmtpMessenger(right, certificate.client).send(TO, MESSAGE, "a" * 32) == "250"
        with pytest.raises(NotSent, match="535") as caught:
            SmtpMessenger(wrong, certificate.client).send(TO, MESSAGE, "b" * 32)
    assert not caught.value.for_good  # ours to set right
    assert len(box.mails) == 1
    assert PASSWORD not in repr(right)


@pytest.mark.parametrize(("answer", "for_good"), [("550 nobody here", True), ("450 later", False)])
def test_a_receiver_that_is_refused(answer, for_good):
    box = Mailbox(says={"RCPT": f"{answer} <{TO}>"})
    with listening(box) as server, pytest.raises(NotSent) as caught:
        SmtpMessenger(server).send(TO, MESSAGE, "a" * 32)
    assert (caught.value.code, caught.value.for_good) == (answer[:3], for_good)
    assert TO not in repr(caught.value)


def test_a_server_that_says_good_bye_badly_has_the_mail_all_the_same():
    box = Mailbox(says={"QUIT": "421 too busy"})
    with listening(box) as server:
        assert SmtpMessenger(server).send(TO, MESSAGE, "a" * 32) == "250"
    assert len(box.mails) == 1


def test_a_server_that_is_down_or_never_answers():
    down = MailServer("localhost", free_port(), Security.NONE, "noreply@example.org")
    with pytest.raises(NotSent, match="down"):
        SmtpMessenger(down).send(TO, MESSAGE, "a" * 32)
    with socket.create_server(("localhost", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(NotSent, match="timeout"):
            SmtpMessenger(replace(down, port=port, timeout=0.2)).send(TO, MESSAGE, "a" * 32)


@pytest.mark.parametrize(
    "to",
    [
        "li@example.org\nBcc: all@example.org",
        "li@example.org, all@example.org",
        "li@example.org\r\nRCPT TO:<all@example.org>",
        "Li <li@example.org>",
        '"li all"@example.org',
        "李@example.org",
        "13800138000",
        "",
    ],
)
def test_only_one_plain_address_is_written_to(to):
    box = Mailbox()
    with listening(box) as server, pytest.raises(NotSent) as caught:
        SmtpMessenger(server).send(to, MESSAGE, "a" * 32)
    assert (caught.value.code, caught.value.for_good, box.mails) == ("bad-address", True, [])


def test_no_line_of_the_head_can_be_added_by_a_subject():
    box = Mailbox()
    bad = Message(TEXT, "subject\nBcc: all@example.org")
    with listening(box) as server, pytest.raises(NotSent, match="bad-header"):
        SmtpMessenger(server).send(TO, bad, "a" * 32)
    assert box.mails == []
