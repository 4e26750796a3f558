"""A PostgreSQL of the tests' own, from the system's binaries, reachable by a socket alone."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.needs import need


def _binary(name: str) -> str | None:
    places = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)
    return places[0] if places else shutil.which(name)


def _as_nobody() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    for user in ("postgres", "nobody"):
        try:
            pwd.getpwnam(user)
        except KeyError:
            continue
        return ["runuser", "-u", user, "--"]
    return []


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of an empty cluster; it is gone afterwards."""
    initdb, pg_ctl = _binary("initdb"), _binary("pg_ctl")
    need("postgres", bool(initdb and pg_ctl), "initdb is not installed")
    assert initdb
    assert pg_ctl
    folder = Path(tempfile.mkdtemp(prefix="yihao-pg-"))
    prefix = _as_nobody()
    if prefix:
        shutil.chown(folder, user=prefix[2])
    data = folder / "data"

    def run(*command: str) -> None:
        done = subprocess.run(
            [*prefix, *command], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    run(initdb, "-D", str(data), "-U", "yihao", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
    try:
        run(pg_ctl, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        yield f"postgresql+psycopg://yihao@/postgres?host={folder}"
    finally:
        run(pg_ctl, "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
