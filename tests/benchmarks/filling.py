"""A city's worth of complaints and tickets, written straight into the tables: a million in a minute
or two. Only rows that lists read; no events."""

import csv
import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, islice
from typing import Any

from sqlalchemy import Engine, text

from intake.domain.performance import NOW, What
from intake.ports import Directory
from tests.support.city import ROOT

Rows = list[dict[str, Any]]
A_DAY = 2000  # complaints filed
AT_DESK, AT_PANEL, OPEN, JOINED = 0.03, 0.002, 0.20, 0.02
AT_ONCE = 20_000
DUE = 1000  # what the overdue pass finds


def texts() -> list[str]:
    found = []
    for file in sorted((ROOT / "training_data" / "complaints").glob("0?.csv")):
        found += [row["text"] for row in csv.DictReader(file.read_text("utf-8").splitlines())]
    return found


class Making:
    """The same rows for the same size. The largest of the 130 offices has a fifteenth of all."""

    def __init__(self, directory: Directory, now: datetime):
        self._random = random.Random(7)  # noqa: S311
        self._now, self._texts = now, texts()
        self._waiting = ""  # the latest at the desk
        areas = [area for area in directory.areas() if area[0].startswith("1401")][1:]
        self.areas = dict(areas)
        self.offices = [
            (one.office, one.name, area)
            for area, _ in areas
            for one in directory.offices_of(area)[:13]
        ][:130]
        self._weights = list(accumulate(1 / (5 + n) for n in range(130)))

    def rows(self, size: int) -> Iterator[tuple[Rows, Rows]]:
        every = (self._one(size, n) for n in range(size))
        while some := list(islice(every, AT_ONCE)):
            yield [c for c, _ in some], [ticket for _, own in some for ticket in own]

    def _one(self, size: int, n: int) -> tuple[dict[str, Any], Rows]:
        draw = self._random
        filed = self._now - timedelta(days=(size - n) / A_DAY, seconds=draw.random() * 60)
        number = f"{filed:%Y%m%d}-{n:06d}"
        office, name, area = draw.choices(self.offices, cum_weights=self._weights)[0]
        share = draw.random()
        state = "closed"
        if share < AT_DESK:
            state = "at_desk"
        elif share < AT_DESK + OPEN:
            state = "at_panel" if share < AT_DESK + AT_PANEL else "in_hand"
        elif share < AT_DESK + OPEN + JOINED and self._waiting:
            state = "joined"
        if state == "at_desk":
            self._waiting = number
        urgent = draw.random() < 0.02
        tickets = [
            one | {"area": area, "urgent": urgent}
            for one in self._tickets(number, office, name, filed, state)
        ]
        promised = filed + timedelta(days=7)
        is_open = state not in ("closed", "joined")
        due = min((one["due_at"] for one in tickets), default=promised)
        waits = state == "at_panel" or any(one["asked_days"] for one in tickets)
        complaint = {
            "number": number,
            "text": f"{draw.choice(self._texts)}{draw.choice(self._texts)}电话 138{n:08d}",
            "kind": None,
            "area": area,
            "place": "坞城路",
            "channel": "web",
            "filed_at": filed,
            "promised_at": promised,
            "receipt_digest": f"digest-{n}",
            "contact_id": None,
            "state": state,
            "urgent": urgent,
            "kinds": '["complaint"]',
            "category": "07.06",
            "category_name": "供热",
            "area_name": self.areas[area],
            "confidence": draw.random(),
            "time_limit": "ordinary",
            "reasons": '["提到“停暖”"]',
            "suggestions": json.dumps(
                [{"office": office, "name": name, "confidence": 0.7, "because": ""}] * 3
                if state == "at_desk"
                else []
            ),
            "desk_why": draw.choice(("unsure", "sent_back")) if state == "at_desk" else "",
            "joins": self._waiting if state == "joined" else "",
            "urged": 0,
            "version": 1,
            "next_due": due if is_open else None,
            "decide_due": due if waits else None,
            "contested_due": due if is_open and draw.random() < 0.01 else None,
            "redone_due": due if is_open and draw.random() < 0.02 else None,
        }
        return complaint, tickets

    def _tickets(self, number: str, office: str, name: str, filed: datetime, state: str) -> Rows:
        draw, now = self._random, self._now
        if state in ("at_desk", "joined"):
            return []
        is_open = state != "closed"
        late = draw.random() < 0.02
        due = filed + timedelta(days=7)
        if is_open:  # some came long ago: what is open was put off, or is late
            due = now + timedelta(minutes=draw.randrange(-20000, -60) if late
                                  else draw.randrange(60, 20000))  # fmt: skip
        first = {
            "number": number,
            "office": office,
            "office_name": name,
            "role": "lead",
            "opened_at": filed,
            "due_at": due,
            "state": draw.choice(("dispatched", "signed", "signed")) if is_open else "answered",
            "closed_at": None if is_open else filed + timedelta(days=3),
            "answer": None if is_open else "已经处理好了，请您查看。",
            "asked_days": 7 if is_open and draw.random() < 0.005 else None,
            "asked_note": "等检测报告",
            "raised_at": due if is_open and late else None,
            "late_minutes": None if is_open else 0,
        }
        if not is_open or draw.random() > 0.1:
            return [first]
        other, other_name, _ = draw.choice(self.offices)
        return [first, first | {"office": other, "office_name": other_name, "role": "helper"}]


