"""The vault worker: opens a contact to tell it what happened. No port, no queue.

It looks for work by itself, so that nothing ever needs to reach it. Messages to staff go the same
way: nobody else sends anything to people.
"""

import logging
import time
from collections.abc import Callable, Mapping

from intake.bootstrap import bootstrap
from intake.channels.console import ConsoleMessenger
from intake.channels.smtp import SmtpMessenger
from intake.config import Settings, VaultSettings
from intake.domain.contact import channel_of, masked
from intake.domain.delivery import Channel, Delivery, NotSent
from intake.domain.errors import StorageBusy
from intake.ports import Ports
from intake.ports.sending import Messenger
from intake.service import delivering, ring_backs
from intake.vault.opening import BoxOpener
from intake.vault.reading import CannotOpen

log = logging.getLogger("yihao.vault")
PAUSE = 2.0  # seconds
Messengers = Mapping[Channel, Messenger]


def deliver_due(*, ports: Ports, opener: BoxOpener, messengers: Messengers) -> int:
    count = 0
    while delivery := delivering.claim(delivering.PEOPLE, ports=ports):
        _deliver(delivery, ports=ports, opener=opener, messengers=messengers)
        count += 1
    return count


def _deliver(
    delivery: Delivery, *, ports: Ports, opener: BoxOpener, messengers: Messengers
) -> None:
    message = delivering.message_for(delivery, ports=ports)
    sealed = delivering.contact_of(delivery, ports=ports)
    if message is None or sealed is None:
        code = "no-contact" if message else "not-needed"
        delivering.dropped(delivery, code, ports=ports)
        return
    try:
        contact = opener.open(sealed).decode()
    except CannotOpen:
        log.error("the contact of %s cannot be opened", delivery.number)
        delivering.dropped(delivery, "not-opened", ports=ports)
        return
    channel, shown = channel_of(contact), masked(contact)
    try:
        code = messengers[channel].send(contact, message, delivering.message_id(delivery))
    except NotSent as error:
        delivering.failed(delivery, error, channel, shown, ports=ports)
    except Exception as error:
        # What nobody foresaw stops nobody else. Its words may quote the contact.
        log.error("a message about %s failed: %s", delivery.number, type(error).__name__)
        delivering.failed(delivery, NotSent("error"), channel, shown, ports=ports)
    else:
        delivering.sent(delivery, code, channel, shown, ports=ports)


def open_looks(*, ports: Ports, opener: BoxOpener) -> None:
    """Numbers that agents are to ring back, each sealed anew for the browser that asked."""
    for asked in ring_backs.to_open(ports=ports):
        try:
            ring_backs.opened(asked, opener.open(asked.sealed), ports=ports)
        except CannotOpen:
            log.error("a number to ring back does not open")


def messengers(settings: Settings, secret: VaultSettings) -> Messengers:
    console = ConsoleMessenger(settings.outbox_dir)
    server = secret.mail_server()
    return {
        Channel.SMS: console,
        Channel.MAIL: SmtpMessenger(server) if server else console,
    }


def run(stopping: Callable[[], bool] = lambda: False) -> None:
    settings, secret = Settings.read(), VaultSettings.read()
    ports, ways = bootstrap(settings), messengers(settings, secret)
    opener = BoxOpener(bytes.fromhex(secret.contact_key.read_text("utf-8").strip()))
    while not stopping():
        try:
            deliver_due(ports=ports, opener=opener, messengers=ways)
            open_looks(ports=ports, opener=opener)
        except StorageBusy:
            log.warning("storage is busy")
        time.sleep(PAUSE)
