"""Who works here: accounts, logging in, sessions."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.domain.errors import (
    AccountStopped,
    BadName,
    NoSuchArea,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    TooManyTries,
    UnknownOffice,
    WrongCode,
)
from intake.domain.events import (
    AccountDisabled,
    AccountEnabled,
    CodeTurnedOff,
    PasskeyRemoved,
    PasswordChanged,
    RecoveryCodeUsed,
    StaffLoggedIn,
)
from intake.domain.receipt import digest
from intake.domain.staff import OF_AN_AREA, StaffMember, StaffRole, StaffSession
from intake.domain.tries import CODE_WAIT, FORGOTTEN_AFTER, PASSWORD_WAIT
from intake.domain.writing import says_something, tidy
from intake.ports import Ports, UnitOfWork
from intake.service import devices

WITH_OFFICE = (StaffRole.OFFICER, StaffRole.HANDLER)
LONGEST_NAME = 80
LONGEST_SUBJECT = 255
HALF_WAY = timedelta(minutes=5)  # between the password and the code
SEEN_EVERY = timedelta(minutes=1)  # what is written about a session's last use is no finer
OPERATOR = "operator"
# Easy to type from a terminal; 12 of 32 letters are 60 bits.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Entered:
    token: str = field(repr=False)
    devices: str = field(repr=False)  # the cookie by which this browser is known from now on
    needs_code: bool = False


def add(
    name: str,
    role: StaffRole,
    *,
    office: str = "",
    area: str = "",
    outsourced: bool = False,
    ports: Ports,
) -> str:
    """Add a member, or let an existing one begin anew: a new password, no second step, no session.

    `area` bounds what they see; "" sees all. Returns the password, once.
    """
    if name != tidy(name) or not says_something(name) or len(name) > LONGEST_NAME:
        raise BadName("/name")
    if area and (role not in OF_AN_AREA or ports.directory.area_name(area) is None):
        raise NoSuchArea("/area")
    office_name = _office_name(role, office, ports)
    password = letters(12)
    with ports.uow() as uow:
        member = uow.staff.get(name)
        if member is None:
            member = StaffMember(name, role, "", office, office_name)
            uow.staff.add(member)
        else:
            _begin_anew(member, ports.clock(), uow)
        member.role, member.office, member.office_name = role, office, office_name
        member.area, member.outsourced = area, outsourced
        member.password_hash = ports.passwords.hash(password)
        uow.commit()
    return password


def _office_name(role: StaffRole, office: str, ports: Ports) -> str:
    if role not in (StaffRole.OFFICER, StaffRole.HANDLER):
        return ""
    found = ports.directory.office_name(office)
    if not found:
        raise UnknownOffice("/office")
    return found


def _begin_anew(member: StaffMember, now: datetime, uow: UnitOfWork) -> None:
    uow.events.add(PasswordChanged(member.name, now, OPERATOR))
    if member.has_code:
        member.turn_off_code()
        uow.events.add(CodeTurnedOff(member.name, now, OPERATOR))
    for passkey in uow.staff.passkeys_of(member.name):
        uow.staff.remove_passkey(passkey)
        uow.events.add(PasskeyRemoved(member.name, now, OPERATOR))
    member.has_passkey = False
    _end_sessions(member.name, uow)


def disable(name: str, *, ports: Ports) -> None:
    """Whoever left, or might have lost everything: no login, and every session ends."""
    with ports.uow() as uow:
        member = _known(name, uow)
        if not member.disabled:
            member.disabled = True
            uow.events.add(AccountDisabled(name, ports.clock(), OPERATOR))
        _end_sessions(name, uow)
        uow.commit()


def enable(name: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        member = _known(name, uow)
        if member.disabled:
            member.disabled = False
            uow.events.add(AccountEnabled(name, ports.clock(), OPERATOR))
        uow.commit()


def know_as(name: str, subject: str, *, ports: Ports) -> None:
    """By which subject the provider of logins knows them; "" forgets it. Raise BadName where it is
    somebody else's."""
    with ports.uow() as uow:
        member, other = _known(name, uow), uow.staff.by_subject(subject)
        if len(subject) > LONGEST_SUBJECT or (other and other.name != name):
            raise BadName("/subject")
        member.subject = subject
        uow.commit()


