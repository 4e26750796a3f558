"""Who of the own office has the same ticket open, and who writes an answer to it. Other offices are
never seen, not even those who help: who works on what is an office's own business."""

from intake.domain import access
from intake.domain.errors import NotFound
from intake.domain.presence import Colleague, Sign, beside
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports


def look(number: str, who: StaffMember, *, ports: Ports) -> list[Colleague]:
    """A beat of an open page: say that `who` is there, and hear who else is."""
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
        if not (who.may(Act.HANDLE) and access.may_see(who, complaint)):
            raise NotFound
    now, here = ports.clock(), place(number, who)
    ports.presence.note(here, Sign(who.name, now))
    return beside(ports.presence.at(here), now, who.name)


def place(number: str, who: StaffMember) -> str:
    return f"{who.office}:{number}"
