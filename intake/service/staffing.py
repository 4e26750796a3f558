"""Who works here: accounts, logging in, sessions."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.domain.errors import (
    BadName,
    NotAllowed,
    NotLoggedIn,
    TooManyTries,
    UnknownOffice,
    WrongCode,
)
from intake.domain.events import CodeTurnedOff, PasswordChanged, RecoveryCodeUsed, StaffLoggedIn
from intake.domain.receipt import digest
from intake.domain.staff import StaffMember, StaffRole, StaffSession
from intake.domain.tries import CODE_WAIT, FORGOTTEN_AFTER, PASSWORD_WAIT
from intake.domain.writing import says_something, tidy
from intake.ports import Ports, UnitOfWork
from intake.service import devices

LONGEST_NAME = 80
SHIFT = timedelta(hours=10)
HALF_WAY = timedelta(minutes=5)  # between the password and the code
MOST_SESSIONS = 3
SEEN_EVERY = timedelta(minutes=1)  # what is written about a session's last use is no finer
OPERATOR = "operator"
# Easy to type from a terminal; 12 of 32 letters are 60 bits.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Entered:
    token: str = field(repr=False)
    devices: str = field(repr=False)  # the cookie by which this browser is known from now on
    needs_code: bool = False


def add(name: str, role: StaffRole, *, office: str = "", ports: Ports) -> str:
    """Add a member, or let an existing one begin anew: a new password, no code, no session.

    Returns the password, once.
    """
    if name != tidy(name) or not says_something(name) or len(name) > LONGEST_NAME:
        raise BadName("/name")
    office_name = ""
    if role in (StaffRole.OFFICER, StaffRole.HANDLER):
        office_name = ports.directory.office_name(office) or ""
        if not office_name:
            raise UnknownOffice("/office")
    password = letters(12)
    with ports.uow() as uow:
        member = uow.staff.get(name)
        if member is None:
            member = StaffMember(name, role, "", office, office_name)
            uow.staff.add(member)
        else:
            _begin_anew(member, ports.clock(), uow)
        member.role, member.office, member.office_name = role, office, office_name
        member.password_hash = ports.passwords.hash(password)
        uow.commit()
    return password


def _begin_anew(member: StaffMember, now: datetime, uow: UnitOfWork) -> None:
    uow.events.add(PasswordChanged(member.name, now, OPERATOR))
    if member.has_code:
        member.turn_off_code()
        uow.events.add(CodeTurnedOff(member.name, now, OPERATOR))
    for session in uow.staff.sessions_of(member.name):
        uow.staff.close_session(session.digest)


def letters(many: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(many))


def log_in(name: str, password: str, *, known_by: str = "", ports: Ports) -> Entered:
    """A wrong name and a wrong password look, wait and take the same. Raise TooManyTries.

    `known_by`: the cookie of a browser. Where this member logged in from it before, strangers'
    tries do not slow this one down.
    """
    now = ports.clock()
    with ports.view() as uow:
        member = uow.staff.get(name)
    device = devices.known(known_by, member, ports.pepper)
    key = take_turn("password", name, device, PASSWORD_WAIT, ports=ports)
    # A hash is checked even without an account, so that time tells nothing.
    stored = member.password_hash if member else NOBODY
    if not ports.passwords.fits(stored, password):
        raise NotLoggedIn
    with ports.uow() as uow:
        member = uow.staff.get(name)
        if member is None or member.password_hash != stored:
            raise NotLoggedIn
        uow.staff.forget_tries(key)
        if member.has_code:
            token = _open(member, now, device, uow, ports, half=True)
            uow.commit()
            return Entered(token, known_by, needs_code=True)
        return _enter(member, now, device, known_by, uow, ports)


def enter_code(token: str, typed: str, *, known_by: str = "", ports: Ports) -> Entered:
    """Raise NotLoggedIn where the first step is too long ago, WrongCode, TooManyTries."""
    now = ports.clock()
    with ports.view() as uow:
        half = _half_way(token, now, uow, ports)
    key = take_turn("code", half.staff, half.device, CODE_WAIT, ports=ports)
    with ports.uow() as uow:
        half = _half_way(token, now, uow, ports)
        member = uow.staff.get(half.staff)
        if member is None or not member.has_code:
            raise NotLoggedIn
        take_code(member, typed, uow, ports=ports)
        uow.staff.forget_tries(key)
        uow.staff.close_session(half.digest)
        return _enter(member, now, half.device, known_by, uow, ports)


def is_half_way(token: str, *, ports: Ports) -> bool:
    try:
        with ports.view() as uow:
            _half_way(token, ports.clock(), uow, ports)
    except NotLoggedIn:
        return False
    return True


def _half_way(token: str, now: datetime, uow: UnitOfWork, ports: Ports) -> StaffSession:
    session = uow.staff.session(digest(token, ports.pepper)) if token else None
    if session is None or not session.half or now >= session.expires_at:
        raise NotLoggedIn
    return session


def take_turn(kind: str, name: str, device: str, longest: timedelta, *, ports: Ports) -> str:
    """Count a try before it is looked at. Raise TooManyTries where it comes too early.

    A transaction of its own: tries that come at once are counted one after another, and the slow
    check of a password holds up nobody's writing. What comes too early is neither looked at nor
    counted, or whoever knocks all the time would keep the door shut for ever.
    """
    now = ports.clock()
    key = digest("\0".join(("tries", kind, name, device)), ports.pepper)
    with ports.uow() as uow:
        uow.staff.forget_tries_before(now - FORGOTTEN_AFTER)
        tries = uow.staff.tries(key, now)
        if left := tries.left(now):
            raise TooManyTries(seconds=left)
        tries.begin(now, longest)
        uow.commit()
    return key


def take_code(member: StaffMember, typed: str, uow: UnitOfWork, *, ports: Ports) -> None:
    """Raise WrongCode. A code of the phone or one for recovery; each works once."""
    now = ports.clock()
    code = "".join(c for c in typed.lower() if not c.isspace() and c != "-")
    step = ports.codes.step(member.name, member.code_secret, code, now)
    if step is not None and step > member.last_step:
        member.last_step = step
        return
    kept = recovery_digest(member.name, code, ports)
    if kept not in member.recovery:
        raise WrongCode("/code")
    member.recovery = [one for one in member.recovery if one != kept]
    uow.events.add(RecoveryCodeUsed(member.name, now, len(member.recovery)))


def recovery_digest(name: str, code: str, ports: Ports) -> str:
    return digest("\0".join(("recovery", name, code)), ports.pepper)


def _enter(
    member: StaffMember,
    now: datetime,
    device: str,
    known_by: str,
    uow: UnitOfWork,
    ports: Ports,
) -> Entered:
    cookie = devices.remember(known_by, member, ports.pepper)
    device = device or devices.known(cookie, member, ports.pepper)
    token = _open(member, now, device, uow, ports)
    uow.events.add(StaffLoggedIn(member.name, now))
    uow.commit()
    return Entered(token, cookie)


def _open(
    member: StaffMember,
    now: datetime,
    device: str,
    uow: UnitOfWork,
    ports: Ports,
    *,
    half: bool = False,
) -> str:
    """The oldest of too many ends, and what is over is swept away."""
    idle = ports.account_rules.idle
    alive = []
    for one in uow.staff.sessions_of(member.name):
        if not one.is_open(now, idle):
            uow.staff.close_session(one.digest)
        elif one.half == half:
            alive.append(one)
    for one in alive[: len(alive) + 1 - MOST_SESSIONS]:
        uow.staff.close_session(one.digest)
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    until = now + (HALF_WAY if half else SHIFT)
    kept = digest(token, ports.pepper)
    uow.staff.open_session(
        StaffSession(kept, member.name, csrf, until, now, now, half=half, device=device)
    )
    return token


def who_is(token: str, *, awake: bool = True, ports: Ports) -> tuple[StaffMember, str]:
    """The member behind a session and the session's form token; NotLoggedIn otherwise.

    `awake`: a person did something, not a page that looks for news by itself.
    """
    now, kept = ports.clock(), digest(token, ports.pepper)
    with ports.view() as uow:
        session = uow.staff.session(kept) if token else None
        if session is None or session.half or not session.is_open(now, ports.account_rules.idle):
            raise NotLoggedIn
        member = uow.staff.get(session.staff)
        if member is None:
            raise NotAllowed
    if awake and now - session.seen_at >= SEEN_EVERY:
        with ports.uow() as uow:
            if seen := uow.staff.session(kept):
                seen.seen_at = now
                uow.commit()
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
