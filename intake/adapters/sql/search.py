"""Find complaints by tokens: FTS5 on SQLite, a GIN index over a tsvector on PostgreSQL.

Tokens are made before they come here and split no further. A row's id is the complaint's number as
an integer: the order of ids is the order of filing, and a span of days is a span of ids.
"""

import re
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake.adapters.sql import tables as t
from intake.domain import searching
from intake.domain.complaint import Complaint
from intake.domain.searching import Wanted

NUMBER = re.compile(r"(\d{8})-(\d{6,8})")
A_DAY = 10**8  # ids
SQLITE = "sqlite"
STORE = {
    "sqlite": "INSERT OR REPLACE INTO complaint_search (rowid, tokens) VALUES (:id, :tokens)",
    "postgresql": (
        "INSERT INTO complaint_search (id, tokens)"
        " VALUES (:id, array_to_tsvector(string_to_array(:tokens, ' ')))"
        " ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens"
        " WHERE complaint_search.tokens <> excluded.tokens"
    ),
}
FIND = {
    "sqlite": (
        "SELECT rowid FROM complaint_search WHERE complaint_search MATCH :wanted"
        " AND rowid BETWEEN :first AND :last ORDER BY rowid DESC LIMIT :limit"
    ),
    # "+ 0": following the ids backwards, reading every row's tokens, looks cheap to the planner
    # when each word is common; where they seldom meet it would read the whole table.
    "postgresql": (
        "SELECT id FROM complaint_search WHERE tokens @@ CAST(:wanted AS tsquery)"
        " AND id BETWEEN :first AND :last ORDER BY id + 0 DESC LIMIT :limit"
    ),
}


class SqlSearch:
    def __init__(self, session: Session):
        self._session = session
        self._dialect = session.get_bind().dialect.name

    def keep(self, complaint: Complaint) -> None:
        id = id_of(complaint.number)
        if id is None:  # not a number that was handed out
            return
        found = " ".join(searching.tokens(complaint))
        if self._dialect == SQLITE and found == self._session.scalar(
            text("SELECT tokens FROM complaint_search WHERE rowid = :id"), {"id": id}
        ):
            return
        self._session.execute(text(STORE[self._dialect]), {"id": id, "tokens": found})

    def find(self, wanted: Wanted, limit: int) -> list[Complaint]:
        values = {
            "wanted": self._query(wanted.tokens),
            "first": int(f"{wanted.since or date.min:%Y%m%d}") * A_DAY,
            "last": int(f"{wanted.until or date.max:%Y%m%d}") * A_DAY + A_DAY - 1,
            "limit": limit,
        }
        numbers = [number_of(id) for id in self._session.scalars(text(FIND[self._dialect]), values)]
        found = select(Complaint).where(t.complaints.c.number.in_(numbers))
        return list(self._session.scalars(found.order_by(t.complaints.c.number.desc())))

    def after(self, number: str, limit: int) -> list[Complaint]:
        column = t.complaints.c.number
        found = select(Complaint).where(column > number).order_by(column).limit(limit)
        return list(self._session.scalars(found))

    def _query(self, tokens: list[str]) -> str:
        """Each token is one quoted word, whatever stands in it."""
        if self._dialect == SQLITE:
            return " AND ".join('"' + one.replace('"', '""') + '"' for one in tokens)
        quoted = (one.replace("\\", "\\\\").replace("'", "''") for one in tokens)
        return " & ".join(f"'{one}'" for one in quoted)


def id_of(number: str) -> int | None:
    found = NUMBER.fullmatch(number)
    return int(found[1]) * A_DAY + int(found[2]) if found else None


def number_of(id: int) -> str:
    day, of_day = divmod(id, A_DAY)
    return f"{day}-{of_day:06d}"
