"""Tell programs of other offices what happened, by the Standard Webhooks specification."""

import json
import logging
import time
from datetime import UTC, datetime

from intake.domain.delivery import Delivery, Hook, NotSent, Receiver
from intake.domain.errors import NotFound
from intake.domain.events import WebhookDisabled, WebhookEnabled
from intake.ports import Ports
from intake.ports.sending import BadHookFile, HookSender
from intake.service import delivering, telling

log = logging.getLogger("yihao.hooks")
LONGEST_RUN = 20.0  # seconds; the next run goes on
MOST_REPLAYED = 5000


def send_due(sender: HookSender, *, ports: Ports) -> int:
    """An endpoint that does not answer is left alone until the next run, or the others would wait
    for it. Raise BadHookFile: then nothing is sent."""
    sync(sender, ports=ports)
    with ports.view() as uow:
        now = ports.clock()
        closed = {hook.name for hook in uow.deliveries.hooks() if not hook.takes(now)}
    count, end = 0, time.monotonic() + LONGEST_RUN
    while time.monotonic() < end:
        row = delivering.claim([Receiver.WEBHOOK], but=closed, ports=ports)
        if row is None:
            break
        count += 1
        try:
            code = sender.send(row.name, f"msg_{delivering.message_id(row)}", body_of(row))
        except BadHookFile:
            raise
        except NotSent as error:
            closed.add(row.name)
            _failed(row, error, ports)
        except Exception as error:
            # What nobody foresaw is tried again like the rest, and stops nobody else.
            log.error("a webhook to %s failed: %s", row.name, type(error).__name__)
            closed.add(row.name)
            _failed(row, NotSent("error"), ports)
        else:
            _sent(row, code, ports)
    return count


def body_of(row: Delivery) -> str:
    at = row.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    whole = {"type": row.what, "timestamp": at, "data": row.data}
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False)


def sync(sender: HookSender, *, ports: Ports) -> None:
    """Write down what the operator's file has. Secrets stay in the file."""
    listed = {hook.name: hook for hook in sender.endpoints()}
    with ports.view() as uow:
        known = {hook.name: hook for hook in uow.deliveries.hooks()}
    if listed.keys() == {n for n, hook in known.items() if hook.in_file} and not any(
        _differs(hook, known[name]) for name, hook in listed.items()
    ):
        return
    with ports.uow() as uow:
        for name in listed.keys() - known.keys():
            uow.deliveries.add_hook(listed[name])
        for hook in uow.deliveries.hooks():
            hook.in_file = hook.name in listed
            if same := listed.get(hook.name):
                hook.host, hook.types = same.host, list(same.types)
                hook.verified_by = list(same.verified_by)
        uow.commit()


def _differs(one: Hook, other: Hook) -> bool:
    return (one.host, one.types, one.verified_by) != (other.host, other.types, other.verified_by)


def _sent(row: Delivery, code: str, ports: Ports) -> None:
    with ports.uow() as uow:
        kept = uow.deliveries.get(row.id or 0)
        kept.channel, kept.shown = Receiver.WEBHOOK, row.name
        kept.sent(ports.clock(), code)
        hook = uow.deliveries.hook(row.name)
        if hook and (hook.failing_since or hook.code):
            hook.worked()
        uow.commit()


def _failed(row: Delivery, error: NotSent, ports: Ports) -> None:
    now = ports.clock()
    with ports.uow() as uow:
        kept = uow.deliveries.get(row.id or 0)
        kept.channel, kept.shown = Receiver.WEBHOOK, row.name
        kept.failed(now, error, delivering.jitter())
        hook = uow.deliveries.hook(row.name)
        if hook and hook.failed(now, error):
            uow.events.add(WebhookDisabled(hook.name, now, error.code))
            telling.tell_admins(hook.name, uow, ports)
        uow.commit()


def enable(name: str, by: str, *, ports: Ports) -> None:
    """What waited meanwhile is sent now. Raise NotFound."""
    with ports.uow() as uow:
        hook = uow.deliveries.hook(name)
        if hook is None:
            raise NotFound
        if hook.disabled_at:
            hook.enable()
            uow.events.add(WebhookEnabled(name, ports.clock(), by))
            uow.commit()


def replay(since: datetime, until: datetime, name: str = "", *, ports: Ports) -> int:
    """Send again what happened from `since` until before `until`, under the same ids; how many.

    At most MOST_REPLAYED: an endpoint that lost more asks again.
    """
    with ports.uow() as uow:
        rows = uow.deliveries.between(since, until, name, MOST_REPLAYED)
        again = [row for row in rows if row.may_be_repeated]
        for row in again:
            row.again(ports.clock())
        uow.commit()
    return len(again)
