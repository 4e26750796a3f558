"""A caller asked for a person: whose telephone rings, what their desk shows before it does, and
what becomes of callers nobody took."""

from collections.abc import Collection
from datetime import timedelta

from intake.domain import contact
from intake.domain.conversation import Conversation, Owner
from intake.domain.errors import BadContact, NotAllowedNow, NotConnected, NotFound
from intake.domain.events import CallAnswered, CallTransferred
from intake.domain.ring_backs import RingBack, WhyBack
from intake.domain.seats import CallerTag, PhoneCall, Seat, SeatState
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports, UnitOfWork
from intake.service import filing, talking
from intake.service.filing import new_contact


def ask(
    id: str, conv: Conversation | None, number: str, tags: Collection[CallerTag], *, ports: Ports
) -> str:
    """The extension that is about to ring; empty where nobody is ready. Asked twice, the same."""
    with ports.uow() as uow:
        if uow.phone.call(id) is None:
            uow.phone.add_call(_new(uow, id, conv, dialable(number), tags, ports))
        extension = _offer(uow, id, ports)
        uow.commit()
    return extension


def offer(id: str, *, ports: Ports) -> str:
    with ports.uow() as uow:
        extension = _offer(uow, id, ports)
        uow.commit()
    return extension


def pop(id: str, who: StaffMember, *, ports: Ports) -> None:
    """Their desk shows it: the telephone may ring."""
    with ports.uow() as uow:
        call = uow.phone.call(id)
        if call and call.agent == who.name and call.popped_at is None:
            call.popped_at = ports.clock()
            uow.commit()


def has_popped(id: str, *, ports: Ports) -> bool:
    with ports.view() as uow:
        call = uow.phone.call(id)
    return call is not None and call.popped_at is not None


def answered(id: str, *, ports: Ports) -> bool:
    """False where no agent was offered the call."""
    now = ports.clock()
    with ports.uow() as uow:
        call = uow.phone.call(id)
        if call is None or not call.agent:
            return False
        call.answered_at = call.answered_at or now
        if seat := _seat_of(uow, call):
            seat.talk(now)
        if conv := uow.conversations.get(call.conversation):
            conv.owner, conv.agent = Owner.AGENT, call.agent
        uow.events.add(CallAnswered(id, now, call.agent))
        uow.commit()
    return True


def missed(id: str, *, ports: Ports) -> None:
    """It rang and nobody took it: that seat pauses, another one may be offered the call."""
    with ports.uow() as uow:
        call = uow.phone.call(id)
        if call is None or call.was_answered:
            return
        if seat := _seat_of(uow, call):
            seat.stop_ringing(ports.clock(), missed=True)
        call.offer("")
        uow.commit()


def left(id: str, *, ports: Ports) -> str:
    """The agent is off the line. Where the caller goes on to; empty: nowhere."""
    with ports.uow() as uow:
        call = uow.phone.call(id)
        if call is None:
            return ""
        seat = _seat_of(uow, call)
        if seat and seat.state is SeatState.TALKING:
            seat.hang_up(ports.clock())
            uow.commit()
        line = ports.seat_rules.emergency.get(call.transfer)
    return line.address if line else ""


def ended(id: str, *, ports: Ports) -> None:
    """The caller is gone. Whom nobody talked to is rung back, and what they told is filed."""
    now = ports.clock()
    with ports.uow() as uow:
        call = uow.phone.call(id)
        if call is None or call.ended_at:
            return
        call.ended_at = now
        seat = _seat_of(uow, call)
        if call.was_answered:
            if seat and seat.state is SeatState.TALKING:
                seat.hang_up(now)
        else:
            if seat:
                seat.stop_ringing(now, missed=False)
            _gave_up(uow, call, ports)
        uow.commit()


def transfer(id: str, to: str, who: StaffMember, *, ports: Ports) -> None:
    """Send the caller on to 110, 119 or 120. Raise NotConnected, NotAllowedNow."""
    line = ports.seat_rules.emergency.get(to)
    if line is None:
        raise NotFound
    if not line.address:
        raise NotConnected
    now = ports.clock()
    with ports.uow() as uow:
        call = _talking(uow, id, who)
        if call.transfer:
            raise NotAllowedNow(step="transfer", state=call.transfer)
        call.transfer = to
        uow.events.add(CallTransferred(id, now, who.name, to))
        uow.commit()


