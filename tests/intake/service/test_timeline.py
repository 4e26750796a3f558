"""A part of what happened: what the citizen sees, what stays inside, what nobody's hand did."""

import pytest

from intake.domain.events import (
    ComplaintFiled,
    ComplaintReopened,
    ExclusionAsked,
    PanelDecided,
    TicketDispatched,
    TicketOverdue,
    TicketResumed,
    TicketSigned,
)
from intake.service.timeline import Show, is_in, only
from tests.support.builders import MONDAY

N = "20261123-000001"
FACTS = {
    ComplaintFiled(N, MONDAY, "web", MONDAY): {Show.PUBLIC},
    TicketDispatched(N, MONDAY, "o", "lead", MONDAY, "router", "01", 0.9, "x"): {
        Show.PUBLIC,
        Show.SYSTEM,
    },
    TicketDispatched(N, MONDAY, "o", "lead", MONDAY, "dai", "01", 0.9, "x"): {Show.PUBLIC},
    TicketSigned(N, MONDAY, "o", "li"): {Show.PUBLIC},
    TicketResumed(N, MONDAY, "o", "clock", MONDAY): {Show.PUBLIC, Show.SYSTEM},
    TicketOverdue(N, MONDAY, "o", MONDAY): {Show.INSIDE, Show.SYSTEM},
    ComplaintReopened(N, MONDAY): {Show.PUBLIC, Show.SYSTEM},
    ExclusionAsked(N, MONDAY, "o", "li", "repeated"): {Show.INSIDE},
    PanelDecided(N, MONDAY, "o", "du", "01", "1401", ""): {Show.PUBLIC},
}


@pytest.mark.parametrize("event", FACTS, ids=lambda event: type(event).__name__)
def test_each_fact_is_public_or_inside_and_the_systems_or_somebodys(event):
    assert {show for show in Show if is_in(event, show)} - {Show.ALL} == FACTS[event]


def test_parts_keep_the_order_and_all_is_all():
    assert only(FACTS, Show.ALL) == list(FACTS)
    public, inside = only(FACTS, Show.PUBLIC), only(FACTS, Show.INSIDE)
    assert sorted(map(repr, public + inside)) == sorted(map(repr, FACTS))
