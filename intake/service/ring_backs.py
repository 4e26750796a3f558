"""The list of those to be rung back (回电): taken, called, reached or tried again later."""

from dataclasses import dataclass

from intake.domain.complaint import Complaint
from intake.domain.days import day_of
from intake.domain.errors import NotAllowedNow, NotFound, TooManyReveals, UnknownCode
from intake.domain.events import NumberShown, RungBack
from intake.domain.lists import Tally
from intake.domain.ring_backs import RingBack
from intake.domain.staff import StaffMember
from intake.ports import Ports, UnitOfWork
from intake.service.revealing import MOST_A_DAY, Purpose, check


@dataclass(frozen=True)
class ToRingBack:
    """A row: what was said is in the complaint that was filed from it."""

    ring_back: RingBack
    complaint: Complaint | None


def listed(*, ports: Ports) -> tuple[list[ToRingBack], Tally]:
    """Overdue ones first."""
    with ports.view() as uow:
        rows = [_with_words(uow, one) for one in uow.phone.to_ring_back()]
        return rows, uow.phone.count_ring_backs()


def count(*, ports: Ports) -> Tally:
    with ports.view() as uow:
        return uow.phone.count_ring_backs()


def one(id: int, *, ports: Ports) -> ToRingBack:
    with ports.view() as uow:
        return _with_words(uow, _open(uow, id))


def take(id: int, who: StaffMember, *, ports: Ports) -> None:
    with ports.uow() as uow:
        _open(uow, id).take(who.name)
        uow.commit()


def reached(id: int, outcome: str, who: StaffMember, *, ports: Ports) -> None:
    """Raise UnknownCode."""
    if outcome not in ports.seat_rules.outcomes:
        raise UnknownCode("/outcome")
    now = ports.clock()
    with ports.uow() as uow:
        one = _mine(uow, id, who)
        one.reached(outcome, now)
        _forget_number(uow, one)
        uow.events.add(RungBack(one.call, now, who.name, outcome))
        uow.commit()


def not_reached(id: int, who: StaffMember, *, ports: Ports) -> None:
    now = ports.clock()
    with ports.uow() as uow:
        one = _mine(uow, id, who)
        if one.not_reached(now, ports.seat_rules):
            _forget_number(uow, one)
            uow.events.add(RungBack(one.call, now, who.name, one.outcome))
        uow.commit()


def show(
    id: int, purpose: Purpose, note: str, secret: str, who: StaffMember, *, ports: Ports
) -> None:
    """Ask for the number, on record. The vault worker opens it for the browser that has `secret`.

    Raise EmptyText, TooLong, TooManyReveals after five on one day, NotAllowedNow where no number
    is known.
    """
    check(purpose, note.strip())
    now = ports.clock()
    with ports.uow() as uow:
        one = _mine(uow, id, who)
        if not one.contact_id:
            raise NotAllowedNow(step="show", state="withheld")
        looks = [e for e in uow.events.of(one.call) if isinstance(e, NumberShown)]
        if sum(day_of(e.at) == day_of(now) for e in looks) >= MOST_A_DAY:
            raise TooManyReveals
        one.look(ports.looks.key(secret), now)
        uow.events.add(NumberShown(one.call, now, who.name, purpose.value))
        uow.commit()


def number_of(one: RingBack, secret: str, who: StaffMember, *, ports: Ports) -> str:
    """Empty as long as it was not opened, and once the look is over."""
    if one.taken_by != who.name or not one.look_sealed or not one.look_until:
        return ""
    if ports.clock() >= one.look_until or ports.looks.key(secret) != one.look_key:
        return ""
    return ports.looks.read(one.look_sealed, secret)


# -- for the vault worker -------------------------------------------------------------------------


@dataclass(frozen=True)
class ToOpen:
    id: int
    key: bytes
    sealed: bytes


def to_open(*, ports: Ports) -> list[ToOpen]:
    """Numbers somebody waits to see; those whose time is over are deleted on the way."""
    now = ports.clock()
    with ports.view() as uow:
        looks = uow.phone.looks()
    if any(one.look_until and one.look_until <= now for one in looks):
        with ports.uow() as uow:
            for one in uow.phone.looks():
                if one.look_until and one.look_until <= now:
                    one.forget_look()
            uow.commit()
    with ports.view() as uow:
        found = []
        for one in uow.phone.looks():
            sealed = uow.contacts.sealed(one.contact_id) if one.contact_id else None
            if one.look_key and not one.look_sealed and sealed:
                found.append(ToOpen(one.id or 0, one.look_key, sealed))
        return found


def opened(asked: ToOpen, number: bytes, *, ports: Ports) -> None:
    with ports.uow() as uow:
        one = uow.phone.ring_back(asked.id)
        if one and one.look_key == asked.key:
            one.look_sealed = ports.looks.seal(number, asked.key)
            uow.commit()


def _with_words(uow: UnitOfWork, one: RingBack) -> ToRingBack:
    return ToRingBack(one, uow.complaints.get(one.number) if one.number else None)


def _forget_number(uow: UnitOfWork, one: RingBack) -> None:
    """Unless it belongs to the complaint, too."""
    complaint = uow.complaints.get(one.number) if one.number else None
    if one.contact_id and (complaint is None or complaint.contact_id != one.contact_id):
        uow.contacts.remove(one.contact_id)
        one.contact_id = None


def _open(uow: UnitOfWork, id: int) -> RingBack:
    found = uow.phone.ring_back(id)
    if found is None or not found.is_open:
        raise NotFound
    return found


def _mine(uow: UnitOfWork, id: int, who: StaffMember) -> RingBack:
    one = _open(uow, id)
    one.mine(who.name)
    return one
