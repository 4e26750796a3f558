"""Let go of what was only needed for a while; runs every hour."""

from datetime import timedelta

from intake.domain import drafts
from intake.domain.delivery import KEPT
from intake.ports import Ports
from intake.service import trying

KEEP_CONVERSATIONS = timedelta(days=30)


def forget(*, ports: Ports) -> None:
    now = ports.clock()
    with ports.uow() as uow:
        uow.conversations.forget_before(now - KEEP_CONVERSATIONS)
        uow.administration.forget_trials(now - trying.KEPT)
        uow.deliveries.forget_before(now - KEPT)
        uow.drafts.forget_before(now - drafts.KEPT)
        uow.phone.forget_calls(now - KEEP_CONVERSATIONS)
        uow.commit()
