"""A person takes over a chat (转人工), with everything said so far; nothing is asked twice.

What was typed is shown masked; whoever has taken the chat can look at all of it for a purpose, and
the citizen reads in the chat that they did.
"""

from dataclasses import asdict, dataclass, field

from intake.domain.conversation import Conversation, Owner, Who
from intake.domain.errors import NotAllowed, NotAllowedNow, NotFound, TooManyReveals
from intake.domain.events import TextRevealed
from intake.domain.seats import CallerTag, PhoneCall
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports, UnitOfWork
from intake.service import call_backs, duplicates, interview, receipts
from intake.service.calling import CHANNEL
from intake.service.filing import Filed, clean
from intake.service.revealing import MOST_A_DAY, Purpose, check, looks
from intake.service.talking import file_draft

OFFICE = ""  # the hotline itself, in the fact of a look


@dataclass(frozen=True)
class Written:
    """What an agent puts instead of the citizen's words; a part left empty keeps these."""

    kind: str = ""
    what: str = field(default="", repr=False)
    where: str = field(default="", repr=False)
    when: str = field(default="", repr=False)
    whom: str = field(default="", repr=False)
    wish: str = field(default="", repr=False)


def queue(*, ports: Ports) -> list[Conversation]:
    with ports.view() as uow:
        return uow.conversations.waiting()


def look_at(id: str, *, ports: Ports) -> Conversation:
    with ports.view() as uow:
        return _asked(uow, id)


def take(id: str, agent: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        conv = _asked(uow, id)
        # Whoever telephones is talked to by telephone.
        if conv.channel == CHANNEL or (conv.owner is Owner.AGENT and conv.agent != agent):
            raise NotAllowedNow(step="take", state=conv.owner.value)
        conv.owner, conv.agent = Owner.AGENT, agent
        said = ports.words.say("agent_here")
        conv.tell(said.text, ports.clock(), said.buttons, Who.AGENT)
        uow.commit()


def say(id: str, text: str, agent: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        conv = _mine(uow, id, agent)
        if conv.channel == CHANNEL:
            raise NotAllowedNow(step="talk", state=CHANNEL)
        conv.tell(clean(text, "/text"), ports.clock(), who=Who.AGENT)
        uow.commit()


def hand_back(id: str, agent: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        conv = _mine(uow, id, agent)
        if conv.channel == CHANNEL:
            raise NotAllowedNow(step="talk", state=CHANNEL)
        conv.hand_back()
        said = ports.words.say("agent_gone")
        conv.tell(said.text, ports.clock(), said.buttons)
        uow.commit()


def reveal(id: str, purpose: Purpose, note: str, agent: str, *, ports: Ports) -> Conversation:
    """The chat to be shown unmasked, once the look is on record and told to the citizen.

    TooManyReveals after five on one day; the note as in revealing.reveal().
    """
    check(purpose, note.strip())
    with ports.uow() as uow:
        conv, now = _mine(uow, id, agent), ports.clock()
        if looks(uow, id, OFFICE, now) >= MOST_A_DAY:
            raise TooManyReveals
        uow.events.add(TextRevealed(id, now, OFFICE, agent, purpose.value))
        conv.tell(ports.words.say(f"looked_{purpose}").text, now)
        uow.commit()
        return conv


def alike(conv: Conversation, *, ports: Ports) -> list[duplicates.Alike]:
    """Open complaints of others that this one may be joined to."""
    new = interview.as_complaint(conv, words=ports.words)
    return duplicates.similar(new.text, area=new.area, ports=ports) if new.text else []


def file_for(
    id: str,
    written: Written,
    who: StaffMember,
    *,
    ports: Ports,
    joins: str = "",
    answer: str | None = None,
    by_sms: bool = False,
) -> Filed:
    """File on the citizen's behalf. The citizen, not the agent, is shown the receipt.

    With an `answer` no office gets it (直接答复): NotAllowed for outsourced agents (国办发〔2020〕
    66号文, unverified). `by_sms`: a caller wishes to be told at the number they call from, and to
    get the receipt there.
    """
    if answer is not None and not who.may(Act.SETTLE):
        raise NotAllowed
    with ports.uow() as uow:
        conv = _mine(uow, id, who.name)
        conv.draft = {**conv.draft, **_parts(written, conv)}
        call = uow.phone.call_of(id) if conv.channel == CHANNEL else None
        conv.unseen_receipt = None if call else conv.drafts
        if call and by_sms and call.contact_id and conv.sealed_contact is None:
            conv.sealed_contact = uow.contacts.sealed(call.contact_id)
        if answer is None:
            filed = file_draft(uow, conv, ports=ports, joins=joins)
        else:
            filed = _answered(uow, conv, clean(answer, "/answer"), who.name, ports)
        if call:
            _for_caller(uow, conv, call, filed, by_sms, ports)
        uow.commit()
    return filed


def _parts(written: Written, conv: Conversation) -> dict[str, str]:
    parts = {name: value for name, value in asdict(written).items() if value.strip()}
    if not conv.draft.get("what"):
        parts.setdefault("what", "")  # nothing was told: then it has to be written
    return {name: clean(value, f"/{name}") for name, value in parts.items()}


def _answered(uow: UnitOfWork, conv: Conversation, answer: str, by: str, ports: Ports) -> Filed:
    filed = file_draft(uow, conv, ports=ports, told="filed_answered")
    complaint, now = uow.complaints.get(filed.number), ports.clock()
    complaint.answer_at_desk(answer, by=by, at=now)
    call_backs.begin(uow, complaint, "", ports)
    conv.tell(answer, now, who=Who.AGENT)
    return filed


def _for_caller(
    uow: UnitOfWork, conv: Conversation, call: PhoneCall, filed: Filed, by_sms: bool, ports: Ports
) -> None:
    if call.tag:
        uow.phone.tag(filed.number, CallerTag(call.quarter, call.tag))
    if by_sms:
        receipts.plan(uow, conv, filed, ports)


def _asked(uow: UnitOfWork, id: str) -> Conversation:
    conv = uow.conversations.get(id)
    if conv is None or conv.owner is Owner.BOT:
        raise NotFound
    return conv


def _mine(uow: UnitOfWork, id: str, agent: str) -> Conversation:
    conv = _asked(uow, id)
    if conv.owner is not Owner.AGENT or conv.agent != agent:
        raise NotAllowedNow(step="talk", state=conv.owner.value)
    return conv
