"""Log in by the word of a provider (OpenID Connect). It stands in for the password, and for nothing
else: a second step is still asked for, and nobody gets an account by it."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from intake.domain.errors import AccountStopped, NobodyBySubject, NotFound, ProviderRefused
from intake.domain.passkeys import Challenge
from intake.domain.receipt import digest
from intake.ports import Ports
from intake.ports.accounts import Provider
from intake.service import staffing
from intake.service.staffing import Entered

BACK_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Leaving:
    address: str
    token: str = field(repr=False)  # by which this browser is known when it comes back


def depart(*, ports: Ports) -> Leaving:
    """Raise NotFound where no provider is set, ProviderAway."""
    departure = _provider(ports).depart()
    token, now = secrets.token_urlsafe(32), ports.clock()
    with ports.uow() as uow:
        uow.staff.forget_challenges_before(now)
        uow.staff.ask(Challenge(_key(token, ports), departure.kept, now + BACK_WITHIN))
        uow.commit()
    return Leaving(departure.address, token)


def arrive(
    token: str, code: str, state: str, issuer: str, *, known_by: str = "", ports: Ports
) -> Entered:
    """Raise ProviderRefused, ProviderAway, NobodyBySubject, AccountStopped."""
    provider = _provider(ports)
    with ports.uow() as uow:
        kept = uow.staff.take_challenge(_key(token, ports)) if token else None
        uow.commit()
    if kept is None or ports.clock() >= kept.expires_at:
        raise ProviderRefused
    subject = provider.subject(kept.secret, code, state, issuer)
    with ports.uow() as uow:
        member = uow.staff.by_subject(subject)
        if member is None:
            raise NobodyBySubject
        if member.disabled:
            raise AccountStopped
        return staffing.enter_by_provider(member, known_by, uow, ports)


def end_address(*, ports: Ports) -> str:
    return _provider(ports).end_address()


def _key(token: str, ports: Ports) -> str:
    return digest("\0".join(("elsewhere", token)), ports.pepper)


def _provider(ports: Ports) -> Provider:
    if ports.provider is None:
        raise NotFound
    return ports.provider
