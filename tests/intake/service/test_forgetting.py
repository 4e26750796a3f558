"""What was only needed for a while goes, and nothing that is still needed."""

import pytest

from intake.domain.errors import NotFound
from intake.service import conversation, forgetting

OLD, NEW = "O" * 32, "N" * 32


def test_a_conversation_goes_a_month_after_its_last_word(ports, clock):
    for token, days in ((OLD, 25), (NEW, 6)):
        conversation.open_conversation(token, ports=ports)
        conversation.hear(token, "路灯不亮", ports=ports)
        clock.go_on(days=days)
    forgetting.forget(ports=ports)
    with pytest.raises(NotFound):
        conversation.look(OLD, ports=ports)
    assert conversation.look(NEW, ports=ports).turns
    forgetting.forget(ports=ports)  # again, with nothing left to forget
    assert conversation.look(NEW, ports=ports).turns
