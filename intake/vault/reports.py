"""Seal what belongs to a protected report, and read it again with the reporter's own receipt."""

import base64
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.domain.attachment import Label
from intake.domain.custodians import Custodian
from intake.domain.errors import BadPublicKey, RequesterIsCustodian, WrongPassphrase
from intake.domain.protected import REQUEST, By, ProtectedReport, SealedFile, SealedItem
from intake.domain.staff import FIRST_DESK
from intake.ports import Asked, Sealed
from intake.ports.files import Draft
from intake.vault.desks import DeskKeys
from intake.vault.envelope import Envelope, Place, seal_report
from intake.vault.file_rows import file_row
from intake.vault.files import FileSealer, file_pieces
from intake.vault.handler_keys import KeyPair, NotAKey, Suite
from intake.vault.quorum import CUSTODIANS, Request, identity_or_dummy, seal_guarded
from intake.vault.reading import (
    CannotOpen,
    CannotUnlock,
    open_content,
    open_envelope,
    rewrap,
    rotate,
    unlock,
    unwrap,
)

DESK, REPORTER, REQUESTER = FIRST_DESK, "reporter", "requester"
SEALED = "sealed"  # within a request: the item that is asked for
TENANT = "yihao"


class Reports:
    def __init__(
        self,
        first: DeskKeys,
        custodians: Mapping[str, Custodian],
        others: Mapping[str, DeskKeys] | None = None,
    ):
        """`first` is the desk that holds every report, `custodians` by id: three or more, or
        none."""
        self._desks = {DESK: first, **(others or {})}
        self._custodians = dict(custodians)

    @property
    def offices(self) -> Mapping[str, str]:
        return {desk: keys.office for desk, keys in self._desks.items()}

    @property
    def has_quorum(self) -> bool:
        return len(self.custodians) >= CUSTODIANS

    @property
    def all_custodians(self) -> Mapping[str, str]:
        return {id: one.office for id, one in self._custodians.items()}

    def share(self, item: Sealed, custodian: str) -> bytes | None:
        found: str | None = json.loads(item.envelope)["wraps"].get(custodian)
        return None if found is None else base64.b64decode(found)

    def with_share(self, item: Sealed, leaver: str, successor: str, wrap: bytes) -> bytes:
        rows = json.loads(item.envelope)
        rows["wraps"].pop(leaver, None)
        rows["wraps"][successor] = _text(wrap)
        return json.dumps(rows).encode()

    @property
    def custodians(self) -> Mapping[str, str]:
        return {id: one.office for id, one in self._custodians.items() if not one.retired}

    def reporter_key(self, report: str, receipt: str) -> bytes:
        return pair_from(report, receipt).public

    def seal(
        self, report: str, name: str, text: str, reporter_key: bytes, desks: Collection[str]
    ) -> bytes:
        readers = {desk: self._desks[desk].public for desk in desks if desk in self._desks}
        readers[REPORTER] = reporter_key
        place = Place(TENANT, report, name)
        return to_bytes(seal_report(place, {name: text.encode()}, readers))

    def guard(self, report: str, name: str, text: str, custodians: Collection[str]) -> bytes:
        """For two of three custodians. No text looks like any text of up to 4 KiB."""
        plain = identity_or_dummy(text.encode())
        publics = {id: self._custodians[id].public for id in custodians}
        return to_bytes(seal_guarded(plain, Place(TENANT, report, name), publics))

    def request(self, report: ProtectedReport, name: str, asked: Asked, expires: datetime) -> bytes:
        envelope = from_bytes(
            Place(TENANT, report.id, asked.item), report.item(asked.item).envelope
        )
        try:
            public = bytes.fromhex(asked.key)
            if public in {one.public for one in self._custodians.values()}:
                raise RequesterIsCustodian("/key")
            request = Request(
                id=name.partition(":")[2],
                tenant=TENANT,
                report=report.id,
                item=asked.item,
                requester=asked.requester,
                requester_key=public,
                motivation=asked.motivation,
                expires=expires,
                shares=dict(envelope.wraps),
            )
            contents = {
                REQUEST: request.model_dump_json().encode(),
                SEALED: envelope.blobs[asked.item],
            }
            place = Place(TENANT, report.id, name)
            return to_bytes(seal_report(place, contents, {REQUESTER: public}))
        except (NotAKey, ValueError):
            raise BadPublicKey("/key") from None

    def open_as(self, desk: str, passphrase: str) -> "OpenDesk":
        try:
            return OpenDesk(desk, unlock(self._desks[desk].locked, passphrase), self._desks)
        except (CannotUnlock, KeyError):
            raise WrongPassphrase("/passphrase") from None

    def without(self, item: Sealed, desk: str) -> bytes:
        """The envelope as it is, but for that desk's wrap."""
        rows = json.loads(item.envelope)
        rows["wraps"].pop(desk, None)
        return json.dumps(rows).encode()

    def request_file(self, report: str, item: SealedItem) -> bytes:
        """A request with its place, as it is handed to whoever asked."""
        row = {"report": report, "name": item.name, "envelope": _text(item.envelope)}
        return json.dumps(row).encode()

    def reader(self, report: ProtectedReport, receipt: str) -> Callable[[Sealed], str]:
        pair = pair_from(report.id, receipt)
        return lambda item: open_item(report.id, item, REPORTER, pair.private)

    def bundle(self, report: ProtectedReport) -> bytes:
        """What the desk may read of a report, sealed as it is, for the custodian's computer."""
        items = [
            {
                "name": item.name,
                "by": item.by,
                "on": item.on.isoformat(),
                "version": item.version,
                "envelope": _text(item.envelope),
            }
            for item in report.items
            if not (item.is_guarded or item.is_request)
        ]
        files = [file_row(file) for file in report.sent_files]
        return json.dumps({"report": report.id, "items": items, "files": files}).encode()

    def file_sealer(self, out: Draft, report: str, name: str) -> FileSealer:
        return FileSealer(out, report=report, attachment=name)

    def file_pieces(
        self, sealed: BinaryIO, report: str, file: SealedFile, label: Label
    ) -> Iterator[bytes]:
        """Raise CannotOpenFile when it was changed, also at the end."""
        key, length = bytes.fromhex(label.key), label.length
        return file_pieces(sealed, length, key=key, report=report, attachment=file.name)

    def file_head(self, report: str, file: SealedFile) -> bytes:
        """One line, then comes the sealed file."""
        return json.dumps({"report": report, **file_row(file)}).encode() + b"\n"


