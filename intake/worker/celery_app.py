"""The Celery app: queues, schedule, nothing else."""

from celery import Celery
from celery.schedules import crontab

from intake.config import Settings

app = Celery("intake")
WORK, HOOKS = "work", "hooks"  # queues


def configure(settings: Settings) -> Celery:
    app.conf.update(
        broker_url=settings.broker_url,
        broker_connection_retry_on_startup=True,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_track_started=False,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        task_default_queue=WORK,
        # Apart, for the one process that may reach other machines.
        task_routes={"intake.send_hooks": {"queue": HOOKS}},
        imports=("intake.worker.tasks",),
        timezone="Asia/Shanghai",
        broker_transport_options=_transport(settings.broker_url),
        beat_schedule={
            "relay": {"task": "intake.relay", "schedule": 1.0, "options": {"expires": 5}},
            "raise overdue": {"task": "intake.raise_overdue", "schedule": 60.0},
            "webhooks": {"task": "intake.send_hooks", "schedule": 5.0, "options": {"expires": 5}},
            "due tomorrow": {"task": "intake.tell_due_soon", "schedule": crontab(minute=0, hour=9)},
            "end pauses": {"task": "intake.end_pauses", "schedule": 300.0},
            "count how offices do": {"task": "intake.count_performance", "schedule": 60.0},
            "route what was missed": {"task": "intake.route_missed", "schedule": 60.0},
            "learn again": {
                "task": "intake.learn_again",
                "schedule": crontab(day_of_month="1", hour="3", minute="0"),
            },
            "destroy what was kept long enough": {
                "task": "intake.destroy_due",
                "schedule": crontab(hour="3", minute="30"),
            },
            "figures for everybody": {
                "task": "intake.open_figures",
                "schedule": crontab(minute="5"),
            },
            "watch what rises": {"task": "intake.watch", "schedule": 3600.0},
            "forget old conversations": {"task": "intake.forget", "schedule": 3600.0},
        },
    )
    return app


def _transport(url: str) -> dict[str, float]:
    if url.startswith("memory"):
        return {"polling_interval": 0.05}  # it sleeps, a second if not told, before it looks again
    # Redis hands an unacknowledged task to somebody else after this many seconds.
    return {"visibility_timeout": 600}
