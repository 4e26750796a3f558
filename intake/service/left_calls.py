"""What is left of a call that did not come to its end: it is filed all the same."""

from datetime import timedelta

from intake.domain.conversation import Conversation, Owner
from intake.domain.errors import IntakeError
from intake.ports import Ports, Spoken
from intake.service import calling, talking
from intake.service.filing import Filed

SILENT = timedelta(minutes=10)  # longer than anybody is listened to without a word


def leave_message(
    token: str, words: str, number: str, spoken: Spoken, *, call: str = "", ports: Ports
) -> Filed | None:
    """A person was asked for and none came: what was said before goes with the message, and the
    caller is to be rung back. `call`: the switchboard's id."""
    conv, said = calling.look(token, ports=ports), words
    if conv is None or conv.owner is Owner.AGENT:
        return calling.leave_message(words, number, spoken, call=call, ports=ports)
    if conv.owner is Owner.WAITING:
        _nobody_came(conv.id, words, ports)
        words = "" if conv.tells else words
    filed = calling.leave(token, number, ports=ports)
    if filed is None:
        return calling.leave_message(words, number, spoken, call=call, ports=ports)
    calling.to_ring_back(filed, said, number, call=call, ports=ports)
    return filed


def _nobody_came(id: str, words: str, ports: Ports) -> None:
    """Whoever hung up waits no longer."""
    with ports.uow() as uow:
        conv = uow.conversations.get(id)
        if conv is None or conv.owner is not Owner.WAITING:
            return
        conv.hand_back()
        if words and conv.tells:
            conv.add(words)
        uow.commit()


def file_left_open(*, ports: Ports, silent: timedelta = SILENT) -> int:
    """Calls during which the gateway died: nobody knows the caller's number any more."""
    with ports.view() as uow:
        left = uow.conversations.left_open(calling.CHANNEL, ports.clock() - silent)
    return sum(_file(conv, ports) for conv in left)


def _file(left: Conversation, ports: Ports) -> bool:
    try:
        with ports.uow() as uow:
            conv = uow.conversations.get(left.id)
            if conv is None or conv.owner is not Owner.BOT or not conv.tells:
                return False
            talking.file_draft(uow, conv, ports=ports)
            uow.commit()
    except IntakeError:
        return False
    return True
