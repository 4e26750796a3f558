"""A conversation begun on the page goes on by telephone, and the other way round.

Of protected reports there is no conversation, so that no code ever leads to one.
"""

from datetime import datetime

from intake.domain.continuing import VALID, WayIn, new_code, parse_code
from intake.domain.conversation import Conversation
from intake.domain.errors import BadConversation, NoSuchCode, NotFound, NothingToGoOn
from intake.domain.receipt import digest
from intake.ports import Ports
from intake.service import conversation


def code_for(token: str, *, ports: Ports) -> tuple[str, datetime]:
    """A code and until when it is valid; the one before it is valid no longer."""
    with ports.uow() as uow:
        try:
            conv = conversation.find(uow, token, ports=ports)
        except (NotFound, BadConversation):
            raise NothingToGoOn from None
        until, code = ports.clock() + VALID, new_code()
        uow.ways_in.forget_codes(conv.id)
        uow.ways_in.add(WayIn(_digest(code, ports), conv.id, until))
        uow.commit()
    return code, until


def go_on(typed: str, token: str, *, ports: Ports) -> Conversation:
    """From now on `token`, which had no conversation, opens the one this code was made for."""
    with ports.uow() as uow:
        way = uow.ways_in.get(_digest(parse_code(typed), ports))
        if way is None or way.until is None or way.until < ports.clock():
            raise NoSuchCode("/code")
        conv = uow.conversations.get(way.conversation)
        if conv is None:
            raise NoSuchCode("/code")
        uow.ways_in.forget_codes(conv.id)
        uow.ways_in.add(WayIn(conversation.id_of(token, ports), conv.id))
        uow.commit()
    return conv


def _digest(code: str, ports: Ports) -> str:
    return digest("continuation:" + code, ports.pepper)
