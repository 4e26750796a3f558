"""Desks that protected reports may be handed to: each with an office and a key of its own.

An operator's file, not a table: whoever can write to the database cannot put in a key of theirs.
"""

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from intake.domain.errors import WrongPassphrase
from intake.vault.handler_keys import NotAKey, Suite, lock, new_pair, public_key
from intake.vault.reading import CannotUnlock, change_password


@checked(frozen=True, config={"extra": "forbid"})
class Row:
    """One desk in the file; keys in hex. Without `locked` it opens reports elsewhere."""

    desk: str
    office: str
    public: str
    locked: str = field(default="", repr=False)


@dataclass(frozen=True)
class DeskKeys:
    office: str
    public: bytes
    locked: bytes = field(default=b"", repr=False)


def box_desk(office: str, key: str) -> DeskKeys:
    """The first desk: a plain X25519 key in hex, whose private part never lies on this machine."""
    return DeskKeys(office, bytes([Suite.X25519]) + bytes.fromhex(key))


def read_desks(file: Path | None) -> dict[str, DeskKeys]:
    """Raise ValueError naming the row at fault, never a key."""
    if file is None or not file.exists():
        return {}
    rows = _rows(file)
    try:
        found = {
            row.desk: DeskKeys(row.office, bytes.fromhex(row.public), bytes.fromhex(row.locked))
            for row in rows
        }
        for keys in found.values():
            public_key(keys.public)
    except (ValueError, NotAKey):
        raise ValueError(f"{file.name}: a key is not one") from None
    if len(found) != len(rows):
        raise ValueError(f"{file.name}: a desk appears twice")
    return found


def write_desk(file: Path, desk: str, office: str, passphrase: str) -> None:
    """Give a desk a new key. What was sealed to its old one it can no longer open."""
    pair = new_pair()
    others = [row for row in (_rows(file) if file.exists() else []) if row.desk != desk]
    locked = lock(pair.private, passphrase).hex()
    _write(file, [*others, Row(desk, office, pair.public.hex(), locked)])


def relock_desk(file: Path, desk: str, old: str, new: str) -> None:
    """The same key under a new passphrase; where the key does not lie here, nothing to do.

    Raise WrongPassphrase.
    """
    try:
        rows = [
            replace(row, locked=change_password(bytes.fromhex(row.locked), old, new).hex())
            if row.desk == desk and row.locked
            else row
            for row in (_rows(file) if file.exists() else [])
        ]
    except CannotUnlock:
        raise WrongPassphrase from None
    _write(file, rows)


def _write(file: Path, desks: list[Row]) -> None:
    rows: list[dict[str, Any]] = [asdict(row) for row in desks]
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(yaml.safe_dump(rows, sort_keys=False), "utf-8")
    fresh.replace(file)


def _rows(file: Path) -> list[Row]:
    try:
        return TypeAdapter(list[Row]).validate_python(yaml.safe_load(file.read_text("utf-8")) or [])
    except ValidationError as error:
        where = ".".join(map(str, error.errors(include_url=False, include_input=False)[0]["loc"]))
        raise ValueError(f"{file.name}: {where} is missing or wrong") from None
