"""Keys that programs show: named, for some things alone, and kept as digests."""

import secrets
from dataclasses import replace
from hmac import compare_digest

from intake.domain.administration import CHANNEL, OF_AN_OFFICE, OUR_CHANNELS, ApiKey, Scope
from intake.domain.days import day_of
from intake.domain.errors import (
    BadChannel,
    BadName,
    KeyNeeded,
    NotAllowedNow,
    NotFound,
    OfficeNeeded,
    ScopeNeeded,
    UnknownOffice,
    UnknownScope,
)
from intake.domain.events import ApiKeyChanged
from intake.domain.receipt import digest
from intake.domain.staff import StaffMember
from intake.domain.writing import says_something, tidy
from intake.ports import Ports
from intake.service.administering import need

LONGEST_NAME = 80
PREFIX = "yihao_"  # so that scanners of leaked secrets know one


def make(
    name: str,
    scopes: list[str],
    who: StaffMember,
    *,
    office: str = "",
    channel: str = "",
    ports: Ports,
) -> str:
    """Returns the key, once. Raise BadName, UnknownScope, UnknownOffice, OfficeNeeded,
    BadChannel."""
    need(who)
    if not says_something(name) or name != tidy(name) or len(name) > LONGEST_NAME:
        raise BadName("/name")
    if not scopes or set(scopes) - set(Scope):
        raise UnknownScope("/scopes")
    _check(set(map(Scope, scopes)), office, channel, ports)
    key, id, now = PREFIX + secrets.token_urlsafe(32), secrets.token_hex(8), ports.clock()
    wanted = tuple(scope for scope in Scope if scope in scopes)
    with ports.uow() as uow:
        uow.administration.put_key(
            ApiKey(
                id,
                name,
                wanted,
                digest(key, ports.pepper),
                who.name,
                now,
                office=office,
                channel=channel,
            )
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
    """Raise KeyNeeded where it is none of ours, or was revoked. What is kept of its use is the
    day."""
    kept, today = digest(key, ports.pepper), day_of(ports.clock())
    with ports.view() as uow:
        found = uow.administration.key_by_digest(kept)
    if found is None or found.revoked_at or not compare_digest(found.digest, kept):
        raise KeyNeeded
    if found.used_on != today:
        with ports.uow() as uow:
            latest = uow.administration.key_by_digest(kept)
            if latest and not latest.revoked_at:
                uow.administration.put_key(replace(latest, used_on=today))
                uow.commit()
    return found


def need_scope(key: ApiKey, scope: Scope) -> None:
    """Raise ScopeNeeded."""
    if scope not in key.scopes:
        raise ScopeNeeded


def _check(scopes: set[Scope], office: str, channel: str, ports: Ports) -> None:
    if office and ports.directory.office_name(office) is None:
        raise UnknownOffice("/office")
    if scopes & OF_AN_OFFICE and not office:
        raise OfficeNeeded("/office")
    if Scope.COMPLAINTS_WRITE in scopes and (
        not CHANNEL.fullmatch(channel) or channel in OUR_CHANNELS
    ):
        raise BadChannel("/channel")
