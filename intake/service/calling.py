"""A phone call as a conversation: the same as in the chat, until somebody hangs up."""

from dataclasses import dataclass, field, replace

from intake.domain import contact
from intake.domain.conversation import Conversation, Owner
from intake.domain.days import last_day
from intake.domain.errors import BadReceipt, NotFound
from intake.domain.receipt import parse_receipt
from intake.domain.ring_backs import WhyBack
from intake.ports import Ports, Spoken, UnitOfWork
from intake.service import conversation, filing, receipts, ringing, talking
from intake.service import status as statuses
from intake.service.filing import Filed, NewComplaint

CHANNEL = "phone"


def hear(token: str, words: str, *, ports: Ports) -> Filed | None:
    heard = conversation.hear(token, words, ports=ports, channel=CHANNEL)
    if heard.pending:
        conversation.reply(token, ports=ports)
    return heard.filed


def tap(token: str, command: str, *, ports: Ports) -> Filed | None:
    """What a key stands for, as a button does in the chat."""
    return conversation.hear(
        token, "", payload=f"cmd:{command}", ports=ports, channel=CHANNEL
    ).filed


def look(token: str, *, ports: Ports) -> Conversation | None:
    """None before anything was said."""
    try:
        return conversation.look(token, ports=ports)
    except NotFound:
        return None


def leave(token: str, number: str, *, ports: Ports) -> Filed | None:
    """The caller is gone. What they told of and did not confirm is filed all the same: they may
    never call again. `number` is where to call back; empty where it is withheld."""
    conv = look(token, ports=ports)
    if conv is None or not conv.tells or conv.owner is not Owner.BOT:
        return None
    with ports.uow() as uow:
        now = uow.conversations.get(conv.id)
        if now is None or not now.tells:
            return None
        if now.sealed_contact is None and (phone := ringing.dialable(number)):
            now.sealed_contact = ports.contact_sealer.seal(phone.encode())
        now.unseen_receipt = now.drafts  # for the page, where the conversation goes on there
        filed = talking.file_draft(uow, now, ports=ports)
        uow.commit()
    return filed


@dataclass(frozen=True)
class Stands:
    """What is said of the receipt that was keyed in; and the receipt, where more can be added."""

    text: str = field(repr=False)
    receipt: str = field(default="", repr=False)


def status(typed: str, spoken: Spoken, *, ports: Ports) -> Stands:
    try:
        receipt = parse_receipt(typed)
        found = statuses.look_up(receipt, ports=ports)
    except (BadReceipt, NotFound):
        return Stands(spoken.say("phone_bad_receipt").text)
    if found is None:
        return Stands(spoken.say("phone_sealed").text)
    day = last_day(found.promised_at)
    said = spoken.say(
        "phone_status",
        number=spoken.digits(found.number.partition("-")[2].lstrip("0")),
        state=spoken.state(found.state),
        promised=f"{day.month}月{day.day}日",
    )
    return Stands(said.text, receipt if found.can_add else "")


def spoken(ports: Ports, words: Spoken) -> Ports:
    """The same services, with what is said by phone."""
    return replace(ports, words=words)


def left_a_number(number: str, *, ports: Ports) -> bool:
    with ports.view() as uow:
        return bool(uow.complaints.get(number).contact_id)


def text_receipt(token: str, filed: Filed, *, ports: Ports) -> bool:
    """By short message, to the number that was left. False where none was."""
    conv = look(token, ports=ports)
    if conv is None or conv.number != filed.number:
        return False
    with ports.uow() as uow:
        planned = receipts.plan(uow, conv, filed, ports)
        uow.commit()
    return planned


def leave_message(
    words: str, number: str, spoken: Spoken, *, call: str = "", ports: Ports
) -> Filed | None:
    """File what was said to nobody, and list the caller to be rung back; None where nothing was
    said and nobody can be called back. `call`: the switchboard's id."""
    if not words and not number:
        return None
    said = spoken.say("message_line", words=words) if words else spoken.say("message_nothing")
    dialable = ringing.dialable(number)
    new = NewComplaint(said.text, CHANNEL, contact=dialable)
    with ports.uow() as uow:
        filed = filing.file_in(uow, new, ports=ports, key=None)
        _to_ring_back(uow, filed, words, call, dialable, ports)
        uow.commit()
    return filed


def to_ring_back(filed: Filed, words: str, number: str, *, call: str, ports: Ports) -> None:
    """Whoever was filed, with the words they left for nobody."""
    with ports.uow() as uow:
        _to_ring_back(uow, filed, words, call, ringing.dialable(number), ports)
        uow.commit()


def _to_ring_back(
    uow: UnitOfWork, filed: Filed, words: str, call: str, number: str, ports: Ports
) -> None:
    ringing.ring_back(
        uow,
        call or f"message-{filed.number}",
        WhyBack.MESSAGE if words else WhyBack.GAVE_UP,
        ports,
        contact_id=uow.complaints.get(filed.number).contact_id,
        shown=contact.hidden(number),
        number=filed.number,
    )
