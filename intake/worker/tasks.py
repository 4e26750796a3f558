"""Tasks: take a number, call a service, nothing more."""

import logging
from datetime import timedelta
from functools import cache

from intake.bootstrap import bootstrap
from intake.config import Settings
from intake.domain.errors import StorageBusy
from intake.ports import Ports
from intake.service import delivering, dispatching, escalation
from intake.worker import relay as outbox
from intake.worker.celery_app import app
from routing.router import Router, load_router

log = logging.getLogger("yihao.worker")
KEEP_CONVERSATIONS = timedelta(days=30)


@cache
def ports() -> Ports:
    return bootstrap(Settings.read())


@cache
def router() -> Router:
    settings = Settings.read()
    return load_router(settings.model_dir, settings.home_area, settings.training_dir / "lexicon")


@app.task(name="intake.relay")
def relay() -> None:
    outbox.relay(ports=ports(), send=lambda task, number: app.send_task(task, (number,)))


@app.task(name="intake.dispatch", autoretry_for=(StorageBusy,), retry_backoff=True, max_retries=8)
def dispatch(number: str) -> None:
    try:
        dispatching.dispatch(number, ports=ports(), router=router())
    except StorageBusy:
        raise
    except Exception as error:
        # Whatever breaks in understanding, a person still gets the complaint. The message of an
        # unknown error may quote the text: only its type is written down.
        log.error("routing %s failed: %s", number, type(error).__name__)
        dispatching.send_unroutable_to_desk(number, ports=ports())


@app.task(name="intake.plan_delivery")
def plan_delivery(number: str) -> None:
    delivering.plan(number, "sms_answered", ports=ports())


@app.task(name="intake.raise_overdue")
def raise_overdue() -> None:
    escalation.raise_overdue(ports=ports())


@app.task(name="intake.route_missed")
def route_missed() -> None:
    for number in escalation.unrouted(ports=ports()):
        app.send_task("intake.dispatch", (number,))


@app.task(name="intake.forget")
def forget() -> None:
    with ports().uow() as uow:
        uow.conversations.forget_before(ports().clock() - KEEP_CONVERSATIONS)
        uow.commit()
