"""The port of the services: what an attachment gives away, in the words the reporter reads."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec

from intake.adapters.inspection import words
from intake.adapters.inspection.apart import examine
from intake.adapters.inspection.found import Refused, Trace
from intake.domain.attachment import Telling
from intake.domain.errors import FileRefused
from intake.ports.files import Examined

READERS = ("PIL", "pikepdf", "lxml", "puremagic", "olefile", "pi_heif")

MOST_VALUES = 4


def all_readers() -> bool:
    """Whether everything but mutagen is installed. Nothing is imported."""
    return all(find_spec(reader) for reader in READERS)


@dataclass(frozen=True)
class Examiner:
    is_there: bool

    @contextmanager
    def examine(self, pieces: Iterable[bytes], name: str) -> Iterator[Examined]:
        try:
            with examine(pieces, name) as got:
                yield Examined(
                    got.found.type,
                    tuple(_telling(got.found.traces)),
                    words.remark(got.remark) if got.remark else "",
                    got.copy,
                    got.pieces,
                )
        except Refused as refused:
            raise FileRefused(reason=words.refusal(refused.code)) from None


def _telling(traces: tuple[Trace, ...]) -> Iterator[Telling]:
    """One for each name, with the first few of its values."""
    values: dict[str, list[str]] = {}
    for trace in traces:
        values.setdefault(trace.name, []).extend(filter(None, [trace.value]))
    for name, some in values.items():
        yield Telling(words.trace_name(name), "；".join(dict.fromkeys(some[:MOST_VALUES])))
