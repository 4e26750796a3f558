"""Desks that protected reports may be handed to: each with an office and a key of its own.

An operator's file, not a table: whoever can write to the database cannot put in a key of theirs.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from intake.vault.handler_keys import NotAKey, Suite, lock, new_pair, public_key


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
    rows: list[dict[str, Any]] = [
        {"desk": row.desk, "office": row.office, "public": row.public, "locked": row.locked}
        for row in (_rows(file) if file.exists() else [])
        if row.desk != desk
    ]
    locked = lock(pair.private, passphrase).hex()
    rows.append({"desk": desk, "office": office, "public": pair.public.hex(), "locked": locked})
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
