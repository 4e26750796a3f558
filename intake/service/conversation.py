"""The gateway: a message is stored before anything clever sees it, then answered.

`hear` stores and returns at once; `reply` lets Rasa, or the scripted interview, answer what is
pending. Both may run twice. Receipts and contacts never reach Rasa.
"""

import re
from dataclasses import dataclass, field, replace

from intake.domain import contact, redaction
from intake.domain.conversation import SLOTS, Conversation, Engine, Owner, Stage, Turn, Who
from intake.domain.errors import BadConversation, BadReceipt, NotFound
from intake.domain.receipt import digest, parse_receipt
from intake.ports import Ports, Understood, UnitOfWork
from intake.service import filing, interview, status
from intake.service.filing import Filed, clean
from intake.service.talking import (
    ask_human,
    draft_key,
    file_draft,
    offer_joining,
    tell,
    to_private_way,
)
from routing.assignment import Disposition, Situation

LONGEST_FOR_RASA = 2000
SHORTEST_TOKEN = 22  # 128 bits in base64url
SURE = 0.6  # of an intent on which the gateway acts by itself
NEEDS_RECEIPT = ("check_status", "add_material", "urge")
STAY_SILENT = (*NEEDS_RECEIPT, "ask_human", "large_type")  # the gateway speaks
RASA_PAYLOAD = re.compile(r"/[a-z_]{1,40}")
COMMANDS = ("submit", "join", "no_contact", "change", "register", "restart")
DANGER = ("emergency", "self_harm")  # acted on however unsure


@dataclass(frozen=True)
class Heard:
    """What came of one message. `pending`: call reply() for the answer."""

    pending: bool
    since: int = 0  # the last turn's id before this message
    filed: Filed | None = None
    status: "status.Status | None" = field(default=None, repr=False)
    sealed: bool = False  # the receipt typed is a protected report's


def open_conversation(token: str, *, ports: Ports) -> Conversation:
    """The conversation behind the citizen's token; a new one greets."""
    with ports.uow() as uow:
        conv = _get(uow, token, ports)
        if not conv.turns:
            tell(conv, "welcome", ports)
        uow.commit()
    return conv


def hear(
    token: str,
    text: str,
    *,
    ports: Ports,
    payload: str = "",
    draft: int | None = None,
    channel: str = "web",
) -> Heard:
    """Store one message. Commands (`cmd:…`) and Rasa payloads (`/…`) are taps on buttons.

    `draft` numbers the complaint the form was about, so that a form sent twice files once.
    """
    if not payload and (found := _receipt(text, ports)):
        return found
    with ports.uow() as uow:
        conv = _get(uow, token, ports, channel)
        since = max((turn.id or 0 for turn in conv.turns), default=0)
        if payload.startswith("cmd:"):
            heard = _command(uow, conv, payload[4:], draft, ports)
        else:
            tap = payload if RASA_PAYLOAD.fullmatch(payload) else ""
            heard = _message(uow, conv, clean(text, "/text"), tap, ports)
        offer_joining(uow, conv, ports)
        uow.commit()
    return replace(heard, since=since)


def reply(token: str, *, ports: Ports) -> Conversation:
    """Answer what is pending, oldest first; return the conversation as it stands then."""
    conv = look(token, ports=ports)
    while turn := conv.pending():
        conv = _reply_to(conv, turn, ports)
    return conv


def _reply_to(conv: Conversation, turn: Turn, ports: Ports) -> Conversation:
    """Rasa is asked outside the transaction; meanwhile everything may have changed."""
    sent = _for_rasa(turn.text)
    understood = None
    if conv.engine is Engine.RASA:
        understood = ports.dialogue.reply(
            sender(conv), turn.payload or sent, payload=bool(turn.payload)
        )
    with ports.uow() as uow:
        now = uow.conversations.get(conv.id)
        if now is None:
            raise NotFound
        still = now.pending()
        if still is None or still.id != turn.id:
            return now  # somebody else answered it, or a person took over
        still.pending = False
        if understood is None:
            _without_rasa(uow, now, still.text, ports)
        else:
            _act(uow, now, still, _unmasked(understood, sent, turn.text), ports)
        offer_joining(uow, now, ports)
        uow.commit()
    return now


def look(token: str, *, ports: Ports) -> Conversation:
    with ports.view() as uow:
        return find(uow, token, ports=ports)


def find(uow: UnitOfWork, token: str, *, ports: Ports) -> Conversation:
    """Also one that was begun elsewhere, and goes on under this token. Raise NotFound."""
    id = id_of(token, ports)
    conv = uow.conversations.get(id)
    if conv is None and (way := uow.ways_in.get(id)):
        conv = uow.conversations.get(way.conversation)
    if conv is None:
        raise NotFound
    return conv


def sender(conv: Conversation) -> str:
    """Rasa's name for this conversation: new for each complaint, so that nothing carries over."""
    return f"{conv.id[:40]}-{conv.drafts}"


