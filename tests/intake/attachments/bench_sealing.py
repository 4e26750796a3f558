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
from intake.vault.files import FileSealer

MEGABYTE = 1_000_000
IDS = {"report": "B1", "attachment": "A1"}
PIECE = bytes(range(250)) * (MEGABYTE // 250)


def seal(out) -> FileSealer:
    sealer = FileSealer(out, **IDS)
    for _ in range(100):
        sealer.take(PIECE)
    sealer.finish()
    return sealer


def main() -> None:
    FileSealer(io.BytesIO(), **IDS).finish()  # warm
    before, took = peak(), {}
    with tempfile.TemporaryFile() as sealed, tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        sealer = seal(sealed)
        took["seal"] = time.perf_counter() - start
        sealed.seek(0)
        start = time.perf_counter()
        open_file(sealed, out, key=sealer.key, **IDS)
        took["open"] = time.perf_counter() - start
        grown = peak() - before
        tracemalloc.start()
        sealed.seek(0)
        seal(sealed)
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
