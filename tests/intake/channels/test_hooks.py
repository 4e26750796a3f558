"""Posting to programs: the signature, what an endpoint may be, and where nothing connects to."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from intake.channels.hooks import HookFile, is_public
from intake.channels.hooks.signing import is_key, new_key, signed, verified_by
from intake.domain.delivery import Hook, NotSent
from intake.domain.telling import HOOK_TYPES
from tests.support.certificate import a_certificate
from tests.support.city import free_port
from tests.support.receiver import HOST, NEW, OLD, a_file, a_sender, receiving, resolve

BODY = '{"type":"ticket.overdue","data":{"office":"太原"}}'


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return a_certificate(tmp_path_factory.mktemp("certificate"), HOST)


@pytest.fixture
def box(certificate):
    with receiving(certificate) as made:
        yield made


def test_what_arrives_is_verified_by_the_library_of_the_specification(tmp_path, box, certificate):
    sender = a_sender(tmp_path, box, certificate)
    assert sender.send("statistics", "msg_1", BODY) == "204"
    [(headers, body)] = box.heard
    assert body == BODY
    assert Webhook(NEW).verify(body, headers)["type"] == "ticket.overdue"
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"{HOST}:{box.port}"  # of the address, though it went to the number
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(body + " ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(body, headers | {"webhook-id": "msg_2"})


def test_while_a_secret_is_replaced_both_verify(tmp_path, box, certificate):
    a_sender(tmp_path, box, certificate, secrets=[NEW, OLD]).send("statistics", "msg_1", BODY)
    [(headers, body)] = box.heard
    for secret in (NEW, OLD):
        Webhook(secret).verify(body, headers)


def test_the_example_of_the_specification():
    """Computed with openssl from the specification's own example of an id and a moment."""
    at = datetime.fromtimestamp(1674087231, UTC)
    got = signed([OLD], "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", "{}", at)
    assert got["webhook-timestamp"] == "1674087231"
    assert got["webhook-signature"] == "v1,pHApczI68i9eUStUNa0WfcEp6LHIo1uMwkAhzQFMBfo="


# Published by Svix, who wrote the specification with others (server/svix-server/src/worker.rs,
# test_asymmetric_key_signing); the signature stands in the specification, too.
PRIVATE = (
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
)
SEED_ALONE = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc="
PUBLIC = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="


