"""A person takes over a chat (转人工), with everything said so far; nothing is asked twice.

What was typed is shown masked; whoever has taken the chat can look at all of it for a purpose, and
the citizen reads in the chat that they did.
"""

from intake.domain.conversation import Conversation, Owner, Who
from intake.domain.errors import NotAllowedNow, NotFound, TooManyReveals
from intake.domain.events import TextRevealed
from intake.ports import Ports, UnitOfWork
from intake.service.drafts import file_draft
from intake.service.filing import Filed, clean
from intake.service.revealing import MOST_A_DAY, Purpose, check, looks

OFFICE = ""  # the hotline itself, in the fact of a look


def queue(*, ports: Ports) -> list[Conversation]:
    with ports.view() as uow:
        return uow.conversations.waiting()


def look_at(id: str, *, ports: Ports) -> Conversation:
    with ports.view() as uow:
        return _asked(uow, id)


def take(id: str, agent: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        conv = _asked(uow, id)
        if conv.owner is Owner.AGENT and conv.agent != agent:
            raise NotAllowedNow(step="take", state=conv.owner.value)
        conv.owner, conv.agent = Owner.AGENT, agent
        said = ports.words.say("agent_here")
        conv.tell(said.text, ports.clock(), said.buttons, Who.AGENT)
        uow.commit()


def say(id: str, text: str, agent: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        conv = _mine(uow, id, agent)
        conv.tell(clean(text, "/text"), ports.clock(), who=Who.AGENT)
        uow.commit()


def hand_back(id: str, agent: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        conv = _mine(uow, id, agent)
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


def file_for(id: str, text: str, agent: str, *, ports: Ports) -> Filed:
    """File on the citizen's behalf. The citizen, not the agent, is shown the receipt.

    `text` instead of what the citizen told; empty keeps that as it is.
    """
    with ports.uow() as uow:
        conv = _mine(uow, id, agent)
        if text.strip() or not conv.draft.get("what"):
            conv.draft = {**conv.draft, "what": clean(text, "/text")}
        conv.unseen_receipt = conv.drafts
        filed = file_draft(uow, conv, ports=ports)
        uow.commit()
    return filed


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
