"""Kinds of columns, and the names of what belongs to a table."""

from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A moment in time, stored as UTC; SQLite would drop the zone otherwise."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        # PostgreSQL answers in the zone of its session, SQLite in none.
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


class Rows(TypeDecorator[list[Any]]):
    """A list of small dataclasses kept as JSON. Replaced as a whole, never edited in place."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: type[Any]):
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        if issubclass(self.kind, StrEnum):
            return [item.value for item in value or []]
        return [asdict(item) for item in value or []]

    def process_result_value(self, value: Any, dialect: Dialect) -> list[Any]:
        if issubclass(self.kind, StrEnum):
            return [self.kind(item) for item in value or []]
        return [self.kind(**item) for item in value or []]


def names(kind: type[StrEnum]) -> Enum:
    return Enum(kind, values_callable=lambda e: [m.value for m in e], native_enum=False, length=20)
