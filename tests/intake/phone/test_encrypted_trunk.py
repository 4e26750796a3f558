"""A trunk by TLS and SRTP: a real call comes through, and no plain one does."""

import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from intake import texts
from intake.channels.phone.switchboard import Tls, stop
from tests.intake.phone.callers import Stream, Telephone, likeness, sipp
from tests.intake.phone.things import said, spoken_file
from tests.support.city import free_port

pytestmark = pytest.mark.slow


def certificate(folder, name):
    """Certificate and key, in one file, signed by itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture(scope="module")
def encrypted(exchange, tmp_path_factory):
    """A second switchboard before the same gateway, that takes encrypted calls alone."""
    folder = tmp_path_factory.mktemp("encrypted")
    ours, carrier = certificate(folder, "yihao"), certificate(folder, "carrier")
    first = exchange.board.rtp_last + 2
    board = replace(
        exchange.board,
        folder=folder / "pbx",
        tls=Tls(ours, ours, free_port(), carrier),
        sip_port=free_port(),
        rtp_first=first,
        rtp_last=first + 40,
    )
    board.write()
    process = board.start()
    time.sleep(1.5)
    yield board, carrier, folder
    stop(process)


def test_a_call_by_tls_and_srtp_hears_the_greeting(encrypted):
    board, carrier, folder = encrypted
    quiet = spoken_file(folder / "quiet.wav", bytes(320) * 1000)
    with Telephone(folder / "phone", quiet, certificate=carrier) as phone:
        phone.dial(f"sip:12345@127.0.0.1:{board.tls.port}")
        time.sleep(7)
        phone.hang_up()
        time.sleep(1)
    hello = said(texts.spoken().say("phone_hello").text)
    assert likeness(phone.heard(), hello[:48_000]) > 0.95


def test_a_plain_call_is_refused(encrypted):
    board, _, folder = encrypted
    done = sipp(folder / "plain", board.sip_port, "12345", Stream().quiet(1))
    assert done.returncode == 1
    assert "488" in done.stdout + done.stderr or "Unexpected" in done.stderr


def test_who_shows_no_certificate_of_the_carriers_is_refused(encrypted):
    board, *_ = encrypted
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{board.tls.port}", "-tls1_2"]
    done = subprocess.run(command, input=b"", capture_output=True, check=False)
    assert b"alert" in done.stderr
