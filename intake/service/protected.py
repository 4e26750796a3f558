"""Take a protected report: seal it in the process that received it, and forget it."""

from dataclasses import dataclass, field

from intake.domain.days import day_of
from intake.domain.protected import ProtectedReport
from intake.domain.receipt import digest, new_receipt
from intake.ports import Ports
from intake.service.filing import clean

# Sealed lengths come in steps of 4 KiB, so that a length tells little about the words.
STEP = 4096


@dataclass(frozen=True)
class FiledProtected:
    receipt: str = field(repr=False)


def file_protected(text: str, *, ports: Ports) -> FiledProtected:
    """No event, no task, no number: nothing about it runs anywhere else."""
    plain = clean(text, "/text").encode()
    receipt = new_receipt()
    report = ProtectedReport(
        ProtectedReport.new_id(),
        day_of(ports.clock()),
        digest(receipt, ports.pepper),
        ports.report_sealer.seal(padded(plain)),
    )
    with ports.uow() as uow:
        uow.protected.add(report)
        uow.commit()
    return FiledProtected(receipt)


def sealed_reports(*, ports: Ports) -> list[ProtectedReport]:
    with ports.view() as uow:
        return uow.protected.all()


def sealed_report(id: str, *, ports: Ports) -> ProtectedReport:
    with ports.view() as uow:
        return uow.protected.get(id)


def padded(plain: bytes) -> bytes:
    """ISO/IEC 7816-4: 0x80, then zeros up to the next step."""
    return plain + b"\x80" + b"\0" * (-(len(plain) + 1) % STEP)


def unpadded(padded_text: bytes) -> bytes:
    return padded_text.rstrip(b"\0")[:-1]
