import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from nacl.public import PrivateKey

from intake.adapters.folder import Folder
from intake.adapters.memory import MemoryDatabase
from intake.adapters.passwords import Argon2Passwords
from intake.adapters.presence import OwnPresence
from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.migrate import migrate
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, reading, writing
from intake.bootstrap import bootstrap
from intake.config import Settings
from intake.vault.desks import DeskKeys, box_desk
from intake.vault.handler_keys import Suite, lock, new_pair
from intake.vault.reports import Reports
from tests.intake.vault.people import CHEAP
from tests.support.builders import MONDAY


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class SilentDialogue:
    """Rasa when it is away. What it was sent is kept, for tests of what it must not get."""

    sent: list[str] = field(default_factory=list)

    def reply(self, sender, text, *, payload=False):
        self.sent.append(text)


PASSPHRASE = "four words for a key"  # of every desk whose key lies here


@pytest.fixture(scope="session")
def contact_key():
    return PrivateKey.generate()


@pytest.fixture(scope="session")
def report_key():
    return PrivateKey.generate()


@pytest.fixture(scope="session")
def custodians():
    return [new_pair(Suite.X25519) for _ in range(3)]


@pytest.fixture(scope="session")
def settings(contact_key, report_key, custodians):
    return Settings(
        pepper="pepper " * 8,
        receipt_secret="secret " * 8,
        bot_token="token " * 8,
        bot_url="http://127.0.0.1:9",
        catalogue_dir="not-here",
        exports_dir="not-here",
        model_dir="not-here",  # or whatever was learnt in this folder would join in
        contact_public_key=bytes(contact_key.public_key).hex(),
        report_public_key=bytes(report_key.public_key).hex(),
        custodian_public_keys=" ".join(pair.public.hex() for pair in custodians),
    )


@pytest.fixture(scope="session")
def desks():
    """Two further desks for protected reports: the province's and the city's."""
    offices = {"handler": "14-discipline", "city": "1401-discipline"}
    return {name: (office, new_pair(Suite.X25519)) for name, office in offices.items()}


@pytest.fixture(scope="session")
def vault(settings, desks):
    others = {
        name: DeskKeys(office, pair.public, lock(pair.private, PASSPHRASE, CHEAP))
        for name, (office, pair) in desks.items()
    }
    first = box_desk("1401-desk", settings.report_public_key)
    return Reports(first, settings.custodians(), others)


@pytest.fixture(scope="session")
def wiring(settings, vault):
    """Everything but the database, built once: reading the catalogue takes a moment."""
    quick = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    built = bootstrap(settings, memory=MemoryDatabase().uow)
    return replace(built, passwords=quick, vault=vault)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def dialogue():
    return SilentDialogue()


def in_memory(wiring, folder, clock, dialogue, database=None):
    """Ports of a city without a database; its files lie in that folder."""
    database = database or MemoryDatabase()
    return replace(
        wiring,
        uow=database.uow,
        view=database.uow,
        files=Folder(folder / "files"),
        exports=Folder(folder / "exports"),
        clock=clock,
        dialogue=dialogue,
        presence=OwnPresence(),
    )


def afresh(ports):
    """The same city before anything happened: for each example of a property, or the later ones
    drag along what the earlier ones left."""
    database = MemoryDatabase()
    return replace(ports, uow=database.uow, view=database.uow)


@pytest.fixture
def ports(wiring, clock, dialogue, tmp_path):
    """A city without a database and without Rasa."""
    return in_memory(wiring, tmp_path, clock, dialogue)


def stored_in(folder, wiring, dialogue):
    """Ports over SQLite and files in that folder."""
    engine = open_engine(f"sqlite:///{folder}/yihao.db")
    to_write, to_read = writing(engine), reading(engine)
    return replace(
        wiring,
        uow=lambda: SqlUnitOfWork(to_write),
        view=lambda: SqlUnitOfWork(to_read),
        files=Folder(folder / "files"),
        exports=Folder(folder / "exports"),
        clock=Clock(),
        dialogue=dialogue,
    ), engine


@pytest.fixture(scope="session")
def first_world(wiring, tmp_path_factory):
    from tests.support.surrender import a_world

    folder = tmp_path_factory.mktemp("world") / "disk"
    folder.mkdir()
    start_mappers()  # once: what was loaded before is of no use after another time
    migrate(f"sqlite:///{folder}/yihao.db")
    ports, engine = stored_in(folder, wiring, SilentDialogue())
    made = a_world(ports, folder)
    engine.dispose()
    return made


@pytest.fixture
def world(first_world, wiring, tmp_path):
    """A city over SQLite with something of everything (tests/support/surrender.py)."""
    folder = shutil.copytree(first_world.folder, tmp_path / "disk")
    ports, engine = stored_in(folder, wiring, first_world.ports.dialogue)
    yield first_world.moved_to(folder, ports)
    engine.dispose()