class OpenDesk:
    """A desk with its private key in memory: for one request, never kept."""

    def __init__(self, desk: str, private: bytes, desks: Mapping[str, DeskKeys]):
        self._desk, self._private, self._desks = desk, private, desks

    def read(self, report: str, item: Sealed) -> str:
        """Raise CannotOpen."""
        return open_item(report, item, self._desk, self._private)

    def hand(self, report: str, item: Sealed, to: str) -> bytes:
        """The item's envelope, its key wrapped to one more desk."""
        place = _place(report, item)
        envelope = from_bytes(place, item.envelope)
        mine, public = envelope.wraps.get(self._desk, b""), self._desks[to].public
        wraps = {
            **envelope.wraps,
            to: rewrap(mine, place, self._desk, self._private, to, public),
        }
        return to_bytes(replace(envelope, wraps=wraps))

    def rotate(
        self, report: str, item: Sealed, leaver: str, desks: Collection[str], reporter_key: bytes
    ) -> tuple[bytes, int]:
        """The same words under a key that the leaver never had, and their new version. `desks` are
        those that stay: a wrap in the envelope makes no reader."""
        envelope = from_bytes(_place(report, item), item.envelope)
        staying = {desk: self._desks[desk].public for desk in desks if desk in self._desks}
        staying[REPORTER] = reporter_key
        fresh = rotate(envelope, leaver, holder=self._desk, private=self._private, handlers=staying)
        return to_bytes(fresh), fresh.place.version


def read_bundle(content: bytes) -> tuple[str, list[SealedItem]]:
    """The report's id and its items. Raise CannotOpen where the file was cut or changed."""
    try:
        rows = json.loads(content)
        return rows["report"], [
            SealedItem(
                row["name"],
                By(row["by"]),
                date.fromisoformat(row["on"]),
                base64.b64decode(row["envelope"], validate=True),
                row.get("version", 1),
            )
            for row in rows["items"]
        ]
    except (ValueError, KeyError, TypeError):
        raise CannotOpen from None


def open_label(report: str, file: SealedFile, private: bytes) -> Label:
    """For the desk. Raise CannotOpen."""
    return Label.from_text(open_item(report, file, DESK, private))


def pair_from(report: str, receipt: str) -> KeyPair:
    """The reporter's key pair: HKDF-SHA256 (RFC 5869) of the receipt's 25 digits.

    79.7 bits stand behind it. Salted by the report, so that one guess tries one report alone.
    """
    kdf = HKDF(SHA256(), 32, salt=report.encode(), info=b"yihao reporter x25519 1")
    raw = kdf.derive(receipt.encode())
    public = X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()
    return KeyPair(bytes([Suite.X25519]) + public, bytes([Suite.X25519]) + raw)


def open_item(report: str, item: Sealed, holder: str, private: bytes) -> str:
    """Raise CannotOpen: not this holder's, moved, or changed since."""
    place = _place(report, item)
    envelope = from_bytes(place, item.envelope)
    key = unwrap(envelope.wraps.get(holder, b""), place, holder, private)
    return open_content(envelope.blobs.get(item.name, b""), key, place).decode()


def open_request(content: bytes, private: bytes) -> tuple[bytes, bytes]:
    """The request as JSON and the sealed item, for whoever asked. Raise CannotOpen."""
    try:
        rows = json.loads(content)
        place = Place(TENANT, rows["report"], rows["name"])
        envelope = from_bytes(place, base64.b64decode(rows["envelope"], validate=True))
    except (ValueError, KeyError, TypeError):
        raise CannotOpen from None
    contents = open_envelope(envelope, REQUESTER, private)
    return contents[REQUEST], contents[SEALED]


def _place(report: str, item: Sealed) -> Place:
    return Place(TENANT, report, item.name, item.version)


def to_bytes(envelope: Envelope) -> bytes:
    both = {"blobs": envelope.blobs, "wraps": envelope.wraps}
    rows = {part: {name: _text(it) for name, it in some.items()} for part, some in both.items()}
    return json.dumps(rows).encode()


def from_bytes(place: Place, stored: bytes) -> Envelope:
    try:
        rows: dict[str, Any] = json.loads(stored)
        blobs, wraps = (
            {name: base64.b64decode(it, validate=True) for name, it in rows[part].items()}
            for part in ("blobs", "wraps")
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CannotOpen from None
    return Envelope(place, blobs, wraps)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
