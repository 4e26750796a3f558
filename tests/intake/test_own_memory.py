"""A process of ours leaves no core file, and lets nobody but root look into it."""

import os
import sys

import pytest
import yaml

from intake.adapters.own_memory import OVERWRITING
from intake.cli.serving import _web
from intake.cli.workplace import ROOT, Workplace
from tests.support.needs import need

CRASHES = "import os, resource; hard = resource.getrlimit(resource.RLIMIT_CORE)[1]; "
CRASHES += "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)); "
KEEPS = "from intake.adapters.own_memory import keep_to_ourselves; keep_to_ourselves(); "
ASKS = "import ctypes, sys; sys.exit(ctypes.CDLL(None).prctl(3))"  # PR_GET_DUMPABLE


def ended(code, folder):
    """How a Python of its own ended, that was started in that folder."""
    python = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        f"import sys; sys.path[0] = {str(ROOT)!r}; {code}",
    ]
    pid = os.fork()
    if pid == 0:
        os.chdir(folder)
        os.execv(sys.executable, python)  # noqa: S606
    return os.waitpid(pid, 0)[1]


def test_a_crash_leaves_no_core_file(tmp_path):
    assert not os.WCOREDUMP(ended(CRASHES + KEEPS + "os.abort()", tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_without_the_measure_it_would_leave_one(tmp_path):
    dumped = os.WCOREDUMP(ended(CRASHES + "os.abort()", tmp_path))
    need("core files", dumped, "this machine makes none")


@pytest.mark.skipif(sys.platform != "linux", reason="prctl")
def test_nobody_else_looks_inside(tmp_path):
    assert os.waitstatus_to_exitcode(ended(ASKS, tmp_path)) == 1
    assert os.waitstatus_to_exitcode(ended(KEEPS + ASKS, tmp_path)) == 0


@pytest.mark.parametrize("name", ["public", "staff"])
def test_both_ways_to_start_a_site_overwrite_what_it_lets_go_of(name, tmp_path):
    child = _web(Workplace(tmp_path), {}, name, 8000)
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    for command, environment in (
        (child.command, child.environment),
        (services[name]["command"], services[name]["environment"]),
    ):
        assert command[command.index("--loop") + 1] == "asyncio"
        assert OVERWRITING.items() <= environment.items()


def test_no_service_of_ours_may_leave_a_core_file():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    for name in ("public", "staff", "worker", "beat", "vault"):
        assert services[name]["ulimits"] == {"core": 0}