@pytest.mark.parametrize("key", [PRIVATE, SEED_ALONE])
def test_the_published_example_of_a_key_of_ones_own(key):
    at = datetime.fromtimestamp(1614265330, UTC)
    got = signed([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', at)
    assert got["webhook-signature"] == (
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
    )
    assert verified_by(key) == PUBLIC


def test_with_the_public_key_alone_one_can_verify(tmp_path, box, certificate):
    """By another library than the one that signs."""
    private, public = new_key()
    a_sender(tmp_path, box, certificate, secrets=[private]).send("statistics", "msg_1", BODY)
    [(headers, body)] = box.heard
    key = Ed25519PublicKey.from_public_bytes(b64decode(public.removeprefix("whpk_")))
    signature = b64decode(headers["webhook-signature"].removeprefix("v1a,"))
    said = f"msg_1.{headers['webhook-timestamp']}.{body}"
    key.verify(signature, said.encode())
    with pytest.raises(InvalidSignature):
        key.verify(signature, said.replace("太原", "大同").encode())
    assert not is_key(public)


def test_while_a_secret_is_replaced_by_a_key_both_sign(tmp_path, box, certificate):
    private, public = new_key()
    sender = a_sender(tmp_path, box, certificate, secrets=[private, OLD])
    sender.send("statistics", "msg_1", BODY)
    [(headers, body)] = box.heard
    assert [one.partition(",")[0] for one in headers["webhook-signature"].split()] == ["v1a", "v1"]
    Webhook(OLD).verify(body, headers)  # which leaves alone what it does not know
    [hook] = sender.endpoints()
    assert hook.verified_by == [public, "v1"]
    assert private not in repr(hook)


@pytest.mark.parametrize(
    "key",
    [
        PUBLIC, "whsk_", "whsk_" + "A" * 43 + "=x", "whsk_c2hvcnQ=", PRIVATE[:-8] + "AAAAAA==",
        PRIVATE.removeprefix("whsk_"), "whsec_" + PRIVATE.removeprefix("whsk_")[:20],
    ],
)  # fmt: skip
def test_what_is_no_key_of_either_kind(key):
    assert not is_key(key)


@pytest.mark.parametrize(
    ("status", "headers", "for_good", "wait"),
    [
        (500, {}, False, None),
        (404, {"retry-after": "60"}, False, None),
        (302, {"location": "https://127.0.0.1/"}, False, None),
        (410, {}, True, None),
        (429, {"retry-after": "120"}, False, timedelta(seconds=120)),
        (503, {"retry-after": "x"}, False, None),
        (503, {"retry-after": "9" * 400}, False, timedelta(seconds=10**6)),
    ],
)
def test_everything_but_a_success_is_a_failure(
    tmp_path, box, certificate, status, headers, for_good, wait
):
    box.status, box.headers = status, headers
    with pytest.raises(NotSent) as caught:
        a_sender(tmp_path, box, certificate).send("statistics", "msg_1", BODY)
    error = caught.value
    assert (error.code, error.for_good, error.wait) == (str(status), for_good, wait)
    assert len(box.heard) == 1  # no redirect was followed


def test_a_receiver_may_ask_for_a_moment_to_come_back_at(tmp_path, box, certificate):
    at = datetime.now(UTC) + timedelta(hours=1)
    box.status, box.headers = 429, {"retry-after": format_datetime(at, usegmt=True)}
    with pytest.raises(NotSent) as caught:
        a_sender(tmp_path, box, certificate).send("statistics", "msg_1", BODY)
    assert timedelta(minutes=58) < caught.value.wait <= timedelta(hours=1)


def test_whoever_cannot_prove_the_name_is_told_nothing(tmp_path, box, certificate):
    other = a_certificate(tmp_path, "other.test")
    for context in (other.client, None):
        sender = a_sender(tmp_path, box, certificate)
        asked = HookFile(sender._file, context=context, resolve=resolve)
        with pytest.raises(NotSent, match="down"):
            asked.send("statistics", "msg_1", BODY)
    box.port, url = free_port(), box.url
    assert url
    with pytest.raises(NotSent, match="down"):
        a_sender(tmp_path, box, certificate).send("statistics", "msg_1", BODY)
    assert box.heard == []


# -- never into our own network ----------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",  # noqa: S104
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "224.0.0.1", "224.0.1.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "ff02::1", "2002:7f00:1::", "2001:db8::1", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_never_connected_to(tmp_path, box, certificate, address):
    assert not is_public(address)
    for found in ([address], ["8.8.8.8", address]):
        row = {"name": "statistics", "url": box.url, "secrets": [NEW]}
        answers = [(2, 1, 6, "", (one, box.port)) for one in found]
        sender = HookFile(
            a_file(tmp_path, row),
            context=certificate.client,
            resolve=lambda *_, answers=answers, **__: answers,
        )
        with pytest.raises(NotSent, match="private-address"):
            sender.send("statistics", "msg_1", BODY)
    assert box.heard == []


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are(address):
    assert is_public(address)


def test_a_name_is_looked_up_once_and_never_again_to_connect(tmp_path, box, certificate):
    asked = []

    def changes_its_mind(host, port, **_):
        asked.append(host)
        return resolve(host, port) if len(asked) == 1 else []

    row = {"name": "statistics", "url": box.url, "secrets": [NEW], "private": True}
    sender = HookFile(a_file(tmp_path, row), context=certificate.client, resolve=changes_its_mind)
    sender.send("statistics", "msg_1", BODY)  # hooks.test is no name that any server knows
    assert asked == [HOST]


def test_a_name_nobody_knows(tmp_path, box, certificate):
    def unknown(*_, **__):
        raise OSError

    row = {"name": "statistics", "url": box.url, "secrets": [NEW]}
    with pytest.raises(NotSent, match="no-such-host"):
        HookFile(a_file(tmp_path, row), resolve=unknown).send("statistics", "msg_1", BODY)


# -- the operator's file --------------------------------------------------------------------------

RIGHT = {"name": "statistics", "url": "https://example.org/x?token=s3cret", "secrets": [NEW]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://example.org"},
        {"url": "https://user:s3cret@example.org"},
        {"url": "https://"},
        {"url": "file:///etc/passwd"},
        {"url": "https://exa mple\x00"},
        {"name": "Not A Name"},
        {"name": ""},
        {"name": "a.b"},
        {"secrets": []},
        {"secrets": [NEW, OLD, NEW]},
        {"secrets": ["s3cret"]},
        {"secrets": ["whsec_"]},
        {"secrets": ["whsec_c2hvcnQ="]},
        {"secrets": ["whsec_密码"]},
        {"types": ["ticket.nonsense"]},
        {"types": ["staff.logged_in"]},
        {"colour": "s3cret"},
        {"private": "perhaps"},
        {"secrets": None},
    ],
    ids=str,
)
def test_a_wrong_row_is_named_and_none_of_its_secrets(tmp_path, wrong):
    with pytest.raises(ValueError, match=r"^webhooks\.yml: ") as caught:
        HookFile(a_file(tmp_path, RIGHT | wrong)).endpoints()
    assert not [one for one in ("s3cret", NEW, "whsec_密码") if one in str(caught.value)]


@pytest.mark.parametrize("text", ["{", "just words", "- 1", "a: b", "\x80"])
def test_a_file_that_is_none_is_one_sentence(tmp_path, text):
    file = tmp_path / "webhooks.yml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=r"^webhooks\.yml: "):
        HookFile(file).endpoints()


def test_a_name_may_appear_once(tmp_path):
    with pytest.raises(ValueError, match="twice"):
        HookFile(a_file(tmp_path, RIGHT, RIGHT)).endpoints()


def test_no_file_and_an_empty_one_have_no_endpoints(tmp_path):
    (tmp_path / "empty.yml").touch()
    for file in (None, tmp_path / "missing.yml", tmp_path / "empty.yml"):
        assert HookFile(file).endpoints() == []
        with pytest.raises(NotSent, match="not-in-file") as caught:
            HookFile(file).send("statistics", "msg_1", BODY)
        assert caught.value.for_good


def test_what_everybody_may_know_of_an_endpoint_is_no_secret(tmp_path):
    [hook] = HookFile(a_file(tmp_path, RIGHT | {"types": ["ticket.overdue"]})).endpoints()
    assert hook == Hook("statistics", "example.org", ["ticket.overdue"], verified_by=["v1"])


def test_what_programs_can_be_told_of():
    assert {"complaint.filed", "ticket.sent_back", "panel.decided"} <= set(HOOK_TYPES)
    about_people = ("staff", "report", "code", "password", "text", "human", "webhook", "citizen")
    assert not [type for type in HOOK_TYPES if type.startswith(about_people)]
