"""The vault worker: opens a contact to tell it that there is an answer. No port, no queue.

It looks for work by itself, so that nothing ever needs to reach it.
"""

import logging
import time
from collections.abc import Callable

from intake.bootstrap import bootstrap
from intake.channels.console import ConsoleChannel
from intake.config import Settings, VaultSettings
from intake.domain.errors import StorageBusy
from intake.ports import Channel, Ports
from intake.service import delivering
from intake.vault.opening import BoxOpener
from intake.vault.reading import CannotOpen

log = logging.getLogger("yihao.vault")
PAUSE = 2.0  # seconds


def deliver_due(*, ports: Ports, opener: BoxOpener, channel: Channel, name: str) -> int:
    with ports.view() as uow:
        due = [(d, uow.contacts.sealed(d.contact_id)) for d in uow.deliveries.due(ports.clock())]
    for delivery, sealed in due:
        try:
            contact = opener.open(sealed or b"").decode()
        except CannotOpen:
            log.error("the contact of %s cannot be opened", delivery.number)
            contact = ""
        delivering.deliver(delivery, contact, channel=channel, name=name, ports=ports)
    return len(due)


def run(stopping: Callable[[], bool] = lambda: False) -> None:
    settings, secret = Settings.read(), VaultSettings.read()
    ports = bootstrap(settings)
    opener = BoxOpener(bytes.fromhex(secret.contact_key.read_text("utf-8").strip()))
    channel = ConsoleChannel(settings.outbox_dir)
    while not stopping():
        try:
            deliver_due(ports=ports, opener=opener, channel=channel, name="console")
        except StorageBusy:
            log.warning("storage is busy")
        time.sleep(PAUSE)
