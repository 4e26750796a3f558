"""A city with something of everything, and what somebody gets out of it with what they took.

Whatever was taken is tried on everything with the code that opens; what then stands in clear is
looked for in it.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy, deepcopy
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Self

from sqlalchemy import select

from intake.adapters.sql import tables as t
from intake.domain.attachment import Label
from intake.domain.protected import IDENTITY, SPAN, ProtectedReport
from intake.ports import Ports
from intake.service import conversation, protected
from intake.vault import opening, reading
from intake.vault.envelope import Place
from intake.vault.files import CannotOpenFile
from intake.vault.handler_keys import KeyPair, Suite
from intake.vault.opening import BoxOpener
from intake.vault.reading import CannotOpen
from intake.vault.reports import DESK, REPORTER, TENANT, from_bytes, open_item, pair_from
from routing.identifying import Span
from tests.intake.web.conftest import Town
from tests.support import attaching, canary
from tests.support.builders import an_assignment
from tests.support.sites import staff_site

TEXTS, CONTACTS, REPORTS, FILES, WHO = (
    "普通诉求的正文",
    "电话",
    "保密举报的正文",
    "附件",
    "身份、剪下来的话",
)
COLUMNS = (TEXTS, CONTACTS, REPORTS, FILES, WHO)
HOLDERS = (DESK, "handler", "city", REPORTER, "custodian-1", "custodian-2", "custodian-3")
AGAINST_A_SHOP = "聚福楼饭店给检查的人塞红包，账在"
AGAINST_THE_CITY = "太原市政府的会议纪要是后补的，原件在"


@dataclass
class World:
    """`said` is what was told, by column and by what it belongs to."""

    ports: Ports
    town: Town
    folder: Path
    said: dict[str, dict[str, str]] = field(default_factory=lambda: {c: {} for c in COLUMNS})
    receipts: dict[str, str] = field(default_factory=dict)

    def moved_to(self, folder: Path, ports: Ports) -> Self:
        town = copy(self.town)
        town.ports, town.app = ports, staff_site(ports)
        return replace(
            self, ports=ports, town=town, folder=folder, said=deepcopy(self.said),
            receipts=dict(self.receipts),
        )  # fmt: skip

    def say(self, column: str, name: str) -> str:
        return self.said[column].setdefault(name, canary.sentence())

    def complain(self, name: str, office: int = 0) -> None:
        phone = self.said[CONTACTS].setdefault(name, f"139{len(self.receipts):08d}")
        text = f"{self.say(TEXTS, name)}，商场不给退款"
        filed = self.town.filed(text, contact=phone)
        with self.ports.uow() as uow:
            order = uow.complaints.get(filed.number)
            lead = self.town.offices[office]
            routed = an_assignment(lead=lead, due_at=order.promised_at)
            order.understand(routed, self.ports.clock())
            uow.commit()
        self.receipts[f"order {name}"] = filed.receipt

    def talk(self, name: str) -> None:
        token = "W" * 32
        conversation.open_conversation(token, ports=self.ports)
        conversation.hear(token, f"{self.say(TEXTS, name)}，楼下太吵", ports=self.ports)
        conversation.reply(token, ports=self.ports)

    def report(self, name: str, story: str) -> None:
        own = self.say(WHO, f"{name} cut")
        text = f"我叫{own}，{story}{self.say(REPORTS, name)}"
        got = protected.file_protected(
            text,
            cuts=[Span(2, 2 + len(own), "own_name")],
            identity=self.say(WHO, f"{name} identity"),
            ports=self.ports,
        )
        body = f"{self.say(FILES, name)}\n".encode() * 9
        attaching.sent(got.receipt, body, "说明.txt", ports=self.ports)
        self.receipts[name] = got.receipt

    def reports(self) -> list[ProtectedReport]:
        with self.ports.view() as uow:
            return [uow.protected.get(id) for id in uow.protected.ids()]

    def contacts(self) -> list[bytes]:
        with self.ports.view() as uow:
            return list(uow._session.scalars(select(t.sealed_contacts.c.sealed)))

    def on_disk(self) -> list[bytes]:
        return [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]


def a_world(ports: Ports, folder: Path) -> World:
    """`folder` holds all that `ports` store."""
    world = World(ports, Town(ports, staff_site(ports)), folder)
    world.complain("mine")
    world.complain("theirs", office=1)
    world.talk("talk")
    world.report("first", AGAINST_A_SHOP)
    world.report("province", AGAINST_THE_CITY)
    return world


@dataclass(frozen=True)
class Loot:
    """What somebody has: plain words, sealed things, and keys to try on them."""

    words: Iterable[bytes] = ()
    reports: Iterable[ProtectedReport] = ()
    contacts: Iterable[bytes] = ()
    keys: Iterable[bytes] = ()  # 32 bytes, or as people's keys are, with their suite
    custodians: Iterable[KeyPair] = ()
    receipts: Iterable[str] = ()


def surrendered(loot: Loot, world: World) -> dict[str, set[str]]:
    """By column, whose."""
    clear = b"\0".join([*loot.words, *(_opened(loot, world))])
    return {column: canary.found(clear, said) for column, said in world.said.items()}


def _opened(loot: Loot, world: World) -> Iterator[bytes]:
    for sealed in loot.contacts:
        for key in loot.keys:
            with suppress(CannotOpen):
                yield BoxOpener(key[-32:]).open(sealed)
    for report in loot.reports:
        own = [pair_from(report.id, receipt).private for receipt in loot.receipts]
        keys = [key if len(key) > 32 else bytes([Suite.X25519]) + key for key in loot.keys]
        keys += [pair.private for pair in loot.custodians]
        yield from _texts_and_files(report, [*own, *keys], world)
        yield from _guarded(report, loot.custodians)


def _texts_and_files(report: ProtectedReport, keys: list[bytes], world: World) -> Iterator[bytes]:
    """Every key under every name."""
    for item in (*report.items, *report.files):
        for holder in HOLDERS:
            for key in keys:
                with suppress(CannotOpen):
                    text = open_item(report.id, item, holder, key)
                    yield text.encode()
                    if item in report.files:
                        yield from _file(report, item, Label.from_text(text), world)


def _file(report, file, label, world) -> Iterator[bytes]:
    with suppress(CannotOpenFile), world.ports.files.open(file.stored_as) as stream:
        yield from world.ports.vault.file_pieces(stream, report.id, file, label)


def _guarded(report: ProtectedReport, custodians: Iterable[KeyPair]) -> Iterator[bytes]:
    """What the custodians open together, each trying every share as his own."""
    for item in report.items:
        if not item.name.startswith((IDENTITY, SPAN)):
            continue
        place = Place(TENANT, report.id, item.name)
        envelope = from_bytes(place, item.envelope)
        shares = set()
        for pair in custodians:
            for holder, wrapped in envelope.wraps.items():
                with suppress(CannotOpen):
                    shares.add(opening.open_share(wrapped, place, holder, pair.private))
        for some in [*combinations(shares, 1), *combinations(shares, 2)]:
            with suppress(CannotOpen):
                key = opening.join(some)
                yield reading.open_content(envelope.blobs[item.name], key, place)


class Overheard:
    """The vault of a process that somebody sits in: all that passes through it in clear is kept."""

    def __init__(self, vault):
        self._vault, self.words = vault, []

    def __getattr__(self, name):
        return getattr(self._vault, name)

    def seal(self, report, name, text, *rest):
        self.words.append(text.encode())
        return self._vault.seal(report, name, text, *rest)

    def guard(self, report, name, text, custodians):
        self.words.append(text.encode())
        return self._vault.guard(report, name, text, custodians)

    def reader(self, report, receipt):
        return self._noting(self._vault.reader(report, receipt))

    def open_as(self, desk, passphrase):
        opened = self._vault.open_as(desk, passphrase)
        opened.read = self._noting(opened.read)
        return opened

    def file_sealer(self, *place):
        sealer = self._vault.file_sealer(*place)
        sealer.take = self._noting(sealer.take, given=True)
        return sealer

    def file_pieces(self, *which):
        for piece in self._vault.file_pieces(*which):
            self.words.append(piece)
            yield piece

    def _noting(self, act, *, given=False):
        def noted(*arguments):
            got = act(*arguments)
            plain = arguments[-1] if given else got
            self.words.append(plain.encode() if isinstance(plain, str) else bytes(plain))
            return got

        return noted


class OverheardSealer:
    def __init__(self, sealer, words):
        self._sealer, self._words = sealer, words

    def seal(self, plain):
        self._words.append(plain)
        return self._sealer.seal(plain)


def sat_in(world: World) -> tuple[World, list[bytes]]:
    """The world as served by a process that somebody sits in, and what they hear."""
    vault = Overheard(world.ports.vault)
    sealer = OverheardSealer(world.ports.contact_sealer, vault.words)
    ports = replace(world.ports, vault=vault, contact_sealer=sealer)
    town = copy(world.town)
    town.ports = ports
    return replace(world, ports=ports, town=town), vault.words
