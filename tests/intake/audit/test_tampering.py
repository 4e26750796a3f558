"""What a database administrator may do to the events, and that the witness tells."""

from datetime import UTC

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from intake.adapters.audit.chain import inspect
from intake.adapters.audit.signing import Refused
from intake.adapters.sql.ledger import SqlEvents
from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.tables import events as table
from intake.adapters.sql.unit_of_work import open_engine, writing
from tests.intake.audit.conftest import Office, happen, rehash


def test_what_nobody_touched_is_whole(office):
    office.days_pass()
    happen(office.engine, 2)
    found = office.verify()
    assert found.findings == []
    assert (found.count, len(found.heads), found.unsigned) == (14, 3, 2)


def test_relaying_an_event_is_no_tampering(office):
    office.days_pass()
    office.tamper("UPDATE events SET relayed_at = at")
    assert office.found() == []


def test_a_gap_that_a_failed_transaction_left_is_no_tampering(office, kind):
    if kind == "sqlite":
        pytest.skip("SQLite gives the id again")
    happen(office.engine, 2)
    office.tamper("SELECT nextval('events_id_seq')")
    office.days_pass()
    assert office.ids()[2] == 4
    assert office.found() == []


@pytest.mark.parametrize("rehashed", [False, True], ids=["as it is", "rehashed"])
@pytest.mark.parametrize("position", [0, 5, 11], ids=["first", "middle", "last signed"])
def test_a_deleted_row_is_found(office, position, rehashed):
    office.days_pass()
    happen(office.engine, 1)
    victim = office.ids()[position]
    office.tamper("DELETE FROM events WHERE id = :id", id=victim, rehashed=rehashed)
    [finding] = office.verify().findings
    assert finding.what == "removed"
    assert finding.values["rows"] == 1


def test_a_deletion_is_dated_by_the_signatures_around_it(office):
    office.days_pass()
    office.tamper("DELETE FROM events WHERE id = 6", rehashed=True)
    values = office.verify().findings[0].values
    assert (values["since"], values["day"]) == ("2026-11-23", "2026-11-24")


@pytest.mark.parametrize(("one", "other"), [(1, 2), (5, 6), (2, 11), (11, 12)])
def test_reordered_rows_are_found(office, one, other):
    office.days_pass()
    office.tamper(
        "UPDATE events SET id = 0 WHERE id = :one",
        "UPDATE events SET id = :one WHERE id = :other",
        "UPDATE events SET id = :other WHERE id = 0",
        one=one,
        other=other,
    )
    assert office.found() == ["reordered"]


@pytest.mark.parametrize("rehashed", [False, True], ids=["as it is", "rehashed"])
@pytest.mark.parametrize("left", [0, 3, 4, 11])
def test_a_truncated_end_is_found(office, left, rehashed):
    office.days_pass()
    office.tamper("DELETE FROM events WHERE id > :left", left=left, rehashed=rehashed)
    [finding] = office.verify().findings
    assert finding.what == "truncated"
    assert finding.values["count"] == left


def test_an_end_cut_off_and_grown_again_is_found(office, kind):
    office.days_pass()
    office.tamper("DELETE FROM events WHERE id > 7")
    happen(office.engine, 9, by="li")
    # SQLite gives the ids again, so that the count is right and only the hash is not.
    assert office.found() == ["rewritten" if kind == "sqlite" else "removed"]


@pytest.mark.parametrize("id", [1, 6, 12])
def test_a_row_rewritten_with_everything_after_it_rehashed_is_found(office, id):
    office.days_pass()
    happen(office.engine, 3)
    office.tamper("UPDATE events SET number = 'another' WHERE id = :id", id=id, rehashed=True)
    with writing(office.engine)() as session:
        assert SqlEvents(session).broken_link() is None  # the chain alone sees nothing
    assert office.found() == ["rewritten"]


def test_a_row_altered_and_left_is_named(office):
    office.days_pass()
    office.tamper("UPDATE events SET type = 'StaffLoggedIn' WHERE id = 6")
    [finding] = office.verify().findings
    assert (finding.what, finding.values["id"]) == ("altered", 6)


def test_a_row_given_another_id_in_the_same_place_is_found(office):
    office.days_pass()
    office.tamper("UPDATE events SET id = 0 WHERE id = 1")
    assert office.found() == ["renumbered"]


def test_a_row_put_in_is_found(office):
    office.days_pass()
    for rehashed in (False, True):
        office.tamper(
            "INSERT INTO events (id, number, at, type, data, hash)"
            " SELECT 0, number, at, type, data, hash FROM events WHERE id = 4",
            rehashed=rehashed,
        )
        assert office.found() == ["added"]
        office.tamper("DELETE FROM events WHERE id = 0", rehashed=True)
        assert office.found() == []


