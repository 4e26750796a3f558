"""What an officer has typed and not sent yet: kept, so that nothing written is lost."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# Since it was last typed in; a clock stands still no longer (domain/ticket.py: LONGEST_PAUSE).
KEPT = timedelta(days=90)


class Part(StrEnum):
    ANSWER = "answer"
    SEND_BACK = "send_back"


@dataclass
class Draft:
    """One for each stay, officer and form. Nobody else reads it."""

    stay: int  # the ticket's id
    by: str
    part: Part
    at: datetime
    words: str = field(repr=False)
