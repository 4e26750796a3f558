"""Tasks: take a number, call a service, nothing more."""

import logging
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from threading import Lock

from intake import texts
from intake.adapters.live_catalogue import stamp
from intake.bootstrap import bootstrap
from intake.channels.hooks import HookFile
from intake.config import Settings
from intake.domain.errors import ChangedMeanwhile, StorageBusy
from intake.ports import Ports
from intake.ports.sending import BadHookFile
from intake.service import (
    attaching,
    dispatching,
    escalation,
    exporting,
    forgetting,
    hooks,
    joining,
    keeping,
    opening,
    performance,
    settled,
    telling,
    track_clocks,
    trying,
    watching,
)
from intake.web import sheets
from intake.worker import relay as outbox
from intake.worker.celery_app import app
from routing import catalogue, relearning
from routing.classifiers.voices import VoiceModel
from routing.duties import read_sheets
from routing.loading import load_router
from routing.offices import Ears
from routing.router import Router
from routing.storage import CARD

log = logging.getLogger("yihao.worker")
AGAIN = (StorageBusy, ChangedMeanwhile)
_sending = Lock()


@cache
def ports() -> Ports:
    return bootstrap(Settings.read())


def router() -> Router:
    """Loaded once, and again when the city's model was learnt anew, when a catalogue file changed,
    and once a day, so that the orders settled since are found."""
    card = Settings.read().city_model_dir / CARD
    learnt = card.stat().st_mtime if card.exists() else 0.0
    return _router(learnt, ports().clock().date(), stamp(Settings.read().catalogue_dir))


@lru_cache(1)
def _router(_learnt: float, _day: date, _files: int) -> Router:
    settings = Settings.read()
    return load_router(
        settings.model_dir,
        settings.home_area,
        settings.training_dir / "lexicon",
        city_dir=settings.city_model_dir,
        settled=settled.examples(ports=ports()),
        sentence_model=settings.sentence_model,
        over=(settings.catalogue_dir,),
    )


@app.task(name="intake.relay")
def relay() -> None:
    outbox.relay(ports=ports(), send=lambda task, number: app.send_task(task, (number,)))


@app.task(name="intake.dispatch", autoretry_for=(StorageBusy,), retry_backoff=True, max_retries=8)
def dispatch(number: str) -> None:
    try:
        got = dispatching.dispatch(number, ports=ports(), router=router())
    except StorageBusy:
        raise
    except Exception as error:
        # Whatever breaks in understanding, a person still gets the complaint. The message of an
        # unknown error may quote the text: only its type is written down.
        log.error("routing %s failed: %s", number, type(error).__name__)
        dispatching.send_unroutable_to_desk(number, ports=ports())
        return
    if got:
        watching.note(number, got, ports=ports())


@app.task(name="intake.follow", autoretry_for=AGAIN, retry_backoff=True, max_retries=8)
def follow(number: str) -> None:
    joining.follow(number, ports=ports())


@app.task(name=outbox.TRACKS, autoretry_for=AGAIN, retry_backoff=True, max_retries=8)
def follow_tracks(number: str) -> None:
    track_clocks.follow(number, ports=ports())


@app.task(name="intake.raise_overdue", autoretry_for=AGAIN, retry_backoff=True, max_retries=3)
def raise_overdue() -> None:
    escalation.raise_overdue(ports=ports())


@app.task(name="intake.end_pauses", autoretry_for=AGAIN, retry_backoff=True, max_retries=3)
def end_pauses() -> None:
    escalation.end_pauses(ports=ports())


@app.task(name="intake.count_performance", autoretry_for=AGAIN, retry_backoff=True, max_retries=3)
def count_performance() -> None:
    performance.catch_up(ports=ports())


@app.task(name="intake.route_missed")
def route_missed() -> None:
    for number in escalation.unrouted(ports=ports()):
        app.send_task("intake.dispatch", (number,))


@app.task(name="intake.try_routing", autoretry_for=AGAIN, retry_backoff=True, max_retries=3)
def try_routing(trial: str) -> None:
    try:
        trying.answer(trial, ports=ports(), router=router())
    except AGAIN:
        raise
    except Exception as error:  # its message may quote the text
        log.error("trial %s failed: %s", trial, type(error).__name__)


@app.task(name="intake.export", autoretry_for=AGAIN, retry_backoff=True, max_retries=8)
def export(id: str) -> None:
    try:
        exporting.make(id, sheets.rows, ports=ports())
    except AGAIN:
        raise
    except Exception as error:  # its message may quote a row
        log.error("export %s failed: %s", id, type(error).__name__)
        exporting.fail(id, ports=ports())


@app.task(name="intake.open_figures", autoretry_for=AGAIN, retry_backoff=True, max_retries=3)
def open_figures() -> None:
    opening.refresh(ports=ports())


@app.task(name="intake.tell_due_soon", autoretry_for=AGAIN, retry_backoff=True, max_retries=8)
def tell_due_soon() -> None:
    telling.tell_due_soon(ports=ports())


@lru_cache(1)
def _complain(fault: str) -> None:
    """Once, not every few seconds."""
    log.error("webhooks are not sent: %s", fault)


@app.task(name="intake.send_hooks")
def send_hooks() -> None:
    # One at a time in this process: a slow receiver must not keep every thread waiting.
    if not _sending.acquire(blocking=False):
        return
    try:
        hooks.send_due(HookFile(Settings.read().webhooks), ports=ports())
    except BadHookFile as error:
        _complain(str(error))
    except AGAIN:
        log.warning("storage is busy")
    finally:
        _sending.release()


@app.task(name="intake.learn_again")
def learn_again() -> None:
    """Once a month. What a check set does not like leaves everything as it was."""
    settings = Settings.read()
    facts = catalogue.load(over=(settings.catalogue_dir,))
    ready = router()
    if not isinstance(ready.classifier, VoiceModel):
        log.warning("not learning: the shipped model is missing")
        return
    ears = Ears(facts, read_sheets(facts), ready.classifier.reader.cut, ready.classifier)
    got = relearning.learn_again(settled.orders(ports=ports()), ears, settings.city_model_dir)
    log.info(
        "learnt again from %s orders: kept %s, accuracy %s, before %s",
        got.orders, got.kept, got.accuracy, got.accuracy_before,
    )  # fmt: skip


@app.task(name="intake.destroy_due", autoretry_for=AGAIN, retry_backoff=True, max_retries=8)
def destroy_due() -> None:
    """Every night: protected reports that were kept long enough."""
    keeping.destroy_due(ports=ports())


@app.task(name="intake.watch", autoretry_for=AGAIN, retry_backoff=True, max_retries=3)
def watch() -> None:
    """Every hour: what is told of far more often than before."""
    watching.watch(ports=replace(ports(), rising_rules=texts.rising_rules()))


@app.task(name="intake.forget")
def forget() -> None:
    forgetting.forget(ports=ports())
    attaching.forget(ports=ports())
    exporting.forget(ports=ports())
