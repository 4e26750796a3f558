"""Read catalogue files into rows, and say which file and row is wrong."""

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")
# Several times faster than the pure Python loader; wheels carry it, odd platforms may not.
LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueError(ValueError):
    """A catalogue file is unreadable, or contradicts itself or another."""

    def __init__(self, file: str, row: str, what: str):
        super().__init__(f"{file}: {row}: {what}" if row else f"{file}: {what}")
        self.file, self.row, self.what = file, row, what


def read_yaml(file: Path, shape: type[T]) -> T:
    try:
        content = yaml.load(file.read_text("utf-8"), LOADER)  # noqa: S506 - a safe loader either way
    except OSError as error:
        raise CatalogueError(file.name, "", "cannot be read") from error
    except (yaml.YAMLError, ValueError) as error:  # a date such as 2027-02-30 is a ValueError
        raise CatalogueError(file.name, "", f"is not valid YAML: {error}") from error
    return _shaped(content, shape, file.name)


def read_csv(file: Path, shape: type[T], lists: Iterable[str] = ()) -> T:
    """`lists` are columns holding several values separated by semicolons."""
    try:
        rows: list[dict[str, Any]] = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(file.name, "", "cannot be read") from error
    for row in rows:
        for column in lists:
            row[column] = [part for part in (row.get(column) or "").split(";") if part.strip()]
    return _shaped(rows, shape, file.name)


def refuse_duplicates(file: str, codes: Iterable[str]) -> None:
    for code, times in Counter(codes).items():
        if times > 1:
            raise CatalogueError(file, code, f"appears {times} times")


def _shaped(content: object, shape: type[T], file: str) -> T:
    try:
        return TypeAdapter(shape).validate_python(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where, row = _row(content, first["loc"])
        raise CatalogueError(file, row, f"{where}: {first['msg']}".removeprefix(": ")) from error


def _row(content: object, loc: tuple[int | str, ...]) -> tuple[str, str]:
    """Name the innermost coded row on the way to a fault: ("keywords.3", "row 2 (07.06)")."""
    row, rest = "", list(loc)
    for depth, key in enumerate(loc):
        is_list = isinstance(content, list)  # a year is a key, and no row's number
        try:
            content = content[key]  # type: ignore[index]
        except (LookupError, TypeError):
            break
        if isinstance(key, int) and isinstance(content, dict):
            row = f"row {key + 1} ({content.get('code', '?')})" if is_list else str(key)
            rest = list(loc[depth + 1 :])
    return ".".join(map(str, rest)), row
