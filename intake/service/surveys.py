"""A link by which a citizen says how it went, without receipt and without seeing anything."""

import base64
import hashlib
import hmac

from intake.domain.complaint import Complaint, ComplaintState
from intake.domain.errors import LinkUsed, TooLong
from intake.domain.receipt import digest
from intake.domain.visits import CallBack, Heard, Visitor
from intake.ports import Ports, UnitOfWork
from intake.ports.sending import Message
from intake.service.call_backs import SURVEY, redo_by
from intake.service.filing import clean

TOKEN_BYTES = 24
LONGEST_NOTE = 2000


def message(number: str, key: str, *, ports: Ports) -> Message | None:
    """With a new link that replaces the one before. None: nothing to ask any more.

    Made where contacts are opened, at the moment of sending: the token is stored nowhere. It
    follows from the delivery's random key and a secret, so that the same message sent twice holds
    the same link.
    """
    mac = hmac.digest(ports.receipt_secret, b"survey\0" + key.encode(), hashlib.sha256)
    token = base64.urlsafe_b64encode(mac[:TOKEN_BYTES]).decode()
    with ports.uow() as uow:
        call_backs = uow.call_backs.of(number)
        if not call_backs or uow.complaints.get(number).state is not ComplaintState.ANSWERED:
            return None
        call_backs[-1].link(digest(token, ports.pepper), ports.clock(), ports.visit_rules)
        uow.commit()
    address = f"{ports.public_url.rstrip('/')}/survey/{token}"
    return ports.messages.say(SURVEY, number=number, address=address)


def look(token: str, *, ports: Ports) -> str:
    """The number the link asks about. Raise LinkUsed; looking does not use it."""
    with ports.view() as uow:
        return _asked(uow, token, ports)[0].number


def answer(token: str, heard: Heard, note: str, *, ports: Ports) -> bool:
    """Once. The note is added to what the citizen told. True: it will be redone."""
    if note.strip() and len(note := clean(note, "/note")) > LONGEST_NOTE:
        raise TooLong("/note", longest=LONGEST_NOTE)
    now = ports.clock()
    with ports.uow() as uow:
        call_back, complaint = _asked(uow, token, ports)
        call_back.use_link(now)
        if note:
            complaint.add_material(note, now)
        again = redo_by(heard, ports)
        complaint.visited(Visitor.CITIZEN, heard, by="citizen", at=now, redo_by=again)
        call_back.end(now)
        uow.commit()
    return complaint.state is not ComplaintState.CLOSED


def _asked(uow: UnitOfWork, token: str, ports: Ports) -> tuple[CallBack, Complaint]:
    call_back = uow.call_backs.by_link(digest(token, ports.pepper))
    if call_back is None or not call_back.opens(ports.clock()):
        raise LinkUsed
    complaint = uow.complaints.get(call_back.number)
    if complaint.state is not ComplaintState.ANSWERED:
        raise LinkUsed
    return call_back, complaint
