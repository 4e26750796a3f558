"""Keys that programs show: named, for some things alone, and kept as digests."""

import secrets
from dataclasses import replace

from intake.domain.administration import ApiKey, Scope
from intake.domain.days import day_of
from intake.domain.errors import BadName, NotAllowed, NotAllowedNow, NotFound, UnknownScope
from intake.domain.events import ApiKeyChanged
from intake.domain.receipt import digest
from intake.domain.staff import StaffMember
from intake.domain.writing import says_something, tidy
from intake.ports import Ports
from intake.service.administering import need

LONGEST_NAME = 80
PREFIX = "yihao_"  # so that scanners of leaked secrets know one


def make(name: str, scopes: list[str], who: StaffMember, *, ports: Ports) -> str:
    """Returns the key, once. Raise BadName, UnknownScope."""
    need(who)
    if not says_something(name) or name != tidy(name) or len(name) > LONGEST_NAME:
        raise BadName("/name")
    if not scopes or set(scopes) - set(Scope):
        raise UnknownScope("/scopes")
    key, id, now = PREFIX + secrets.token_urlsafe(32), secrets.token_hex(8), ports.clock()
    wanted = tuple(scope for scope in Scope if scope in scopes)
    with ports.uow() as uow:
        uow.administration.put_key(
            ApiKey(id, name, wanted, digest(key, ports.pepper), who.name, now)
        )
        uow.events.add(ApiKeyChanged(id, now, who.name, "made"))
        uow.commit()
    return key


def revoke(id: str, who: StaffMember, *, ports: Ports) -> None:
    need(who)
    now = ports.clock()
    with ports.uow() as uow:
        found = next((one for one in uow.administration.every_key() if one.id == id), None)
        if found is None:
            raise NotFound
        if found.revoked_at:
            raise NotAllowedNow
        uow.administration.put_key(replace(found, revoked_at=now))
        uow.events.add(ApiKeyChanged(id, now, who.name, "revoked"))
        uow.commit()


def every(who: StaffMember, *, ports: Ports) -> list[ApiKey]:
    need(who)
    with ports.view() as uow:
        return uow.administration.every_key()


def whose(key: str, *, ports: Ports) -> ApiKey:
    """Raise NotAllowed where it is none of ours, or was revoked. What is kept of its use is the
    day."""
    kept, today = digest(key, ports.pepper), day_of(ports.clock())
    with ports.view() as uow:
        found = uow.administration.key_by_digest(kept)
    if found is None or found.revoked_at:
        raise NotAllowed
    if found.used_on != today:
        with ports.uow() as uow:
            latest = uow.administration.key_by_digest(kept)
            if latest and not latest.revoked_at:
                uow.administration.put_key(replace(latest, used_on=today))
                uow.commit()
    return found
