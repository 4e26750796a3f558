"""The configured Celery app, for `celery --app intake.worker.production:app`."""

from intake.config import Settings
from intake.worker.celery_app import configure

app = configure(Settings.read())
