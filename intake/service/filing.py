"""Accept a complaint: store the words, hand out number and receipt, promise a date."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from intake.domain import contact
from intake.domain.complaint import Complaint, Kind
from intake.domain.errors import (
    BadContact,
    BadKey,
    EmptyText,
    KeyReused,
    NotJoinable,
    TooLong,
    UnknownArea,
)
from intake.domain.receipt import MIN_KEY, digest, new_receipt, receipt_for
from intake.domain.staff import IdempotencyKey
from intake.domain.writing import LONGEST, says_something, tidy
from intake.ports import Ports, UnitOfWork
from intake.service import duplicates

LONGEST_PLACE = 200


@dataclass(frozen=True)
class NewComplaint:
    text: str = field(repr=False)
    channel: str = "web"
    kind: Kind | None = None
    area: str | None = None
    place: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    sealed_contact: bytes | None = field(default=None, repr=False)  # sealed earlier, in the chat
    urgent: bool = False
    joins: str = ""  # the number of a like complaint to be handled with


@dataclass(frozen=True)
class Filed:
    number: str
    receipt: str = field(repr=False)  # 25 digits; returned here and never again
    promised_at: datetime
    replayed: bool = False


def file_complaint(new: NewComplaint, *, ports: Ports, key: str | None = None) -> Filed:
    """Store the complaint durably before anything clever runs.

    The same `key` with the same complaint gives the same number and receipt again, with
    another complaint KeyReused. Routing happens later, in the worker.
    """
    with ports.uow() as uow:
        filed = file_in(uow, new, ports=ports, key=key)
        uow.commit()
    return filed


def file_in(uow: UnitOfWork, new: NewComplaint, *, ports: Ports, key: str | None) -> Filed:
    """The same inside a transaction that does more."""
    new, sealed = _checked(new, ports)
    known = _known(uow, new, key, ports)
    if known:
        return known
    first = _to_join(uow, new, ports) if new.joins else None
    receipt = receipt_for(key, ports.receipt_secret) if key else new_receipt()
    now = ports.clock()
    contact_id = new_contact(uow, sealed) if sealed else None
    complaint = Complaint.file(
        uow.complaints.next_number(now),
        new.text,
        kind=new.kind,
        area=new.area or "",  # routing finds it in the words
        place=new.place,
        channel=new.channel,
        at=now,
        promised_at=ports.directory.promised_at(new.kind, now),
        receipt_digest=digest(receipt, ports.pepper),
        contact_id=contact_id,
    )
    complaint.urgent = new.urgent
    if first:
        complaint.join(first, by="citizen", at=now)
    uow.complaints.add(complaint)
    if key:
        uow.keys.add(
            IdempotencyKey(digest(key, ports.pepper), _body(new, ports), complaint.number, now)
        )
    return Filed(complaint.number, receipt, complaint.promised_at)


def new_contact(uow: UnitOfWork, sealed: bytes) -> str:
    id = str(uuid4())
    uow.contacts.put(id, sealed)
    return id


def _to_join(uow: UnitOfWork, new: NewComplaint, ports: Ports) -> Complaint:
    """Only what is offered for these very words: numbers are easy to guess."""
    offered = duplicates.similar_in(uow, new.text, area=new.area, ports=ports)
    if new.joins not in [one.number for one in offered]:
        raise NotJoinable("/joins")
    return uow.complaints.get(new.joins)


def filed_before(uow: UnitOfWork, key: str, *, ports: Ports) -> Filed | None:
    """What this key was answered with, for a form sent twice."""
    seen = uow.keys.get(digest(key, ports.pepper))
    if seen is None:
        return None
    promised_at = uow.complaints.get(seen.number).promised_at
    return Filed(seen.number, receipt_for(key, ports.receipt_secret), promised_at, replayed=True)


def _known(uow: UnitOfWork, new: NewComplaint, key: str | None, ports: Ports) -> Filed | None:
    if not key:
        return None
    seen = uow.keys.get(digest(key, ports.pepper))
    if seen is None:
        return None
    if seen.body_digest != _body(new, ports):
        raise KeyReused
    return filed_before(uow, key, ports=ports)


def _body(new: NewComplaint, ports: Ports) -> str:
    whole = [new.text, new.channel, new.kind, new.area, new.place, new.contact, new.joins]
    return digest(hashlib.sha256(json.dumps(whole).encode()).hexdigest(), ports.pepper)


def _checked(new: NewComplaint, ports: Ports) -> tuple[NewComplaint, bytes | None]:
    text = clean(new.text, "/text")
    place = tidy(new.place)
    if len(place) > LONGEST_PLACE:
        raise TooLong("/place", longest=LONGEST_PLACE)
    if new.area is not None and ports.directory.area_name(new.area) is None:
        raise UnknownArea("/area")
    sealed, given = new.sealed_contact, ""
    if new.contact.strip():
        given = checked_contact(new.contact)
        sealed = ports.contact_sealer.seal(given.encode())
    return replace(new, text=text, place=place, contact=given), sealed


def clean(text: str, pointer: str) -> str:
    """Drop what nobody can see; refuse what is empty or longer than we keep."""
    text = tidy(text)
    if not says_something(text):
        raise EmptyText(pointer)
    if len(text) > LONGEST:
        raise TooLong(pointer, longest=LONGEST)
    return text


def checked_contact(typed: str) -> str:
    """A telephone number or an address for mail. Raise BadContact."""
    found = contact.find(typed)
    if found is None:
        raise BadContact("/contact")
    return found


def check_key(key: str | None) -> str | None:
    if key is not None and not MIN_KEY <= len(key) <= 200:
        raise BadKey("/Idempotency-Key")
    return key