def test_a_rewritten_past_and_an_altered_present_are_both_told(office):
    office.days_pass()
    happen(office.engine, 3)
    office.tamper("UPDATE events SET number = 'another' WHERE id = 2", rehashed=True)
    office.tamper("UPDATE events SET number = 'another' WHERE id = 14")
    assert office.found() == ["rewritten", "altered"]


def test_the_witness_signs_no_chain_that_does_not_extend_the_last_one(office):
    office.days_pass()
    before = office.path.read_bytes()
    office.tamper("UPDATE events SET number = 'another' WHERE id = 2", rehashed=True)
    happen(office.engine, 3)
    with pytest.raises(Refused) as refused:
        office.sign()
    assert [finding.what for finding in refused.value.findings] == ["rewritten"]
    assert office.path.read_bytes() == before


def test_a_chain_that_is_broken_from_the_start_is_not_signed_at_all(office):
    happen(office.engine, 3)
    office.tamper("UPDATE events SET number = 'another' WHERE id = 2")
    with pytest.raises(Refused):
        office.sign()
    assert office.path.read_bytes() == b""


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "yesterday"), ("at", 7), ("at", b"\xff"),
        ("data", "{"), ("data", b"\xff"), ("data", "[" * 100_000),
        ("number", b"\xff"), ("hash", b"\xff"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["sqlite"])  # PostgreSQL takes none of these
def test_what_was_never_stored_by_this_program_is_found_not_tripped_over(office, column, value):
    office.days_pass()
    statement = f"UPDATE events SET {column} = :value WHERE id = 6"  # noqa: S608
    office.tamper(statement, value=value)
    [finding] = office.verify().findings
    assert finding.what in {"unreadable", "altered"}
    assert finding.values["id"] in {6, 7}


@pytest.mark.parametrize("kind", [pytest.param("postgres", marks=pytest.mark.postgres)])
@pytest.mark.parametrize("moment", ["infinity", "0044-03-15 BC", "20000-01-01"])
def test_a_moment_that_no_calendar_of_ours_has_is_found(office, moment):
    office.days_pass()
    office.tamper("UPDATE events SET at = CAST(:at AS timestamptz) WHERE id = 6", at=moment)
    [finding] = office.verify().findings
    assert (finding.what, finding.values["id"]) == ("unreadable", 6)


@pytest.fixture(scope="module")
def signed(empty_sqlite, tmp_path_factory):
    """Three days, signed after the first two: (a session that writes, the heads)."""
    start_mappers()
    folder = tmp_path_factory.mktemp("signed")
    (folder / "yihao.db").write_bytes(empty_sqlite.read_bytes())
    engine = open_engine(f"sqlite:///{folder / 'yihao.db'}")
    office = Office(engine, folder / "heads")
    office.days_pass(2)
    happen(engine, 4)
    with writing(engine)() as session:
        yield session, office.verify().heads
    engine.dispose()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
changes = st.one_of(
    st.tuples(st.just("id"), st.integers(-3, 20)),
    st.tuples(st.sampled_from(["number", "type"]), st.text(max_size=8)),
    st.tuples(st.just("hash"), st.text("0123456789abcdef", min_size=64, max_size=64)),
    st.tuples(st.just("at"), st.datetimes(timezones=st.just(UTC))),
    st.tuples(st.just("data"), st.dictionaries(st.text(max_size=5), json_values, max_size=3)),
)


@given(id=st.integers(1, 8), change=changes, rehashed=st.booleans())
@settings(max_examples=200)
def test_any_change_of_any_signed_row_is_found(signed, id, change, rehashed):
    session, heads = signed
    column, value = change
    try:
        stored = session.scalar(select(table.c[column]).where(table.c.id == id))
        taken = session.scalars(select(table.c.id)).all()
        assume(value != stored and not (column == "id" and value in taken))
        assume(not (rehashed and column == "hash"))  # puts it right again
        session.execute(update(table).where(table.c.id == id).values({column: value}))
        if rehashed:
            rehash(session)
        assert inspect(SqlEvents(session), heads).findings
    finally:
        session.rollback()


@given(orders=st.permutations(range(1, 13)), rehashed=st.booleans())
@settings(max_examples=100)
def test_any_other_order_of_rows_is_found(signed, orders, rehashed):
    session, heads = signed
    assume(orders[:8] != list(range(1, 9)))
    try:
        session.execute(text("UPDATE events SET id = -id"))
        for old, new in enumerate(orders, 1):
            session.execute(update(table).where(table.c.id == -old).values(id=new))
        if rehashed:
            rehash(session)
        assert inspect(SqlEvents(session), heads).findings
    finally:
        session.rollback()


def test_the_table_of_the_two_properties_is_whole_to_begin_with(signed):
    session, heads = signed
    inspection = inspect(SqlEvents(session), heads)
    assert inspection.findings == []
    assert inspection.tip.count == 12
