"""What members do to their own account: the code on the phone, the password, the sessions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from intake.domain import passwords
from intake.domain.errors import (
    CodeRequired,
    DeskUnderPassword,
    NotAllowedNow,
    NotFound,
    WrongCode,
    WrongPassword,
)
from intake.domain.events import CodeTurnedOff, CodeTurnedOn, PasswordChanged
from intake.domain.receipt import digest
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.tries import CODE_WAIT, PASSWORD_WAIT
from intake.ports import Ports, UnitOfWork
from intake.service import devices
from intake.service.staffing import OPERATOR, letters, recovery_digest, take_code, take_turn

RECOVERY_CODES = 8
HALF_OF_CODE = 5  # letters; 50 bits in all

# Locks the key of a handler's desk anew: desk, old password, new one. Raises WrongPassphrase.
Relock = Callable[[str, str, str], None]


@dataclass(frozen=True)
class Setup:
    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True)
class OpenSession:
    opened_at: datetime
    seen_at: datetime
    is_this: bool


def begin_code(name: str, password: str, *, ports: Ports) -> Setup:
    """What the phone needs. Codes are asked for only once one was shown to work."""
    say_again(name, password, ports)
    with ports.uow() as uow:
        member = _member(name, uow)
        if member.has_code:
            raise NotAllowedNow
        member.code_secret = ports.codes.new_secret(name)
        uow.commit()
    return setup(member, ports=ports)


def setup(member: StaffMember, *, ports: Ports) -> Setup:
    """Raise NotAllowedNow where nothing was begun, or it is in use: then it is shown no more."""
    if member.has_code or not member.code_secret:
        raise NotAllowedNow
    sealed = member.code_secret
    return Setup(ports.codes.secret(member.name, sealed), ports.codes.address(member.name, sealed))


def confirm_code(name: str, typed: str, *, ports: Ports) -> list[str]:
    """Turn it on; returns the codes for recovery, once. Raise WrongCode."""
    codes = [f"{letters(HALF_OF_CODE)}-{letters(HALF_OF_CODE)}" for _ in range(RECOVERY_CODES)]
    now = ports.clock()
    with ports.uow() as uow:
        member = _member(name, uow)
        if member.has_code or not member.code_secret:
            raise NotAllowedNow
        step = ports.codes.step(name, member.code_secret, "".join(typed.split()), now)
        if step is None or step <= member.last_step:
            raise WrongCode("/code")
        kept = [recovery_digest(name, code.replace("-", ""), ports) for code in codes]
        member.turn_on_code(step, kept)
        uow.events.add(CodeTurnedOn(name, now))
        uow.commit()
    return codes


def turn_off_code(name: str, password: str, typed: str, *, ports: Ports) -> None:
    """Needs both, so that neither an open browser nor a lost phone is enough."""
    with ports.view() as uow:
        member = _member(name, uow)
        if member.role in ports.account_rules.code_roles and not member.has_passkey:
            raise CodeRequired
    say_again(name, password, ports)
    key = take_turn("code again", name, "", CODE_WAIT, ports=ports)
    with ports.uow() as uow:
        member = _member(name, uow)
        if not member.has_code:
            raise NotAllowedNow
        take_code(member, typed, uow, ports=ports)
        uow.staff.forget_tries(key)
        member.turn_off_code()
        uow.events.add(CodeTurnedOff(name, ports.clock(), name))
        uow.commit()


def change_password(
    name: str,
    old: str,
    new: str,
    *,
    token: str = "",
    relock: Relock | None = None,
    ports: Ports,
) -> StaffMember:
    """All other sessions end, and all known browsers are forgotten.

    `relock` is given by the operator's command alone. A handler's password locks a key in a file
    that the web process may only read: without it, DeskUnderPassword.
    """
    with ports.view() as uow:
        member = _member(name, uow)
    if member.role is StaffRole.HANDLER and relock is None:
        raise DeskUnderPassword
    say_again(name, old, ports)
    passwords.check(new, name)
    with ports.uow() as uow:
        member = _member(name, uow)
        member.password_hash = ports.passwords.hash(new)
        _end_others(name, token, uow, ports)
        uow.events.add(PasswordChanged(name, ports.clock(), OPERATOR if relock else name))
        if relock and member.role is StaffRole.HANDLER:
            relock(member.desk, old, new)
        uow.commit()
    return member


def let_in(name: str, *, ports: Ports) -> str:
    """For a browser that is not known while strangers keep trying: it waits for its own tries.

    Worth nothing without the password. Raise NotFound.
    """
    with ports.view() as uow:
        return devices.new_token(_member(name, uow), ports.pepper)


def sessions(name: str, token: str, *, ports: Ports) -> list[OpenSession]:
    """The latest first."""
    now, idle, this = ports.clock(), ports.account_rules.idle, digest(token, ports.pepper)
    with ports.view() as uow:
        return [
            OpenSession(one.opened_at, one.seen_at, one.digest == this)
            for one in reversed(uow.staff.sessions_of(name))
            if not one.half and one.is_open(now, idle)
        ]


def go_on(name: str, *, goes_on: bool, ports: Ports) -> None:
    """Whether a step leads on to the next of the list."""
    with ports.uow() as uow:
        _member(name, uow).goes_on = goes_on
        uow.commit()


def end_others(name: str, token: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        _end_others(name, token, uow, ports)
        uow.commit()


def _end_others(name: str, token: str, uow: UnitOfWork, ports: Ports) -> None:
    this = digest(token, ports.pepper)
    for one in uow.staff.sessions_of(name):
        if one.digest != this:
            uow.staff.close_session(one.digest)


def say_again(name: str, password: str, ports: Ports) -> None:
    """Raise WrongPassword, TooManyTries: a browser left open is no way to guess the password."""
    with ports.view() as uow:
        stored = _member(name, uow).password_hash
    key = take_turn("again", name, "", PASSWORD_WAIT, ports=ports)
    if not ports.passwords.fits(stored, password):
        raise WrongPassword("/old")
    with ports.uow() as uow:
        uow.staff.forget_tries(key)
        uow.commit()


def _member(name: str, uow: UnitOfWork) -> StaffMember:
    member = uow.staff.get(name)
    if member is None:
        raise NotFound
    return member
