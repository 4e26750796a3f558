from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from nacl.public import PrivateKey

from intake.adapters.memory import MemoryDatabase
from intake.adapters.passwords import Argon2Passwords
from intake.bootstrap import bootstrap
from intake.config import Settings
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


@pytest.fixture(scope="session")
def contact_key():
    return PrivateKey.generate()


@pytest.fixture(scope="session")
def report_key():
    return PrivateKey.generate()


@pytest.fixture(scope="session")
def settings(contact_key, report_key):
    return Settings(
        pepper="pepper " * 8,
        receipt_secret="secret " * 8,
        bot_token="token " * 8,
        bot_url="http://127.0.0.1:9",
        contact_public_key=bytes(contact_key.public_key).hex(),
        report_public_key=bytes(report_key.public_key).hex(),
    )


@pytest.fixture(scope="session")
def wiring(settings):
    """Everything but the database, built once: reading the catalogue takes a moment."""
    quick = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return replace(bootstrap(settings, memory=MemoryDatabase().uow), passwords=quick)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def dialogue():
    return SilentDialogue()


@pytest.fixture
def ports(wiring, clock, dialogue):
    """A city without a database and without Rasa."""
    database = MemoryDatabase()
    return replace(wiring, uow=database.uow, view=database.uow, clock=clock, dialogue=dialogue)
