"""What the folder of sealed files must do, and what a kill or a full disk leaves of it."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest

from intake.adapters.folder import Folder
from intake.domain.errors import NotFound, StorageBusy
from tests.support.builders import MONDAY

DAY = date(2026, 11, 23)
NAME = "ab" * 16
WORDS = b"MARKER " * 20_000


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "files")


def names(folder):
    return sorted(path.name for path in folder._path.iterdir())


def written(folder, name=NAME):
    draft = folder.begin(name)
    draft.write(b"sealed")
    return draft


def test_what_is_kept_is_whole_private_and_dated_by_the_day(folder):
    draft = written(folder)
    draft.seek(0)
    assert draft.read(3) == b"sea"
    draft.keep(DAY)
    draft.drop()  # harmless by now
    with folder.open(NAME) as stream:
        assert stream.read() == b"sealed"
    [path] = folder._path.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder._path.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mtime == 1795363200  # midnight in China


def test_what_is_not_kept_was_never_there(folder):
    draft = written(folder)
    with pytest.raises(NotFound):
        folder.open(NAME)
    draft.drop()
    draft.drop()
    assert names(folder) == []


def test_what_is_destroyed_is_gone_also_when_it_was_gone_before(folder):
    written(folder).keep(DAY)
    folder.destroy([NAME, "cd" * 16])
    assert names(folder) == []


def test_what_nobody_knows_is_destroyed_once_it_is_old(folder):
    for name in ("known", "stray", "young"):
        written(folder, name).keep(DAY)
    (folder._path / "half.part").write_bytes(b"sealed")
    os.utime(folder._path / "young", (2e9, 2e9))
    os.utime(folder._path / "half.part", (1e9, 1e9))
    folder.forget({"known"}, MONDAY + timedelta(days=2))
    assert names(folder) == ["known", "young"]


def test_nothing_was_ever_written(folder):
    folder.forget(set(), MONDAY)
    folder.destroy([NAME])


# A process that files a report and begins to send a file; then the worst happens to it.
UPLOADING = """
import os, resource, signal, sys
from tests.support.attaching import uploading
incoming = uploading(sys.argv[1])
WORST
"""


def uploading(tmp_path, worst):
    code = UPLOADING.replace("WORST", worst)
    return subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=False, capture_output=True
    )


def everything_in(tmp_path):
    return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_kill_in_the_middle_leaves_nothing_readable_and_no_row(tmp_path):
    died = uploading(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    assert died.returncode == -signal.SIGKILL, died.stderr
    [left] = (tmp_path / "files").iterdir()
    assert left.suffix == ".part"
    assert left.stat().st_size > 100_000
    assert b"MARKER" not in everything_in(tmp_path)


def test_a_full_disk_in_the_middle_leaves_nothing(tmp_path):
    worst = """
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    for _ in range(20):
        incoming.take(b"MARKER " * 20_000)
except Exception as error:
    print(type(error).__name__)
incoming.drop()
"""
    done = uploading(tmp_path, worst)
    assert done.stdout.split() == [b"StorageBusy"], done.stderr
    assert list((tmp_path / "files").iterdir()) == []
    assert b"MARKER" not in everything_in(tmp_path)


def test_what_the_disk_says_goes_no_further(folder):
    draft = written(folder)
    draft._file.close()
    draft._file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115
    with pytest.raises(StorageBusy) as told:
        draft.write(WORDS)
    assert told.value.__cause__ is None
    draft.drop()
