"""Short ways to say what a test is about."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

from intake.domain.complaint import Complaint, Kind
from intake.domain.staff import StaffMember, StaffRole
from routing.assignment import (
    Assignment,
    Candidate,
    Certainty,
    Disposition,
    TimeLimit,
    Unit,
)

SHANGHAI = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
MARKET = Candidate("1401-market", "太原市市场监督管理局", 0.93, "关键词:退款")
HOUSING = Candidate("1401-housing", "太原市住房和城乡建设局", 0.71, "关键词:物业")
CUSTODIAN = StaffMember("custodian", StaffRole.CUSTODIAN, "")
_numbers = count(1)


def a_complaint(**changes: Any) -> Complaint:
    n = next(_numbers)
    given = {
        "number": f"20261123-{n:06d}",
        "text": "商场不给退款",
        "kind": None,
        "area": "1401",
        "place": "",
        "channel": "web",
        "at": MONDAY,
        "promised_at": MONDAY + timedelta(days=7),
        "receipt_digest": f"digest-{n}",
    } | changes
    return Complaint.file(given.pop("number"), given.pop("text"), **given)


def an_assignment(**changes: Any) -> Assignment:
    given = {
        "kinds": (Kind.COMPLAINT,),
        "category": "01.01",
        "category_name": "消费退换赔",
        "area": "1401",
        "area_name": "太原市",
        "disposition": Disposition.DISPATCH,
        "lead": MARKET,
        "helpers": (),
        "suggestions": (MARKET, HOUSING),
        "confidence": 0.93,
        "urgent": False,
        "time_limit": TimeLimit(
            "ordinary", "一般诉求", 5, Unit.WORKING_DAYS, "《…条例》", "第二十条", Certainty.FULL
        ),
        "due_at": MONDAY + timedelta(days=7),
        "provisional": False,
        "reasons": ("提到“退款”",),
    } | changes
    return Assignment(**given)


def a_dispatched_complaint(**changes: Any) -> Complaint:
    complaint = a_complaint(**changes)
    complaint.understand(an_assignment(), MONDAY)
    return complaint


@dataclass
class FixedRouter:
    """Says the same of whatever it reads."""

    answer: Assignment = field(default_factory=an_assignment)

    def assign(self, text: str, **_: Any) -> Assignment:
        return self.answer
