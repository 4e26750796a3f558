"""Browsers that a member has logged in from before, known by a signed cookie.

The signature is over the name and the hash of the password: a new password forgets them all, and
nothing is stored. A browser shared by colleagues remembers each of them.
"""

import secrets

from intake.domain.receipt import digest
from intake.domain.staff import StaffMember

MOST = 6  # members of one browser
BETWEEN = "~"


def known(cookie: str, member: StaffMember | None, pepper: bytes) -> str:
    """The device's id where this member logged in from it; "" for a stranger's."""
    if member is None:
        return ""
    for token in cookie.split(BETWEEN)[:MOST]:
        id, _, _ = token.partition(".")
        if secrets.compare_digest(token.encode(), token_for(member, id, pepper).encode()):
            return id
    return ""


def token_for(member: StaffMember, id: str, pepper: bytes) -> str:
    signed = digest("\0".join(("device", member.name, member.password_hash, id)), pepper)
    return f"{id}.{signed[:32]}"


def remember(cookie: str, member: StaffMember, pepper: bytes) -> str:
    """The cookie with a token of this member in it, the newest first."""
    if known(cookie, member, pepper):
        return cookie
    others = [token for token in cookie.split(BETWEEN) if token][: MOST - 1]
    return BETWEEN.join([new_token(member, pepper), *others])


def new_token(member: StaffMember, pepper: bytes) -> str:
    return token_for(member, secrets.token_hex(8), pepper)
