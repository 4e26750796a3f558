"""Who is ready to take calls: one key to change, forgotten a minute after the browser is gone."""

from datetime import timedelta

from intake.domain.errors import ChangedMeanwhile, NotFound, UnknownCode
from intake.domain.events import CallWrappedUp, StaffChanged
from intake.domain.seats import Seat, SeatState
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports, UnitOfWork
from intake.service.administering import other

EVERY = timedelta(seconds=15)  # between two writes of "still there"


def look(who: StaffMember, *, ports: Ports) -> Seat:
    with ports.view() as uow:
        return uow.phone.seat(who.name) or Seat(who.name)


def still_there(who: StaffMember, *, ports: Ports) -> Seat:
    """The desk asks for itself every few seconds: its browser is open."""
    now, seat = ports.clock(), look(who, ports=ports)
    if seat.seen_at and now - seat.seen_at < EVERY:
        return seat
    try:
        with ports.uow() as uow:
            seat = _seat(uow, who.name)
            seat.seen_at = now
            uow.commit()
    except ChangedMeanwhile:  # the next look says so again
        pass
    return seat


def turn(who: StaffMember, state: SeatState, *, ports: Ports) -> None:
    now = ports.clock()
    with ports.uow() as uow:
        seat = _seat(uow, who.name)
        seat.turn(state, now)
        seat.seen_at = now
        uow.commit()


def wrap_up(who: StaffMember, code: str, *, ports: Ports) -> None:
    """What became of the call; the seat is ready again. Raise UnknownCode."""
    if code not in ports.seat_rules.wrap_up:
        raise UnknownCode("/code")
    now = ports.clock()
    with ports.uow() as uow:
        seat = _seat(uow, who.name)
        id = seat.wrap_up(now)
        seat.seen_at = now
        if call := uow.phone.call(id):
            call.code, call.ended_at = code, call.ended_at or now
            if call.contact_id:
                uow.contacts.remove(call.contact_id)
                call.contact_id = None
            if conv := uow.conversations.get(call.conversation):
                conv.hand_back()
        uow.events.add(CallWrappedUp(id, now, who.name, code))
        uow.commit()


def extension_of(name: str, *, ports: Ports) -> str:
    with ports.view() as uow:
        seat = uow.phone.seat(name)
    return seat.extension if seat else ""


def give_extension(name: str, extension: str, who: StaffMember, *, ports: Ports) -> None:
    """By an administrator. Raise BadExtension, NotFound, OwnAccount."""
    with ports.uow() as uow:
        member = other(name, who, uow)
        if not member.may(Act.TALK):
            raise NotFound
        _seat(uow, name).give_extension(extension.strip())
        uow.events.add(StaffChanged(name, ports.clock(), who.name, "extension"))
        uow.commit()


def _seat(uow: UnitOfWork, member: str) -> Seat:
    seat = uow.phone.seat(member)
    if seat is None:
        seat = Seat(member)
        uow.phone.add_seat(seat)
    return seat
