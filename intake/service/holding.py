"""Which desks hold a protected report: chosen by conflict of interest, handed on, left."""

import json
import secrets
from collections.abc import Iterable

from intake.domain.days import day_of
from intake.domain.errors import KeptFrom, NobodyFree, NotFound, ReadersChanged
from intake.domain.protected import AVOIDED, TEXT, ProtectedReport, SealedFile, SealedItem
from intake.domain.receipt import digest
from intake.domain.staff import FIRST_DESK, StaffMember
from intake.ports import OpenDesk, Ports, UnitOfWork
from routing.conflict import Avoid

GUARDIANS = 3  # custodians of one report


def free_desk(avoid: Avoid, ports: Ports) -> str:
    """The first desk, or the highest other one that is not accused; who is only in doubt comes
    last. Raise NobodyFree rather than seal a report to those it is about."""
    offices = ports.vault.offices
    free = [desk for desk, office in offices.items() if not avoid.shuts_out(office)]
    if not free:
        raise NobodyFree
    return min(
        free,
        key=lambda desk: (
            avoid.doubts(offices[desk]),
            desk != FIRST_DESK,
            len(offices[desk].partition("-")[0]),
            desk,
        ),
    )


def guardians(avoid: Avoid, ports: Ports) -> list[str]:
    """Three custodians outside the line of the accused, those in doubt last; none where there are
    fewer than three. Drawn by lot among equals: always the first three would tell, by who is
    missing, whom a report is about."""
    offices = ports.vault.custodians
    free = [one for one, office in offices.items() if not avoid.shuts_out(office)]
    secrets.SystemRandom().shuffle(free)
    free.sort(key=lambda one: avoid.doubts(offices[one]))
    return sorted(free[:GUARDIANS]) if len(free) >= GUARDIANS else []


def held(id: str, who: StaffMember, uow: UnitOfWork) -> ProtectedReport:
    """Raise NotFound alike for one that is not there and for one that is kept from them."""
    report = uow.protected.get(id)
    if who.desk not in report.desks:
        raise NotFound
    return report


def bind_readers(report: ProtectedReport, ports: Ports) -> None:
    """Whoever can write to the database, and no more, cannot put in a reader of theirs."""
    report.readers_mac = _readers_mac(report, ports)


def check_readers(report: ProtectedReport, ports: Ports) -> None:
    """Before anything is sealed to those whom the database names. Raise ReadersChanged."""
    if not secrets.compare_digest(report.readers_mac, _readers_mac(report, ports)):
        raise ReadersChanged


def _readers_mac(report: ProtectedReport, ports: Ports) -> str:
    holders = sorted((one.desk, one.left_on is not None, one.shut_out) for one in report.holders)
    bound = ["readers", report.id, report.receipt_digest, report.reporter_key.hex(), holders]
    return digest(json.dumps(bound), ports.pepper)


def read(id: str, who: StaffMember, passphrase: str, *, ports: Ports) -> dict[str, str]:
    """What the desk may read, by item, opened in the memory of this request. The reporter sees
    that this role read it. Whoever left meanwhile is shut out of it for good. Raise
    WrongPassphrase."""
    desk = ports.vault.open_as(who.desk, passphrase)
    with ports.uow() as uow:
        report = held(id, who, uow)
        texts = {item.name: desk.read(report.id, item) for item in _texts(report)}
        report.fetched(who.role, day_of(ports.clock()))
        _shut_out_leavers(report, desk, ports)
        uow.commit()
    return texts


def hand_on(id: str, to: str, who: StaffMember, passphrase: str, *, ports: Ports) -> None:
    """Seal it to one more desk. Raise KeptFrom, also while that is in doubt; WrongPassphrase."""
    desk = ports.vault.open_as(who.desk, passphrase)
    with ports.uow() as uow:
        report = held(id, who, uow)
        if to not in ports.vault.offices:
            raise NotFound
        if to in _kept_from_desks(desk.read(report.id, report.item(AVOIDED)), ports):
            raise KeptFrom("/to")
        check_readers(report, ports)
        report.hand_to(to, day_of(ports.clock()))
        for item in _own(report):
            item.envelope = desk.hand(report.id, item, to)
        bind_readers(report, ports)
        uow.commit()


def recuse(id: str, who: StaffMember, *, ports: Ports) -> None:
    """Leave a report: its keys are taken from the leaver at once, and changed as soon as somebody
    who stays opens it. Raise LastHolder."""
    with ports.uow() as uow:
        report = held(id, who, uow)
        check_readers(report, ports)
        report.recuse(who.desk, day_of(ports.clock()))
        bind_readers(report, ports)
        for item in _own(report):
            item.envelope = ports.vault.without(item, who.desk)
        uow.commit()


def others(report: ProtectedReport, ports: Ports) -> list[tuple[str, str]]:
    """Desks it could still be handed to, with their offices' names. Not told: which of them it is
    kept from; that is sealed."""
    had = {one.desk for one in report.holders}
    return [
        (desk, office_name(office, ports))
        for desk, office in ports.vault.offices.items()
        if desk not in had
    ]


def office_name(office: str, ports: Ports) -> str:
    return ports.directory.office_name(office) or office


def written(avoid: Avoid) -> str:
    return json.dumps(
        {
            "surely": sorted(avoid.surely),
            "perhaps": sorted(avoid.perhaps),
            "grave": avoid.grave,
        }
    )


def kept_from(text: str | None) -> list[str]:
    return sorted(_avoid(text).surely) if text else []


def _avoid(text: str) -> Avoid:
    rows = json.loads(text)
    return Avoid(frozenset(rows["surely"]), frozenset(rows["perhaps"]), rows["grave"])


def _kept_from_desks(text: str, ports: Ports) -> set[str]:
    avoid = _avoid(text)
    return {
        desk
        for desk, office in ports.vault.offices.items()
        if avoid.shuts_out(office) or avoid.doubts(office)
    }


def _texts(report: ProtectedReport) -> list[SealedItem]:
    return [item for item in report.items if item.name in (TEXT, AVOIDED) or item.is_message]


def _own(report: ProtectedReport) -> Iterable[SealedItem | SealedFile]:
    """What lies under the desks' own keys: the labels of files, too, with the files' keys."""
    return [*_texts(report), *report.files]


def _shut_out_leavers(report: ProtectedReport, desk: OpenDesk, ports: Ports) -> None:
    if not report.leavers:
        return
    check_readers(report, ports)
    for leaver in report.leavers:
        for item in _own(report):
            item.envelope, item.version = desk.rotate(
                report.id, item, leaver.desk, report.desks, report.reporter_key
            )
        leaver.shut_out = True
    bind_readers(report, ports)
