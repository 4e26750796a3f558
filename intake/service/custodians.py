"""A custodian goes: the own shares are sealed to a successor, at home, and put back here."""

from collections.abc import Iterable

from intake.domain.errors import CannotHandOver, NotFound
from intake.domain.events import SharesHandedOver
from intake.domain.protected import ProtectedReport, SealedItem
from intake.ports import Ports, Share, UnitOfWork


def shares(leaver: str, successor: str, *, ports: Ports) -> list[Share]:
    """Those of all reports, but where the successor has one already: two would be the quorum."""
    _check(leaver, successor, ports)
    with ports.view() as uow:
        return [
            Share(report.id, item.name, item.version, wrap)
            for id in uow.protected.ids()
            for report in [uow.protected.get(id)]
            for item in report.guarded
            if (wrap := _share(item, leaver, successor, ports)) is not None
        ]


def hand_over(leaver: str, successor: str, given: Iterable[Share], *, ports: Ports) -> int:
    """Replace the leaver's shares, all in one transaction. Return how many; those destroyed or
    handed over meanwhile are passed over. What is inside cannot be looked at here."""
    _check(leaver, successor, ports)
    with ports.uow() as uow:
        done = sum(_replace(one, leaver, successor, uow, ports) for one in given)
        if done:
            uow.events.add(SharesHandedOver(leaver, ports.clock(), successor))
        uow.commit()
    return done


def left(*, ports: Ports) -> dict[str, int]:
    """How many shares each custodian, also a retired one, has here."""
    with ports.view() as uow:
        items = [item for id in uow.protected.ids() for item in uow.protected.get(id).guarded]
    return {
        one: sum(ports.vault.share(item, one) is not None for item in items)
        for one in ports.vault.all_custodians
    }


def _replace(one: Share, leaver: str, successor: str, uow: UnitOfWork, ports: Ports) -> bool:
    try:
        item = _item(uow.protected.get(one.report), one)
    except NotFound:
        return False
    if _share(item, leaver, successor, ports) is None:
        return False
    item.envelope = ports.vault.with_share(item, leaver, successor, one.wrap)
    return True


def _item(report: ProtectedReport, one: Share) -> SealedItem:
    item = report.item(one.item)
    if not item.is_guarded or item.version != one.version:
        raise NotFound
    return item


def _share(item: SealedItem, leaver: str, successor: str, ports: Ports) -> bytes | None:
    return None if ports.vault.share(item, successor) else ports.vault.share(item, leaver)


def _check(leaver: str, successor: str, ports: Ports) -> None:
    """The same office, or the successor might be of the line of somebody accused; a retired one
    never takes a share again, or could come by two in turn."""
    offices = ports.vault.all_custodians
    active = ports.vault.custodians
    fits = leaver in offices and leaver not in active and successor in active
    if not fits or offices[leaver] != offices[successor]:
        raise CannotHandOver