def unseen_receipt(conv: Conversation, *, ports: Ports) -> Filed | None:
    """The receipt of what an agent filed for the citizen, until the citizen has noted it down."""
    if conv.unseen_receipt is None:
        return None
    with ports.view() as uow:
        return filing.filed_before(uow, draft_key(conv, conv.unseen_receipt), ports=ports)


# -- hearing ----------------------------------------------------------------------------------


def _receipt(text: str, ports: Ports) -> Heard | None:
    """A receipt typed into the chat is answered, never stored, never passed on."""
    try:
        bare = parse_receipt(text)
    except BadReceipt:
        return None
    found = status.look_up(bare, ports=ports)
    return Heard(False, status=found, sealed=found is None)


def _message(uow: UnitOfWork, conv: Conversation, text: str, payload: str, ports: Ports) -> Heard:
    now = ports.clock()
    no_number = conv.stage is Stage.CONTACT and ports.words.means("no_contact", text)
    situations = ports.first_look.look(text)
    if not no_number and ports.first_look.wants_secrecy(text):
        to_private_way(conv, ports, situations)
        return Heard(False)
    if situations:
        conv.hear(text, now, pending=False)
        _situations(uow, conv, text, situations, ports)
        return Heard(False)
    if conv.owner is not Owner.BOT:
        conv.hear(text, now, pending=False)
        return Heard(False)
    if conv.stage is not Stage.TALKING:
        return _closing(uow, conv, text, ports)
    if conv.asking != "whom" and redaction.gives_a_phone(text):
        conv.hear(redaction.mask_numbers(text), now, pending=False)
        interview.keep_contact(conv, text, words=ports.words, sealer=ports.contact_sealer, now=now)
        return Heard(False)
    conv.hear(text, now, pending=True, payload=payload)
    _caution(conv, text, ports)
    return Heard(True)


def _caution(conv: Conversation, text: str, ports: Ports) -> None:
    """A number to call, or the private way, mentioned once: half of what people say names no word
    that could be listed."""
    heard, said = ports.first_look.caution(text), {turn.text for turn in conv.turns}
    for perhaps, name in ((heard.danger, "perhaps_danger"), (heard.secrecy, "perhaps_secrecy")):
        if perhaps and ports.words.say(name).text not in said:
            tell(conv, name, ports)


def _closing(uow: UnitOfWork, conv: Conversation, text: str, ports: Ports) -> Heard:
    """Contact and read-back: nothing of these reaches Rasa."""
    now, words = ports.clock(), ports.words
    # A number added at the read-back is a contact too, unless a part is being corrected.
    is_contact = conv.stage is Stage.CONTACT or (
        not conv.correcting and redaction.gives_a_phone(text)
    )
    stored = contact.hidden(text) if is_contact else text
    conv.hear(stored, now, pending=False)
    if words.means("human", text):
        ask_human(uow, conv, ports)
    elif words.means("withdraw", text):
        conv.begin_anew()
        tell(conv, "withdrawn", ports)
    elif is_contact:
        interview.take_contact(conv, text, words=words, sealer=ports.contact_sealer, now=now)
    elif interview.confirm(conv, text, words=words, now=now):
        return Heard(False, filed=file_draft(uow, conv, ports=ports))
    return Heard(False)


def _command(
    uow: UnitOfWork, conv: Conversation, command: str, draft: int | None, ports: Ports
) -> Heard:
    """A tap. One that is unknown or out of season does nothing but ask the next question."""
    name, _, slot = command.partition(":")
    now, words = ports.clock(), ports.words
    if name in ("submit", "join") and draft is not None and draft < conv.drafts:
        return Heard(False, filed=filing.filed_before(uow, draft_key(conv, draft), ports=ports))
    if name == "human":
        ask_human(uow, conv, ports)
        return Heard(False)
    if name == "noted":
        conv.unseen_receipt = None
        return Heard(False)
    if name not in COMMANDS:
        return Heard(False)
    conv.hear(words.say(f"tapped_{name}").text, now, pending=False)
    if name == "restart":
        conv.begin_anew()
        tell(conv, "begin_anew", ports)
    elif not conv.draft.get("what"):
        interview.go_on(conv, words=words, now=now)
    elif name in ("submit", "join") and conv.stage is Stage.CONFIRM:
        joins = (conv.joinable or "") if name == "join" else ""
        return Heard(False, filed=file_draft(uow, conv, ports=ports, joins=joins))
    elif name in ("submit", "join", "no_contact"):
        interview.read_back(conv, words=words, now=now)
    elif name == "change" and slot in (*SLOTS, "contact"):
        interview.correct(conv, slot, words=words, now=now)
    elif name == "change":
        tell(conv, "which_part", ports)
    elif name == "register":
        conv.engine = Engine.SCRIPT
        interview.go_on(conv, words=words, now=now)
    return Heard(False)


