"""How a supervision (督办) ends: the office did what was asked, and two people agree to that."""

from datetime import datetime

from intake.domain import transitions
from intake.domain.complaint import Complaint
from intake.domain.errors import NotAllowedNow
from intake.domain.events import (
    SupervisionEndAsked,
    SupervisionEnded,
    SupervisionEndRefused,
)
from intake.domain.transitions import COMPLAINT

STEP = "end_supervision"


def can_end(complaint: Complaint) -> bool:
    return bool(complaint.supervised and transitions.find(COMPLAINT, complaint.state, STEP))


def ask_to_end(complaint: Complaint, *, by: str, at: datetime) -> None:
    _check(complaint)
    complaint.events.append(SupervisionEndAsked(complaint.number, at, complaint.supervised, by))


def end(complaint: Complaint, *, by: str, asked_by: str, at: datetime) -> None:
    _check(complaint)
    level, complaint.supervised = complaint.supervised, 0
    complaint.events.append(SupervisionEnded(complaint.number, at, level, by, asked_by))


def keep_on(complaint: Complaint, *, by: str, at: datetime) -> None:
    """The other person does not agree, or whoever asked takes it back."""
    complaint.events.append(SupervisionEndRefused(complaint.number, at, complaint.supervised, by))


def _check(complaint: Complaint) -> None:
    if not can_end(complaint):
        raise NotAllowedNow(step=STEP, state=complaint.state.value)
