"""What an inspection can find. The sentences are the reader's: see intake/cli/auditing.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    # in the events table
    UNREADABLE = "unreadable"
    ALTERED = "altered"
    REMOVED = "removed"
    ADDED = "added"
    REORDERED = "reordered"
    RENUMBERED = "renumbered"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    # in the witness file
    NO_HEADS = "no_heads"
    HALF_LINE = "half_line"
    ODD_LINE = "odd_line"
    OTHER_KEY = "other_key"
    FORGED = "forged"
    DISORDERED = "disordered"
    BACKWARDS = "backwards"
    UNKNOWN_HEAD = "unknown_head"


@dataclass(frozen=True)
class Finding:
    """`values` fill the sentence: days, ids and counts of rows, never what a row holds."""

    what: What
    values: Mapping[str, str | int] = field(default_factory=dict)
