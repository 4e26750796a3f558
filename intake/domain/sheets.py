"""Rows as a spreadsheet takes them."""

import csv
import io

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
MARK = "\ufeff".encode()  # or Excel takes it for another encoding


def line(row: list[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([plain(cell) for cell in row])
    return out.getvalue().encode()


def plain(cell: object) -> object:
    """A spreadsheet must not reckon with what is a name."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return cell
