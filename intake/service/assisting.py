"""While an agent talks: what the caller says becomes text on the agent's card, with the offices
that may be the right ones. Advice alone; runs where the models are."""

from intake.domain.conversation import Conversation, Who
from intake.domain.seats import Advice
from intake.ports import Ports, Router
from intake.service import calling

MOST = 3


def heard(token: str, words: str, *, ports: Ports) -> None:
    """As if typed to the agent. It belongs to the story that the agent files."""
    calling.hear(token, words, ports=ports)
    conv = calling.look(token, ports=ports)
    if conv is None:
        return
    with ports.uow() as uow:
        now = uow.conversations.get(conv.id)
        # What turned out to be secret was dropped by now.
        if now and any(turn.text == words for turn in now.turns if turn.who is Who.CITIZEN):
            now.add(words)
            uow.commit()


def advise(id: str, router: Router, *, ports: Ports) -> None:
    with ports.view() as uow:
        call = uow.phone.call(id)
        conv = uow.conversations.get(call.conversation) if call else None
    told = _told(conv)
    if not told:
        return
    got = router.assign(told, area=None, received_at=ports.clock())
    advice = [Advice(one.office, one.name, one.confidence) for one in got.suggestions[:MOST]]
    if got.lead and got.lead.office not in [one.office for one in advice]:
        lead = Advice(got.lead.office, got.lead.name, got.lead.confidence)
        advice = [lead, *advice][:MOST]
    with ports.uow() as uow:
        if call := uow.phone.call(id):
            call.advice = advice
            uow.commit()


def _told(conv: Conversation | None) -> str:
    if conv is None:
        return ""
    return "\n".join(conv.draft[slot] for slot in ("what", "where", "whom") if conv.draft.get(slot))