def _known(name: str, uow: UnitOfWork) -> StaffMember:
    member = uow.staff.get(name)
    if member is None:
        raise NotFound
    return member


def _end_sessions(name: str, uow: UnitOfWork) -> None:
    for session in uow.staff.sessions_of(name):
        uow.staff.close_session(session.digest)


def letters(many: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(many))


def log_in(name: str, password: str, *, known_by: str = "", ports: Ports) -> Entered:
    """A wrong name and a wrong password look, wait and take the same. Raise TooManyTries.

    `known_by`: the cookie of a browser. Where this member logged in from it before, strangers'
    tries do not slow this one down.
    """
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
        if member.disabled:
            raise AccountStopped
        return _after_first_step(member, device, known_by, uow, ports)


def enter_by_provider(member: StaffMember, known_by: str, uow: UnitOfWork, ports: Ports) -> Entered:
    """Somebody else's word stands in for the password. The transaction ends here."""
    device = devices.known(known_by, member, ports.pepper)
    return _after_first_step(member, device, known_by, uow, ports, by_provider=True)


def _after_first_step(
    member: StaffMember,
    device: str,
    known_by: str,
    uow: UnitOfWork,
    ports: Ports,
    *,
    by_provider: bool = False,
) -> Entered:
    if not member.has_second_step:
        return enter(member, known_by, uow, ports, by_provider=by_provider)
    token = _open(member, device, uow, ports, half=True, by_provider=by_provider)
    uow.commit()
    return Entered(token, known_by, needs_code=True)


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
        if member.disabled:
            raise AccountStopped
        take_code(member, typed, uow, ports=ports)
        uow.staff.forget_tries(key)
        uow.staff.close_session(half.digest)
        return enter(member, known_by, uow, ports, device=half.device, by_provider=half.by_provider)


def half_way(token: str, *, ports: Ports) -> StaffMember | None:
    """Whose login waits for the second step."""
    try:
        with ports.view() as uow:
            return uow.staff.get(_half_way(token, ports.clock(), uow, ports).staff)
    except NotLoggedIn:
        return None


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


def enter(
    member: StaffMember,
    known_by: str,
    uow: UnitOfWork,
    ports: Ports,
    *,
    device: str = "",
    by_provider: bool = False,
) -> Entered:
    """Let in whoever has shown enough. The transaction ends here."""
    cookie = devices.remember(known_by, member, ports.pepper)
    device = device or devices.known(cookie, member, ports.pepper)
    token = _open(member, device, uow, ports, by_provider=by_provider)
    uow.events.add(StaffLoggedIn(member.name, ports.clock()))
    uow.commit()
    return Entered(token, cookie)


def _open(
    member: StaffMember,
    device: str,
    uow: UnitOfWork,
    ports: Ports,
    *,
    half: bool = False,
    by_provider: bool = False,
) -> str:
    """The oldest of too many ends, and what is over is swept away."""
    now, rules = ports.clock(), ports.account_rules
    alive = []
    for one in uow.staff.sessions_of(member.name):
        if not one.is_open(now, rules.idle):
            uow.staff.close_session(one.digest)
        elif one.half == half:
            alive.append(one)
    for one in alive[: max(0, len(alive) + 1 - rules.most_sessions)]:
        uow.staff.close_session(one.digest)
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    until = now + (HALF_WAY if half else rules.shift)
    kept = digest(token, ports.pepper)
    uow.staff.open_session(
        StaffSession(
            kept, member.name, csrf, until, now, now, half, device, by_provider=by_provider
        )
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
        if member.disabled:
            raise NotLoggedIn
    if awake and now - session.seen_at >= SEEN_EVERY:
        with ports.uow() as uow:
            if seen := uow.staff.session(kept):
                seen.seen_at = now
                uow.commit()
    return member, session.csrf


def log_out(token: str, *, ports: Ports) -> bool:
    """Whether it was opened by a provider, where a session may go on."""
    kept = digest(token, ports.pepper)
    with ports.uow() as uow:
        session = uow.staff.session(kept)
        uow.staff.close_session(kept)
        uow.commit()
    return session is not None and session.by_provider


# argon2id of a random word nobody kept: the cost of a real check
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$3o0zgz0iPBSdJvxlpLqvqA$"
    "2ImYfO0T6M5OiGkT/Hq3zKSy8XtJ8Xi4lF7oNqT2Qmo"
)
