"""python -m tests.intake.vault.benchmark: what sealing costs. For reading; nothing fails."""

import os
import platform
import time
from collections.abc import Callable

from rich.console import Console

from intake.vault import envelope, quorum, reading
from intake.vault.handler_keys import KeyPair, Suite, lock, new_pair
from tests.intake.vault.people import IDENTITY_PLACE, PLACE

REPORT = ("举报" * 342).encode()[:2048]
out = Console()


def rate(act: Callable[[], object], seconds: float = 3) -> float:
    """Calls per second on this one core."""
    act()
    done, begun = 0, time.perf_counter()
    while (took := time.perf_counter() - begun) < seconds:
        act()
        done += 1
    return done / took


def publics(people: dict[str, KeyPair]) -> dict[str, bytes]:
    return {name: each.public for name, each in people.items()}


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    out.print(f"{platform.machine()}, Python {platform.python_version()}, 1 core")
    for suite in Suite:
        handlers = {f"h-{i}": new_pair(suite) for i in range(3)}
        custodians = {f"c-{i}": new_pair(suite) for i in range(3)}
        readers, quorate = publics(handlers), publics(custodians)

        def report(to: dict[str, bytes] = readers) -> envelope.Envelope:
            return envelope.seal_report(PLACE, {"text": REPORT}, to)

        def identity(to: dict[str, bytes] = quorate) -> envelope.Envelope:
            return quorum.seal_guarded(quorum.identity_or_dummy(None), IDENTITY_PLACE, to)

        sealed, reader = report(), handlers["h-0"].private
        size = sum(map(len, [*sealed.blobs.values(), *sealed.wraps.values()]))
        both = rate(lambda: (report(), identity()))
        opens = rate(lambda: reading.open_envelope(sealed, "h-0", reader))  # noqa: B023
        out.print(f"{suite.name}: 2 KB report, 3 handlers, 3 custodians: {both:.0f}/s")
        out.print(f"  report alone {rate(report):.0f}/s ({size} bytes), opened {opens:.0f}/s")
        out.print(f"  identity alone {rate(identity):.0f}/s (SLIP-39 in pure Python)")
    private = new_pair().private
    out.print(f"lock or unlock a private key: {1000 / rate(lambda: lock(private, 'pw')):.0f} ms")


if __name__ == "__main__":
    main()
