"""Files of a protected report: sealed while they come, shown for what they give away, then sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import BinaryIO

from intake.domain.attachment import LARGEST, LONGEST_NAME, Label, Telling
from intake.domain.days import day_of
from intake.domain.errors import CannotTakeFiles, FileTooLarge, NotFound, StorageBusy
from intake.domain.protected import ProtectedReport, SealedFile, stored_as
from intake.domain.receipt import digest, parse_receipt
from intake.domain.staff import StaffMember
from intake.ports import Ports, UnitOfWork
from intake.ports.files import Draft, Examined, FileSealer
from intake.service import holding

# A file neither sent nor dropped is kept for the day it came and the next.
KEEP_PENDING = timedelta(days=1)
KEEP_STRAY = timedelta(days=2)  # longer than any upload takes, and than a day's dating is off


@dataclass(frozen=True)
class Attached:
    """A file that came in, and what was found in it: shown once, before it is sent."""

    attachment: str
    type: str
    tellings: tuple[Telling, ...] = field(repr=False)
    remark: str
    has_copy: bool


class Incoming:
    """A file on its way in. Used from one thread at a time; drop() when anything goes wrong."""

    def __init__(self, report: ProtectedReport, ports: Ports):
        self._report, self._ports = report, ports
        self._original = _Sealing(report.id, ports)
        self._copy: _Sealing | None = None
        self._is_stored = False

    def take(self, piece: bytes) -> None:
        """Raise FileTooLarge and StorageBusy."""
        if self._original.sealer.length + len(piece) > LARGEST:
            raise FileTooLarge
        self._original.sealer.take(piece)

    def finish(self, name: str) -> Attached:
        """Look into it, seal a copy of it that gives less away, and keep both until they are sent.

        Raise FileRefused, StorageBusy, NotAllowedNow, TooManyFiles; nothing is kept then.
        """
        self._original.finish()
        seen = self._original.sealer.again()
        with self._ports.inspection.examine(seen, name) as found:
            if found.copy:
                self._copy = _Sealing(self._report.id, self._ports)
                for piece in found.pieces:
                    self._copy.sealer.take(piece)
                self._copy.finish()
        return self._store(name, found)

    def drop(self) -> None:
        """Leaves nothing behind, unless it was stored."""
        if self._is_stored:
            return
        for one in self._sealings():
            one.draft.drop()
            self._ports.files.destroy([stored_as(one.name)])

    def _sealings(self) -> list["_Sealing"]:
        return [self._original, *([self._copy] if self._copy else [])]

    def _store(self, name: str, found: Examined) -> Attached:
        today, attachment = day_of(self._ports.clock()), SealedFile.new_attachment()
        files: list[SealedFile] = []
        for one in self._sealings():
            one.draft.keep(today)
        with self._ports.uow() as uow:
            # As it is by now: it may have been handed on while the file came.
            report = uow.protected.get(self._report.id)
            holding.check_readers(report, self._ports)
            for one, label in zip(self._sealings(), self._labels(name, found), strict=True):
                envelope = self._ports.vault.seal(
                    report.id, one.name, label.to_text(), report.reporter_key, report.desks
                )
                is_original = one is self._original
                files.append(
                    SealedFile(one.name, attachment, is_original, today, one.size, envelope)
                )
            report.attach(*files)
            uow.commit()
        self._is_stored = True
        return Attached(attachment, found.type, found.traces, found.remark, bool(found.copy))

    def _labels(self, name: str, found: Examined) -> Iterator[Label]:
        """Of the original, then of its copy, which has neither name nor traces."""
        for one in self._sealings():
            label = Label(one.sealer.key.hex(), found.type, one.sealer.length, remark=found.remark)
            if one is self._original:
                told = tuple(telling.words for telling in found.traces)
                yield replace(label, name=name[-LONGEST_NAME:], traces=told)
            else:
                yield replace(label, type=found.copy or found.type)


class _Sealing:
    """One sealed file being written."""

    def __init__(self, report: str, ports: Ports):
        self.name, self.size = SealedFile.new_name(), 0
        self.draft: Draft = ports.files.begin(stored_as(self.name))
        try:  # it writes its header
            self.sealer: FileSealer = ports.vault.file_sealer(self.draft, report, self.name)
        except StorageBusy:
            self.draft.drop()
            raise

    def finish(self) -> None:
        self.size = self.sealer.finish()


def begin(receipt: str, *, ports: Ports) -> Incoming:
    """Raise NotFound, BadReceipt, CannotTakeFiles, NotAllowedNow, TooManyFiles, StorageBusy."""
    if not ports.inspection.is_there:
        raise CannotTakeFiles
    with ports.view() as uow:
        report = behind(receipt, uow, ports)
    report.takes_files()
    return Incoming(report, ports)


def send(receipt: str, attachment: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        behind(receipt, uow, ports).send(attachment)
        uow.commit()


def drop(receipt: str, attachment: str, *, ports: Ports) -> None:
    """Destroy a file that was not sent."""
    with ports.uow() as uow:
        report = behind(receipt, uow, ports)
        before = stored(report)
        report.drop(attachment)
        uow.commit()
    ports.files.destroy(before - stored(report))


def forget(*, ports: Ports) -> None:
    """Destroy what was never sent, and what a kill or a power cut left in the folder."""
    today = day_of(ports.clock())
    gone: set[str] = set()
    with ports.uow() as uow:
        for report in uow.protected.with_forgotten_files(today - KEEP_PENDING):
            before = stored(report)
            report.drop_forgotten(today - KEEP_PENDING)
            gone |= before - stored(report)
        uow.commit()
    ports.files.destroy(gone)
    with ports.view() as uow:
        known = {stored_as(name) for name in uow.protected.file_names()}
    ports.files.forget(known, ports.clock() - KEEP_STRAY)


def stored(report: ProtectedReport) -> set[str]:
    """Names in the folder."""
    return {one.stored_as for one in report.files}


# -- the desk ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenedFile:
    name: str  # to save it under; not the reporter's own
    length: int
    pieces: Iterator[bytes] = field(repr=False)  # raises when the file was changed


def fetch_file(
    id: str, name: str, who: StaffMember, *, ports: Ports
) -> tuple[bytes, BinaryIO, int]:
    """What goes before it, the sealed file, and its size. Noted as an opening. Raise NotFound."""
    with ports.uow() as uow:
        report = holding.held(id, who, uow)
        file = report.file(name)
        report.fetched(who.role, day_of(ports.clock()))
        uow.commit()
    return ports.vault.file_head(id, file), ports.files.open(file.stored_as), file.size


def read_file(id: str, name: str, who: StaffMember, passphrase: str, *, ports: Ports) -> OpenedFile:
    """Opened for the length of one request. Raise WrongPassphrase and NotFound."""
    desk = ports.vault.open_as(who.desk, passphrase)
    with ports.view() as uow:
        file = holding.held(id, who, uow).file(name)
    label = Label.from_text(desk.read(id, file))
    _, stream, _ = fetch_file(id, name, who, ports=ports)
    kind = "original" if file.is_original else "copy"
    pieces = _until_closed(stream, ports.vault.file_pieces(stream, id, file, label))
    return OpenedFile(f"{id}-{file.attachment}-{kind}.{label.type}", label.length, pieces)


def _until_closed(stream: BinaryIO, pieces: Iterator[bytes]) -> Iterator[bytes]:
    with stream:
        yield from pieces


def behind(receipt: str, uow: UnitOfWork, ports: Ports) -> ProtectedReport:
    """The report of a receipt as it was typed. Raise BadReceipt and NotFound."""
    report = uow.protected.by_receipt(digest(parse_receipt(receipt), ports.pepper))
    if report is None:
        raise NotFound
    return report
