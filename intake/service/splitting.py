"""One text, two matters: a second complaint that goes its own way, under the same receipt."""

import secrets

from intake.domain import access
from intake.domain.errors import NotFound
from intake.domain.receipt import digest
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports
from intake.service.filing import clean


def split(number: str, text: str, who: StaffMember, *, ports: Ports) -> str:
    """The number of the second, which is routed like any other. Its text is what the dispatcher
    cut out for it; the citizen sees both on one page. Raise NotAllowedNow away from the desk."""
    text = clean(text, "/text")
    with ports.uow() as uow:
        complaint = uow.complaints.get(number)
        if not (who.may(Act.DISPATCH) and access.may_see(who, complaint)):
            raise NotFound
        whole = complaint.part_of or number
        at = 2 + len(uow.complaints.parts_of(whole))
        part = complaint.split(
            f"{whole}-{at}",
            text,
            receipt_digest=digest(secrets.token_hex(), ports.pepper),  # nobody's receipt
            by=who.name,
            at=ports.clock(),
        )
        part.part_of = whole
        uow.complaints.add(part)
        uow.commit()
    return part.number