def fill(engine: Engine, directory: Directory, size: int) -> Making:
    making = Making(directory, datetime.now(UTC))
    put = _copy if engine.dialect.name == "postgresql" else _insert
    for complaints, tickets in making.rows(size):
        put(engine, "complaints", complaints)
        put(engine, "tickets", tickets)
    for table, rows in figures(making, size):
        put(engine, table, rows)
    tidy_up(engine)
    return making


def figures(making: Making, size: int) -> Iterator[tuple[str, Rows]]:
    """What was counted of so many: of every day and office each figure, and whether each was
    answered in time."""
    today, many = datetime.now(UTC).date(), max(1, size // A_DAY)
    counted = {"n": 15, "known": 12, "points": 900, "left": 1}
    cells = [
        {"what": what.value, "office": office}
        for office in dict.fromkeys(office for office, _, _ in making.offices)
        for what in What
        if what is not What.OPEN
    ]
    none = {"known": 0, "points": 0, "left": 0}
    offices = dict.fromkeys(office for office, _, _ in making.offices)
    now = [{"what": "open", "day": NOW, "office": one, "n": 1500} | none for one in offices]
    yield "performance_days", now
    every = [today - timedelta(days=back) for back in range(many)]
    for day in every:
        yield "performance_days", [cell | {"day": day} | counted for cell in cells]
    for month, of in Counter(day.replace(day=1) for day in every).items():
        whole = {name: of * count for name, count in counted.items()}
        yield "performance_months", [cell | {"month": month} | whole for cell in cells]
    for n in range(0, size, AT_ONCE):
        some = range(n, min(size, n + AT_ONCE))
        yield "performance_facts", [_fact(making, today, k) for k in some]


def _fact(making: Making, today: date, n: int) -> dict[str, Any]:
    day = today - timedelta(days=n // A_DAY)
    return {
        "number": f"{day:%Y%m%d}-{n:06d}",
        "office": making.offices[n % len(making.offices)][0],
        "what": "on_time",
        "day": day,
        "at": datetime.combine(day, datetime.min.time(), UTC),
        "value": 100,
        "until": None,
        "limit": "ordinary",
        "left_out": "",
    }


def tidy_up(engine: Engine) -> None:
    """What PostgreSQL does of itself in the night."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if engine.dialect.name == "postgresql":
            filled = "complaints, tickets, performance_days, performance_months, performance_facts"
            connection.execute(text(f"VACUUM ANALYZE {filled}"))
        else:
            connection.execute(text("ANALYZE"))


def make_due(engine: Engine, now: datetime) -> None:
    """A thousand open stays came due since the last pass."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(
            text(
                "UPDATE tickets SET due_at = :due, raised_at = NULL WHERE id IN (SELECT id "
                "FROM tickets WHERE closed_at IS NULL AND role = 'lead' ORDER BY number LIMIT :n)"
            ),
            {"due": now - timedelta(minutes=1), "n": DUE},
        )


def open_all(engine: Engine) -> None:
    """Every ticket open, due some day."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(
            text(
                "UPDATE tickets SET state = 'signed', due_at = :due, closed_at = NULL, "
                "raised_at = NULL WHERE closed_at IS NOT NULL"
            ),
            {"due": datetime.now(UTC) + timedelta(days=5)},
        )
    tidy_up(engine)


def _copy(engine: Engine, table: str, rows: Rows) -> None:
    names = ", ".join(f'"{name}"' for name in rows[0])
    driver: Any = engine.raw_connection()
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(list(row.values()))
    driver.commit()
    driver.close()


def _insert(engine: Engine, table: str, rows: Rows) -> None:
    names, places = ", ".join(f'"{name}"' for name in rows[0]), ", ".join("?" * len(rows[0]))
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608
    driver = sqlite3.connect(str(engine.url.database))
    with driver:
        driver.executemany(statement, [[_plain(value) for value in row.values()] for row in rows])
    driver.close()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value
