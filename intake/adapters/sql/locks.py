"""Locks by which one worker at a time does what a pass does."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# Any numbers, as long as each is another; see CHAIN_LOCK.
OVERDUE_LOCK, RESTED_LOCK, TRACKS_LOCK = 12346, 12347, 12348


def alone(session: Session, lock: int) -> bool:
    """Whether no other worker does the same, until the transaction ends. SQLite has one writer
    anyway. Not by locking rows: those wait for the chain of events, which waits for them."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": lock}))