def _situations(
    uow: UnitOfWork,
    conv: Conversation,
    text: str,
    situations: tuple[Situation, ...],
    ports: Ports,
) -> None:
    """Danger and other authorities: the number to call comes first, before any question."""
    now = ports.clock()
    for situation in situations:
        conv.tell(situation.reply.strip(), now)
    conv.urgent = conv.urgent or any(s.urgent for s in situations)
    if conv.owner is not Owner.BOT:
        return
    if any(s.handover for s in situations):
        ask_human(uow, conv, ports)
    elif any(s.disposition is Disposition.INFORM for s in situations):
        tell(conv, "something_else", ports)
    elif conv.stage is Stage.TALKING:
        conv.add(text)
        tell(conv, "register_too", ports)


# -- answering --------------------------------------------------------------------------------


def _act(
    uow: UnitOfWork, conv: Conversation, turn: Turn, understood: Understood, ports: Ports
) -> None:
    intent = understood.intent if understood.confidence >= SURE else ""
    if intent == "report_secretly":
        conv.turns.remove(turn)
        to_private_way(conv, ports)
    elif understood.intent in DANGER:
        _danger(uow, conv, turn, understood, ports)
    elif intent == "withdraw":
        conv.begin_anew()
        tell(conv, "withdrawn", ports)
    elif _is_an_answer_after_all(conv, turn, understood):
        interview.answer(conv, turn.text, words=ports.words, now=ports.clock())
    else:
        was_filling = conv.asking is not None
        _take(conv, turn, understood)
        finished = (understood.loop is None and was_filling) or _filled(conv, understood)
        if intent in STAY_SILENT:
            _serve(uow, conv, intent, ports)
        elif finished and conv.draft.get("what"):
            interview.close(conv, words=ports.words, now=ports.clock())
        else:
            for said in understood.messages:
                conv.tell(said.text, ports.clock(), said.buttons)


def _take(conv: Conversation, turn: Turn, understood: Understood) -> None:
    for slot in ("kind", *SLOTS):
        value = understood.slots.get(slot, "")
        # Rasa has a masked copy of what we have, or of its end.
        if not _for_rasa(conv.draft.get(slot, "")).endswith(value):
            conv.fill(**{slot: value})
    if understood.intent == "nlu_fallback" and not conv.draft.get("what"):
        conv.hold(turn.text)
    conv.asked += understood.asking not in (None, conv.asking)
    conv.asking = understood.asking


def _serve(uow: UnitOfWork, conv: Conversation, intent: str, ports: Ports) -> None:
    """What the gateway does itself. A question that was open is asked again."""
    if intent == "ask_human":
        ask_human(uow, conv, ports)
        return
    tell(conv, "needs_receipt" if intent in NEEDS_RECEIPT else intent, ports)
    if conv.asking:
        tell(conv, f"ask_{conv.asking}", ports)


def _danger(
    uow: UnitOfWork, conv: Conversation, turn: Turn, understood: Understood, ports: Ports
) -> None:
    """The number to call first, whatever was being asked. The form is over for Rasa; the
    scripted interview knows what was said so far."""
    for said in understood.messages:
        conv.tell(said.text, ports.clock(), said.buttons)
    conv.urgent, conv.engine = True, Engine.SCRIPT
    conv.add(turn.text)
    if understood.intent == "self_harm":
        ask_human(uow, conv, ports)
    else:
        tell(conv, "register_too", ports)


def _is_an_answer_after_all(conv: Conversation, turn: Turn, understood: Understood) -> bool:
    """A shop called 永和大王 may sound like a wish for large type. Whoever says it again, or is
    asked the same thing a third time, has answered: the scripted interview takes it from there."""
    if conv.asking is None or conv.asking != understood.asking:
        conv.misses = 0
        return False
    conv.misses += 1
    said = [t.text for t in conv.turns if t.who is Who.CITIZEN and t is not turn]
    return conv.misses > 2 or said[-1:] == [turn.text]


def _filled(conv: Conversation, understood: Understood) -> bool:
    """Enough is known, or enough was asked."""
    if not conv.draft.get("what"):
        return False
    complete = understood.loop is None and conv.missing() is None
    return complete or conv.asked >= interview.MOST_QUESTIONS


def _without_rasa(uow: UnitOfWork, conv: Conversation, text: str, ports: Ports) -> None:
    if ports.words.means("human", text):
        ask_human(uow, conv, ports)
    else:
        interview.answer(conv, text, words=ports.words, now=ports.clock())


def _for_rasa(text: str) -> str:
    return redaction.mask_numbers(text)[:LONGEST_FOR_RASA]


def _unmasked(understood: Understood, sent: str, text: str) -> Understood:
    """Rasa saw numbers masked; the complaint keeps them."""
    slots = {k: text if v == sent else v for k, v in understood.slots.items()}
    return replace(understood, slots=slots)


def _get(uow: UnitOfWork, token: str, ports: Ports, channel: str = "web") -> Conversation:
    try:
        return find(uow, token, ports=ports)
    except NotFound:
        now = ports.clock()
        conv = Conversation(id_of(token, ports), now, now, channel)
        uow.conversations.add(conv)
        return conv


def id_of(token: str, ports: Ports) -> str:
    if not SHORTEST_TOKEN <= len(token) <= 100:
        raise BadConversation("/conversation")
    return digest("conversation:" + token, ports.pepper)
