"""Passkeys: add, rename, remove, and log in with one."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from intake.domain.errors import (
    AccountStopped,
    BadPasskey,
    EmptyText,
    LastSecondStep,
    NotFound,
    NotLoggedIn,
    PasskeyCopied,
    TooLong,
    TooManyPasskeys,
)
from intake.domain.events import PasskeyAdded, PasskeyBlocked, PasskeyRemoved
from intake.domain.passkeys import LONGEST_LABEL, MOST, Challenge, Passkey
from intake.domain.receipt import digest
from intake.domain.staff import StaffMember
from intake.domain.writing import says_something, tidy
from intake.ports import Ports, UnitOfWork
from intake.ports.accounts import Offer, Passkeys
from intake.service import staffing
from intake.service.account import say_again
from intake.service.staffing import Entered

ANSWER_WITHIN = timedelta(minutes=5)
NEW, LOGIN = "new passkey", "login with passkey"


@dataclass(frozen=True)
class Asked:
    """What a browser is asked, and the token by which it is known when it answers."""

    options: str
    token: str = field(repr=False)


def begin(name: str, password: str, *, token: str, ports: Ports) -> str:
    """The options for the browser of this session. Raise WrongPassword, TooManyPasskeys."""
    say_again(name, password, ports)
    with ports.uow() as uow:
        taken = [one.credential for one in uow.staff.passkeys_of(name)]
        if len(taken) >= MOST:
            raise TooManyPasskeys(most=MOST)
        offer = _adapter(ports).offer_new(name, _handle(name, ports), taken)
        _ask(NEW, token, offer, name, uow, ports)
        uow.commit()
    return offer.options


def finish(name: str, answer: str, label: str, *, token: str, ports: Ports) -> None:
    """Raise BadPasskey, also where the session was asked nothing, or too long ago, or is answered
    a second time."""
    label = _label(label)
    asked = _take(NEW, token, ports)
    if asked.staff != name:
        raise BadPasskey
    new = _adapter(ports).check_new(answer, asked.secret)
    now = ports.clock()
    with ports.uow() as uow:
        if uow.staff.passkey(new.credential):
            raise BadPasskey
        if len(uow.staff.passkeys_of(name)) >= MOST:
            raise TooManyPasskeys(most=MOST)
        uow.staff.add_passkey(
            Passkey(new.credential, name, label, new.public_key, now, count=new.count)
        )
        _member(name, uow).has_passkey = True
        uow.events.add(PasskeyAdded(name, now))
        uow.commit()


def rename(name: str, id: int, label: str, *, ports: Ports) -> None:
    label = _label(label)
    with ports.uow() as uow:
        _own(name, id, uow).label = label
        uow.commit()


def remove(name: str, id: int, password: str, *, ports: Ports) -> None:
    """Raise WrongPassword, LastSecondStep where the role needs one."""
    say_again(name, password, ports)
    with ports.uow() as uow:
        member, passkey = _member(name, uow), _own(name, id, uow)
        member.has_passkey = any(
            not one.blocked for one in uow.staff.passkeys_of(name) if one.id != id
        )
        if member.role in ports.account_rules.code_roles and not member.has_second_step:
            raise LastSecondStep
        uow.staff.remove_passkey(passkey)
        uow.events.add(PasskeyRemoved(name, ports.clock(), name))
        uow.commit()


def mine(name: str, *, ports: Ports) -> list[Passkey]:
    with ports.view() as uow:
        return uow.staff.passkeys_of(name)


def begin_login(token: str, *, ports: Ports) -> Asked:
    """`token` of a login that is half way: then only that member may answer."""
    half = staffing.half_way(token, ports=ports)
    with ports.uow() as uow:
        own = uow.staff.passkeys_of(half.name) if half else []
        offer = _adapter(ports).offer_login([one.credential for one in own if not one.blocked])
        asked = Asked(offer.options, secrets.token_urlsafe(32))
        _ask(LOGIN, asked.token, offer, half.name if half else "", uow, ports)
        uow.commit()
    return asked


def log_in(token: str, answer: str, *, known_by: str = "", ports: Ports) -> Entered:
    """`token` from begin_login. Raise BadPasskey, PasskeyCopied, AccountStopped.

    The device has asked for a finger or a number: that it is there and who holds it are two steps.
    """
    adapter = _adapter(ports)
    asked = _take(LOGIN, token, ports)
    credential = adapter.credential_of(answer)
    with ports.view() as uow:
        found = uow.staff.passkey(credential)
    if found is None or found.blocked or asked.staff not in ("", found.staff):
        raise BadPasskey
    count = adapter.check_login(answer, asked.secret, found.public_key)
    with ports.uow() as uow:
        passkey = uow.staff.passkey(credential)
        if passkey is None or passkey.blocked:
            raise BadPasskey
        if not passkey.counts_on(count):
            _block(passkey, uow, ports)
            raise PasskeyCopied
        member = _member(passkey.staff, uow)
        if member.disabled:
            raise AccountStopped
        passkey.count, passkey.used_at = count, ports.clock()
        return staffing.enter(member, known_by, uow, ports)


def _block(passkey: Passkey, uow: UnitOfWork, ports: Ports) -> None:
    # It goes on counting as a second step: or whoever copied it would have taken that away.
    passkey.blocked = True
    uow.events.add(PasskeyBlocked(passkey.staff, ports.clock()))
    uow.commit()


def _ask(purpose: str, token: str, offer: Offer, staff: str, uow: UnitOfWork, ports: Ports) -> None:
    now = ports.clock()
    uow.staff.forget_challenges_before(now)
    key = _key(purpose, token, ports)
    uow.staff.ask(Challenge(key, offer.challenge, now + ANSWER_WITHIN, staff))


def _take(purpose: str, token: str, ports: Ports) -> Challenge:
    """In a transaction of its own: a wrong answer uses it up, too."""
    with ports.uow() as uow:
        asked = uow.staff.take_challenge(_key(purpose, token, ports))
        uow.commit()
    if asked is None or ports.clock() >= asked.expires_at:
        raise BadPasskey
    return asked


def _key(purpose: str, token: str, ports: Ports) -> str:
    return digest("\0".join((purpose, token)), ports.pepper)


def _handle(name: str, ports: Ports) -> bytes:
    """What a device keeps of who the member is: nothing that can be read."""
    return bytes.fromhex(digest("\0".join(("passkey of", name)), ports.pepper))[:32]


def _label(typed: str) -> str:
    label = tidy(typed)
    if not says_something(label):
        raise EmptyText("/label")
    if len(label) > LONGEST_LABEL:
        raise TooLong("/label", longest=LONGEST_LABEL)
    return label


def _own(name: str, id: int, uow: UnitOfWork) -> Passkey:
    for one in uow.staff.passkeys_of(name):
        if one.id == id:
            return one
    raise NotFound


def _member(name: str, uow: UnitOfWork) -> StaffMember:
    member = uow.staff.get(name)
    if member is None:
        raise NotLoggedIn
    return member


def _adapter(ports: Ports) -> Passkeys:
    if ports.passkeys is None:
        raise NotFound
    return ports.passkeys
