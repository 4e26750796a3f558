"""The switchboard and the gateway of docker-compose.yml: what each may do, and that the
switchboard's very command starts one. Docker itself is not asked."""

import os
import socket
import subprocess
import sys

import pytest
import yaml

from intake.channels.phone.switchboard import stop
from tests.intake.phone.things import ASTERISK, needs_calls
from tests.support.city import ROOT, free_port, wait_for

COMPOSED = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
PHONE, SWITCHBOARD = COMPOSED["services"]["phone"], COMPOSED["services"]["switchboard"]
OPTIONS = """OPTIONS sip:x@127.0.0.1 SIP/2.0\r
Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bKx\r
From: <sip:x@127.0.0.1>;tag=1\r
To: <sip:x@127.0.0.1>\r
Call-ID: x\r
CSeq: 1 OPTIONS\r
Max-Forwards: 5\r
Content-Length: 0\r
\r
"""


@pytest.mark.parametrize("service", [PHONE, SWITCHBOARD], ids=["phone", "switchboard"])
def test_neither_may_write_where_it_need_not_or_become_more_than_it_is(service):
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ulimits"] == {"core": 0}
    assert service["build"]["target"] == "phone"
    assert [one.split(":")[0] for one in service["volumes"] if not one.endswith(":ro")] == ["phone"]


def test_they_share_a_loopback_and_the_gateways_own_ports_stay_on_it():
    assert SWITCHBOARD["network_mode"] == "service:phone"
    assert "ports" not in SWITCHBOARD
    open_ports = {port.split(":")[0] for port in PHONE["ports"]}
    assert open_ports == {"5060", "5061", "20000-20600"}


def test_the_switchboard_is_given_none_of_our_secrets():
    assert "secrets" not in SWITCHBOARD
    assert all(name.startswith("YIHAO_PHONE_") for name in SWITCHBOARD["environment"])


def test_volumes_networks_and_secrets_that_are_used_are_declared():
    for service in (PHONE, SWITCHBOARD):
        assert {one.split(":")[0] for one in service["volumes"]} <= COMPOSED["volumes"].keys()
        assert set(service.get("networks", ())) <= COMPOSED["networks"].keys()
        assert set(service.get("secrets", ())) <= COMPOSED["secrets"].keys()


@pytest.mark.slow
def test_its_command_starts_a_switchboard_that_answers(tmp_path):
    needs_calls()
    port = free_port()
    given = {
        "YIHAO_PHONE_DIR": str(tmp_path / "phone"),
        "YIHAO_PHONE_ASTERISK": str(ASTERISK),
        "YIHAO_PHONE_ADDRESS": "127.0.0.1",
        "YIHAO_PHONE_SIP_PORT": str(port),
    }
    assert given.keys() - {"YIHAO_PHONE_SIP_PORT"} == SWITCHBOARD["environment"].keys()
    program, *rest = SWITCHBOARD["command"]
    assert program == "yihao"
    command = [sys.executable, "-m", "intake.cli", *rest]
    environment = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore"} | given
    process = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    try:
        wait_for(lambda: _answers(port), 40)
    finally:
        stop(process)


def _answers(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.bind(("127.0.0.1", 0))
        ours.settimeout(0.5)
        ours.sendto(OPTIONS.format(port=ours.getsockname()[1]).encode(), ("127.0.0.1", port))
        try:
            return ours.recv(4096).startswith(b"SIP/2.0")
        except OSError:
            return False
