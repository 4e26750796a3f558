"""A way into a conversation besides the token it was begun with.

A code goes from one device to the other by a person: a page shows it and a telephone is told it, or
the other way round. It opens the conversation once; what it leaves behind is the other device's own
token, which opens it as the first one does.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

CODE_DIGITS = 12  # 39 bits: nobody tries enough of them while one is valid
VALID = timedelta(minutes=30)


@dataclass
class WayIn:
    digest: str  # of a code or of a token
    conversation: str
    until: datetime | None = None  # a code's; a token leads there as long as it exists


def new_code() -> str:
    """Never begins with 0 to 3: on the telephone these keys answer questions."""
    first = secrets.choice("456789")
    return first + f"{secrets.randbelow(10 ** (CODE_DIGITS - 1)):0{CODE_DIGITS - 1}d}"


def parse_code(typed: str) -> str:
    """The bare digits; empty where it can be no code."""
    bare = "".join(c for c in typed if c.isascii() and c.isdigit())
    return bare if len(bare) == CODE_DIGITS else ""
