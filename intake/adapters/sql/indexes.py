"""Indexes that lists are read off. Each holds a part of its table alone: what a city has finished
grows by a million a year, what is open does not."""

from sqlalchemy import Index, Table, text


def add(complaints: Table, tickets: Table) -> None:
    c, t = complaints.c, tickets.c
    asked = t.asked_days.is_not(None)
    is_open, goes_on = c.next_due.is_not(None), t.closed_at.is_(None)
    parts = {
        # What a dispatcher narrows by stands in it, as in ix_tickets_of_office.
        "ix_complaints_desk": (
            (c.state, c.urgent, c.filed_at, c.number, c.confidence, c.desk_why, c.next_due, c.area),
            is_open,
        ),
        "ix_complaints_joined": ((c.joins,), text("state = 'joined'")),
        "ix_complaints_contested": (
            (c.contested_due, c.number, c.state, c.area),
            c.contested_due.is_not(None),
        ),
        "ix_complaints_redone": (
            (c.redone_due, c.number, c.state, c.area),
            c.redone_due.is_not(None),
        ),
        "ix_tickets_asked": ((t.number, t.area), asked & goes_on),
        "ix_complaints_board": ((c.next_due, c.number), is_open),
        "ix_complaints_of_area": ((c.area, c.next_due, c.number), is_open),
        "ix_complaints_recent": ((c.area, c.filed_at, c.number), is_open),
        "ix_complaints_to_decide": ((c.decide_due, c.number, c.state), c.decide_due.is_not(None)),
        "ix_complaints_parts": ((c.part_of,), c.part_of.is_not(None)),
        # What tabs and narrowing ask stands in it, so that no row is fetched to be left out.
        "ix_tickets_of_office": (
            (t.office, t.due_at, t.id, t.state, t.urgent, t.area),
            goes_on,
        ),
        "ix_tickets_ended": ((t.office, t.due_at, t.id), t.closed_at.is_not(None)),
        "ix_tickets_not_raised": ((t.due_at,), t.raised_at.is_(None) & goes_on),
        "ix_tickets_paused": ((t.paused_until,), t.paused_until.is_not(None)),
    }
    for name, (columns, where) in parts.items():
        Index(name, *columns, postgresql_where=where, sqlite_where=where)
