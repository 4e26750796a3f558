"""Sealed files as they are named in what is fetched: in a bundle, and before each file itself."""

import base64
import json
from datetime import date
from typing import Any

from intake.domain.protected import SealedFile
from intake.vault.reading import CannotOpen


def read_files(content: bytes) -> list[SealedFile]:
    """The files a bundle names. Raise CannotOpen."""
    try:
        return [file_of(row) for row in json.loads(content).get("files", [])]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CannotOpen from None


def read_file_head(line: bytes) -> tuple[str, SealedFile]:
    """The report's id and the file that follows. Raise CannotOpen."""
    try:
        row = json.loads(line)
        return row["report"], file_of(row)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CannotOpen from None


def file_row(file: SealedFile) -> dict[str, str | int | bool]:
    return {
        "name": file.name,
        "attachment": file.attachment,
        "is_original": file.is_original,
        "on": file.on.isoformat(),
        "size": file.size,
        "version": file.version,
        "envelope": base64.b64encode(file.envelope).decode(),
    }


def file_of(row: dict[str, Any]) -> SealedFile:
    return SealedFile(
        row["name"],
        row["attachment"],
        row["is_original"],
        date.fromisoformat(row["on"]),
        row["size"],
        base64.b64decode(row["envelope"], validate=True),
        pending=False,
        version=row.get("version", 1),
    )
