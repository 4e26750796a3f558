"""500 real work orders through a month, and on until everything is settled."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from sqlalchemy import text

from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.migrate import migrate
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, reading, writing
from intake.domain.days import day_of
from intake.domain.performance import RATES, What
from intake.service import performance
from intake.service.performance import Period
from tests.intake.conftest import *  # noqa: F403  the wiring of a city
from tests.simulation.month import SUPERVISOR, Month
from tests.support.city import ROOT
from tests.support.needs import need

ORDERS = ROOT.parent / "shared" / "data" / "workorders_train.csv"
KPI = (ROOT / "tests" / "support" / "kpi.sql").read_text("utf-8")
MANY = 500


def real_texts():
    need("orders", ORDERS.exists(), "../shared/data/workorders_train.csv is not here")
    with ORDERS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows[:: len(rows) // MANY]][:MANY]


@pytest.fixture
def stored(wiring, clock, tmp_path):
    start_mappers()
    url = f"sqlite:///{tmp_path}/yihao.db"
    migrate(url)
    engine = open_engine(url)
    to_write, to_read = writing(engine), reading(engine)
    yield (
        replace(
            wiring,
            uow=lambda: SqlUnitOfWork(to_write),
            view=lambda: SqlUnitOfWork(to_read),
            clock=clock,
        ),
        engine,
    )
    engine.dispose()


def by_sql(engine, period, now):
    given = {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "now": f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}",
    }
    *first, last = KPI.split(";\n")
    with engine.connect() as connection:
        for table in ("e", "stay"):
            connection.execute(text(f"DROP TABLE IF EXISTS temp.{table}"))
        for statement in first:
            connection.execute(text(statement))
        rows = connection.execute(text(last), given).all()
    return {(office, what): (float(top), bottom) for office, what, top, bottom in rows}


def by_program(ports, period):
    with ports.view() as uow:
        found = uow.performance.sums(period.since, period.until)
    return {
        (office, what.value): (rate.top, rate.bottom)
        for office, sums in found.items()
        for what in RATES
        if (rate := performance.Score(sums)[what]).bottom
    }


def by_points(ports, period, office):
    """The figures again, from the cases that the page shows behind them."""
    found = {}
    for what in RATES:
        facts = list(performance.every_point(office, what, period, SUPERVISOR, ports=ports))
        counted = [one for one in facts if not one.left_out]
        if what in (What.CONTACTED, What.SOLVED, What.SATISFIED):
            counted = [one for one in counted if one.value is not None]
        top, bottom = sum(one.value or 0 for one in counted) / 100, len(counted)
        if what is What.ON_TIME:
            late = performance.every_point(office, What.OVERDUE, period, SUPERVISOR, ports=ports)
            bottom += sum(not one.left_out for one in late)
        if bottom:
            found[office, what.value] = (top, bottom)
    return found


def open_by_program(ports):
    with ports.view() as uow:
        return uow.performance.open_now()


def open_by_sql(engine):
    query = "SELECT office, count(*) FROM tickets WHERE closed_at IS NULL GROUP BY office"
    with engine.connect() as connection:
        return dict(connection.execute(text(query)).all())


def each_raised_once(engine):
    with engine.connect() as connection:
        raised = connection.execute(
            text("SELECT number, office, data FROM (SELECT number, json_extract(data, '$.office')"
                 " AS office, json_extract(data, '$.due_at') AS data FROM events"
                 " WHERE type = 'TicketOverdue')")
        ).all()  # fmt: skip
        late = connection.execute(
            text("SELECT count(*) FROM tickets WHERE raised_at IS NOT NULL")
        ).scalar()
        missed = connection.execute(
            text("SELECT count(*) FROM tickets WHERE late_minutes > 120 AND raised_at IS NULL"
                 " AND state NOT IN ('withdrawn', 'moved', 'released')")
        ).scalar()  # fmt: skip
    assert max(Counter(raised).values()) == 1
    assert len(raised) == late > 20
    assert missed == 0


@pytest.mark.slow
def test_a_month_of_real_orders(stored, clock):
    ports, engine = stored
    begun = day_of(clock())
    month = Month(ports, clock, real_texts())
    mid = []

    def each_day(day):
        if day in (begun + timedelta(days=9), begun + timedelta(days=20)):
            mid.append(day)
            period = Period(begun, day_of(clock()))
            assert by_program(ports, period) == by_sql(engine, period, clock())
            assert open_by_program(ports) == open_by_sql(engine)

    month.run(30, each_day)
    assert len(mid) == 2
    whole = Period(begun, day_of(clock()))
    for period in (
        whole,
        Period(begun + timedelta(days=5), begun + timedelta(days=11)),
        Period(begun + timedelta(days=20), begun + timedelta(days=20)),
    ):
        found = by_program(ports, period)
        assert found == by_sql(engine, period, clock())
        for office in {office for office, _ in found if office}:
            mine = {key: value for key, value in found.items() if key[0] == office}
            assert by_points(ports, period, office) == mine
    # It was a month worth looking at: everything that can happen did.
    for what in ("send back", "extend", "refuse", "pause", "escalate", "decide", "settle", "join",
                 "withdraw", "urge", "add", "contact", "release", "granted", "visit", "rate",
                 "office visits", "desk answers", "supervise"):  # fmt: skip
        assert month.did[what], what
    assert {what for _, what in by_program(ports, whole)} == {what.value for what in RATES}
    each_raised_once(engine)

    # Nobody is stuck: given time, everything ends.
    month.run(60)
    assert [(one.number, one.state) for one in month.open()] == []
    assert len(month.receipts) == MANY
    each_raised_once(engine)
    with ports.view() as uow:
        assert uow.events.broken_link() is None
        open_ = [n for n in month.receipts if any(t.is_open for t in uow.complaints.get(n).tickets)]
    assert open_ == []
    later = Period(begun, day_of(clock()))
    assert by_program(ports, later) == by_sql(engine, later, clock())
