"""The Celery application and the one schedule: what runs when."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Seconds between runs. Beat runs this with Redis, `portal.outbox` without; two beats at once do no harm.
app.conf.beat_schedule = {
    "apply-due-revisions": {"task": "catalog.tasks.apply_due_revisions", "schedule": 60.0},
    "fill-sentence-vectors": {"task": "catalog.tasks.fill_sentence_vectors", "schedule": 60.0},
    "drop-unused-checklists": {"task": "catalog.tasks.drop_unused_checklists", "schedule": 3600.0},
    "drop-unused-sentence-vectors": {"task": "catalog.tasks.drop_unused_sentence_vectors", "schedule": 86400.0},
    "forget-old-searches": {"task": "catalog.tasks.forget_old_searches", "schedule": 86400.0},
}
