"""The ways by which people are told, listened to."""

from dataclasses import dataclass, field
from datetime import timedelta

from intake.domain.delivery import Channel, Delivery, Hook, NotSent, Receiver
from intake.service import dispatching, filing
from intake.service.filing import NewComplaint
from intake.vault.opening import BoxOpener
from intake.worker.relay import relay
from intake.worker.vault import deliver_due
from tests.support.builders import MONDAY, FixedRouter, an_assignment


@dataclass
class Heard:
    """A messenger that hands over nothing, and may be in a mood."""

    said: list = field(default_factory=list)
    ids: list = field(default_factory=list)
    mood: Exception | None = None

    def send(self, to, message, id):
        self.ids.append(id)
        if self.mood:
            raise self.mood
        self.said.append((to, message.text))
        return "ok"


@dataclass
class Post:
    """The vault worker with messengers that are listened to."""

    ports: object
    opener: BoxOpener
    sms: Heard = field(default_factory=Heard)
    mail: Heard = field(default_factory=Heard)
    tasks: list = field(default_factory=list)

    def go_round(self):
        """All that happened so far is told. What was said since the last round."""
        while relay(ports=self.ports, send=lambda *task: self.tasks.append(task)):
            pass
        before = len(self.sms.said), len(self.mail.said)
        ways = {Channel.SMS: self.sms, Channel.MAIL: self.mail}
        deliver_due(ports=self.ports, opener=self.opener, messengers=ways)
        return self.sms.said[before[0] :] + self.mail.said[before[1] :]

    def log(self, number):
        with self.ports.view() as uow:
            return uow.deliveries.of(number)


def filed(ports, contact="", **more):
    new = NewComplaint("商场不给退款 MARKER-7319", contact=contact, **more)
    return filing.file_complaint(new, ports=ports)


def routed(ports, got, **changes):
    router = FixedRouter(an_assignment(**changes))
    dispatching.dispatch(got.number, ports=ports, router=router)


CITIZEN, STAFF, WEBHOOK = Receiver


def a_row(n, receiver, name, what, **more):
    at = MONDAY + timedelta(minutes=n)
    given = {"created_at": at, "next_at": at} | more
    return Delivery(f"k{n}", f"20261123-{n:06d}", receiver, name, what, **given)


def a_log(ports):
    """One of each kind, and two endpoints, one of them disabled."""
    sms = a_row(1, CITIZEN, "c0ffee", "answered", channel="sms", shown="***78")
    sms.claim(MONDAY)
    sms.sent(MONDAY, "file")
    mail = a_row(2, CITIZEN, "c0ffee", "in_hand", channel="mail", shown="z***@***")
    mail.claim(MONDAY)
    mail.failed(MONDAY, NotSent("550", for_good=True))
    staff = a_row(3, STAFF, "officer", "new_ticket", channel="mail", shown="l***@***")
    staff.claim(MONDAY)
    staff.failed(MONDAY, NotSent("timeout"))
    hook = a_row(4, WEBHOOK, "statistics", "ticket.overdue", channel="webhook")
    hook.claim(MONDAY)
    hook.sent(MONDAY, "204")
    gone = a_row(5, CITIZEN, "c0ffee", "filed")
    gone.drop("not-needed")
    with ports.uow() as uow:
        uow.deliveries.plan([sms, mail, staff, hook, gone])
        uow.deliveries.add_hook(Hook("statistics", "example.org", ["ticket.overdue"]))
        broken = Hook("broken", "example.net", failing_since=MONDAY, code="503")
        broken.disabled_at = MONDAY + timedelta(days=5)
        uow.deliveries.add_hook(broken)
        uow.commit()
