"""The configured Celery app, for `celery --app intake.worker.production:app`."""

from intake.adapters.own_memory import keep_to_ourselves
from intake.config import Settings
from intake.worker.celery_app import configure

keep_to_ourselves()
app = configure(Settings.read())
