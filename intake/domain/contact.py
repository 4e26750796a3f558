"""A contact: a telephone number, which is told by SMS, or an address for mail."""

import re

from intake.domain import redaction
from intake.domain.delivery import Channel

# Narrower than what is allowed: no quotes, no comments, nothing that a header could be made of.
MAIL = re.compile(
    r"(?<![\w.+@-])[A-Za-z0-9](?:[\w.+-]{0,62}[A-Za-z0-9_])?"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![\w@-]|\.\w)",
    re.ASCII,
)
LONGEST = 120


def find(typed: str) -> str | None:
    """The first address for mail, or else the first telephone number; None: neither."""
    if match := MAIL.search(typed):
        return match[0] if len(match[0]) <= LONGEST else None
    return redaction.find_phone(typed)


def channel_of(contact: str) -> Channel:
    return Channel.MAIL if "@" in contact else Channel.SMS


def masked(contact: str) -> str:
    """Enough to know one's own by, too little to find anybody with: an employer's domain may."""
    if channel_of(contact) is Channel.MAIL:
        return f"{contact[0]}***@***"
    return f"***{contact[-2:]}"


def hidden(text: str) -> str:
    """As the giver sees it again in the chat."""
    # Mail first: of many an address, what is before the @ is a telephone number.
    return redaction.mask_numbers(MAIL.sub(lambda found: masked(found[0]), text))
