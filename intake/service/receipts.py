"""A receipt by short message, for who calls and has nothing to write with. Only if they ask.

The row holds no receipt: it is made anew when the message is, from the key it was made by.
"""

from intake.domain.conversation import Conversation
from intake.domain.delivery import Delivery, Receiver
from intake.domain.receipt import shown
from intake.ports import Ports, UnitOfWork
from intake.ports.sending import Message
from intake.service import filing, talking
from intake.service.filing import Filed

RECEIPT = "receipt"


def plan(uow: UnitOfWork, conv: Conversation, filed: Filed, ports: Ports) -> bool:
    """False where no number was left to send it to. Asked twice, sent once."""
    contact = uow.complaints.get(filed.number).contact_id
    if not contact:
        return False
    now, key = ports.clock(), f"{RECEIPT}:{filed.number}"
    row = Delivery(key, filed.number, Receiver.CITIZEN, contact, RECEIPT, now, now)
    row.data = {"key": talking.draft_key(conv, conv.drafts - 1)}
    uow.deliveries.plan([row])
    return True


def message(delivery: Delivery, *, ports: Ports) -> Message | None:
    with ports.view() as uow:
        filed = filing.filed_before(uow, delivery.data.get("key", ""), ports=ports)
    if filed is None or filed.number != delivery.number:
        return None
    return ports.messages.say(RECEIPT, number=filed.number, receipt=shown(filed.receipt))
