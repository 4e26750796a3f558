"""Who works here: accounts, logging in, sessions."""

import secrets
from datetime import timedelta

from intake.domain.errors import BadName, NotAllowed, NotLoggedIn, TooManyTries, UnknownOffice
from intake.domain.events import StaffLoggedIn
from intake.domain.receipt import digest
from intake.domain.staff import StaffMember, StaffRole, StaffSession
from intake.domain.writing import says_something, tidy
from intake.ports import Ports

LONGEST_NAME = 80
SHIFT = timedelta(hours=10)
MOST_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
# Easy to type from a terminal; 12 of 32 letters are 60 bits.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def add(name: str, role: StaffRole, *, office: str = "", ports: Ports) -> str:
    """Add a member, or give an existing one a new password; returns the password, once."""
    if name != tidy(name) or not says_something(name) or len(name) > LONGEST_NAME:
        raise BadName("/name")
    office_name = ""
    if role in (StaffRole.OFFICER, StaffRole.HANDLER):
        office_name = ports.directory.office_name(office) or ""
        if not office_name:
            raise UnknownOffice("/office")
    password = "".join(secrets.choice(LETTERS) for _ in range(12))
    with ports.uow() as uow:
        member = uow.staff.get(name)
        if member is None:
            member = StaffMember(name, role, "", office, office_name)
            uow.staff.add(member)
        member.role, member.office, member.office_name = role, office, office_name
        member.password_hash = ports.passwords.hash(password)
        member.failed, member.locked_until = 0, None
        uow.commit()
    return password


def log_in(name: str, password: str, *, ports: Ports) -> str:
    """Return a session token. A wrong name and a wrong password look and take the same."""
    now = ports.clock()
    with ports.uow() as uow:
        member = uow.staff.get(name)
        if member and member.locked_until and now < member.locked_until:
            raise TooManyTries
        # A hash is checked even without an account, so that time tells nothing.
        stored = member.password_hash if member else NOBODY
        fits = ports.passwords.fits(stored, password)
        if member is None or not fits:
            if member:
                member.failed += 1
                if member.failed >= MOST_TRIES:
                    member.failed, member.locked_until = 0, now + LOCKED_FOR
                uow.commit()
            raise NotLoggedIn
        member.failed, member.locked_until = 0, None
        token = secrets.token_urlsafe(32)
        uow.staff.open_session(
            StaffSession(digest(token, ports.pepper), name, secrets.token_urlsafe(24), now + SHIFT)
        )
        uow.events.add(StaffLoggedIn(name, now))
        uow.commit()
    return token


def who_is(token: str, *, ports: Ports) -> tuple[StaffMember, str]:
    """The member behind a session and the session's form token; NotLoggedIn otherwise."""
    with ports.view() as uow:
        session = uow.staff.session(digest(token, ports.pepper)) if token else None
        if session is None or ports.clock() >= session.expires_at:
            raise NotLoggedIn
        member = uow.staff.get(session.staff)
        if member is None:
            raise NotAllowed
        return member, session.csrf


def log_out(token: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        uow.staff.close_session(digest(token, ports.pepper))
        uow.commit()


# argon2id of a random word nobody kept: the cost of a real check
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$3o0zgz0iPBSdJvxlpLqvqA$"
    "2ImYfO0T6M5OiGkT/Hq3zKSy8XtJ8Xi4lF7oNqT2Qmo"
)
