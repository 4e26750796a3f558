"""How fast a 100 MB stream is sealed, and in how much memory.

python -m tests.intake.attachments.bench_sealing
"""

import io
import resource
import sys
import tempfile
import time
import tracemalloc

from intake.vault.file_opening import open_file
from intake.vault.files import new_file_key, seal_file

MEGABYTE = 1_000_000
IDS = {"report": "B1", "attachment": "A1"}


def main() -> None:
    key = new_file_key()
    with tempfile.TemporaryFile() as plain, tempfile.TemporaryFile() as sealed:
        for _ in range(100):
            plain.write(bytes(range(250)) * (MEGABYTE // 250))
        seal_file(io.BytesIO(b"warm"), io.BytesIO(), key=key, **IDS)
        before = peak()
        took = {}
        start = time.perf_counter()
        seal_file(plain, sealed, key=key, **IDS)
        took["seal"] = time.perf_counter() - start
        sealed.seek(0)
        start = time.perf_counter()
        with tempfile.TemporaryFile() as out:
            open_file(sealed, out, key=key, **IDS)
        took["open"] = time.perf_counter() - start
        grown = peak() - before
        tracemalloc.start()
        sealed.seek(0)
        seal_file(plain, sealed, key=key, **IDS)
        traced = tracemalloc.get_traced_memory()[1]
    for name, seconds in took.items():
        print(f"{name}: {100 / seconds:.0f} MB/s")  # noqa: T201
    print(f"peak memory: RSS +{grown / 1024:.1f} MiB, traced {traced / 1024:.0f} KiB")  # noqa: T201


def peak() -> float:
    """KiB; macOS counts bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 if sys.platform == "darwin" else most


if __name__ == "__main__":
    main()
