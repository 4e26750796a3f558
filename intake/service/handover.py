"""A person takes over a chat (转人工), with everything said so far; nothing is asked twice."""

from intake.domain.conversation import Conversation, Owner, Who
from intake.domain.errors import NotAllowedNow, NotFound
from intake.ports import Ports, UnitOfWork
from intake.service.conversation import file_draft
from intake.service.filing import Filed, clean


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


def file_for(id: str, text: str, agent: str, *, ports: Ports) -> Filed:
    """File on the citizen's behalf. The citizen, not the agent, is shown the receipt."""
    with ports.uow() as uow:
        conv = _mine(uow, id, agent)
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