def is_sent_on(id: str, *, ports: Ports) -> bool:
    with ports.view() as uow:
        call = uow.phone.call(id)
    return call is not None and bool(call.transfer)


def of_seat(seat: Seat, *, ports: Ports) -> tuple[PhoneCall, Conversation | None] | None:
    """What the agent's desk shows of their call."""
    if not seat.call:
        return None
    with ports.view() as uow:
        call = uow.phone.call(seat.call)
        return (call, uow.conversations.get(call.conversation)) if call else None


# -- for others that have a transaction open ------------------------------------------------------


def ring_back(
    uow: UnitOfWork,
    call: str,
    why: WhyBack,
    ports: Ports,
    *,
    contact_id: str | None = None,
    shown: str = "",
    number: str = "",
) -> None:
    """One call is listed once; what is known later is added."""
    now, rules = ports.clock(), ports.seat_rules
    if not rules.is_open(now):
        why = WhyBack.NIGHT
    one = uow.phone.ring_back_of(call)
    if one is None:
        one = RingBack(call, why, now, now + timedelta(hours=rules.within_hours), shown)
        uow.phone.add_ring_back(one)
    one.why = why if why is not WhyBack.GAVE_UP else one.why
    one.contact_id = one.contact_id or contact_id
    one.shown, one.number = one.shown or shown, number or one.number


def dialable(number: str) -> str:
    """What the switchboard calls a number need not be one we can call."""
    try:
        return filing.checked_contact(number) if number else ""
    except BadContact:
        return ""


# -- inside ------------------------------------------------------------------------------------


def _new(
    uow: UnitOfWork,
    id: str,
    conv: Conversation | None,
    number: str,
    tags: Collection[CallerTag],
    ports: Ports,
) -> PhoneCall:
    call = PhoneCall(id, conv.id if conv else "", ports.clock(), contact.hidden(number))
    if number:
        call.contact_id = new_contact(uow, ports.contact_sealer.seal(number.encode()))
    for latest in list(tags)[:1]:
        call.tag, call.quarter = latest.digest, latest.quarter
    call.matters = uow.phone.tagged(tags) if tags else []
    return call


def _offer(uow: UnitOfWork, id: str, ports: Ports) -> str:
    call, now = uow.phone.call(id), ports.clock()
    if call is None or call.ended_at or call.was_answered:
        return ""
    if mine := _seat_of(uow, call):
        return mine.extension
    for seat in uow.phone.seats():
        member = uow.staff.get(seat.member)
        if seat.is_ready(now) and member and member.may(Act.TALK) and not member.disabled:
            seat.ring(id, now)
            call.offer(seat.member)
            return seat.extension
    return ""


def _seat_of(uow: UnitOfWork, call: PhoneCall) -> Seat | None:
    """The one it rings at, is spoken at, or was; None once that seat has another."""
    seat = uow.phone.seat(call.agent) if call.agent else None
    return seat if seat and seat.call == call.id else None


def _talking(uow: UnitOfWork, id: str, who: StaffMember) -> PhoneCall:
    call = uow.phone.call(id)
    if call is None or call.agent != who.name:
        raise NotFound
    if not call.was_answered or call.ended_at:
        raise NotAllowedNow(step="transfer", state="ended")
    return call


def _gave_up(uow: UnitOfWork, call: PhoneCall, ports: Ports) -> None:
    number, conv = "", uow.conversations.get(call.conversation)
    if conv and conv.owner is not Owner.BOT:
        conv.hand_back()
        if conv.tells:
            number = _file(uow, conv, call, ports)
    if call.contact_id or number or uow.phone.ring_back_of(call.id):
        ring_back(
            uow,
            call.id,
            WhyBack.GAVE_UP,
            ports,
            contact_id=call.contact_id,
            shown=call.shown,
            number=number,
        )


def _file(uow: UnitOfWork, conv: Conversation, call: PhoneCall, ports: Ports) -> str:
    if conv.sealed_contact is None and call.contact_id:
        conv.sealed_contact = uow.contacts.sealed(call.contact_id)
    filed = talking.file_draft(uow, conv, ports=ports)
    if call.tag:
        uow.phone.tag(filed.number, CallerTag(call.quarter, call.tag))
    return filed.number
