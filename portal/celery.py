"""The Celery application and the one schedule: what runs when."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Seconds between runs. Beat runs this with Redis, `portal.outbox` without; two beats at once do no harm.
app.conf.beat_schedule = {
    "send-notifications": {"task": "delivery.tasks.send_notifications", "schedule": 5.0},
    "forget-sign-ins": {"task": "portal.accounts.tasks.forget_sign_ins", "schedule": 3600.0},
    "expire-lapsed-bookings": {"task": "appointments.tasks.expire_lapsed_bookings", "schedule": 30.0},
    "offer-earlier-places": {"task": "appointments.tasks.offer_earlier_places", "schedule": 60.0},
    "put-places-on-sale": {"task": "appointments.tasks.put_places_on_sale", "schedule": 60.0},
    "miss-visits": {"task": "appointments.tasks.miss_visits", "schedule": 60.0},
    "apply-due-revisions": {"task": "catalog.tasks.apply_due_revisions", "schedule": 60.0},
    "fill-sentence-vectors": {"task": "catalog.tasks.fill_sentence_vectors", "schedule": 60.0},
    "drop-unused-checklists": {"task": "catalog.tasks.drop_unused_checklists", "schedule": 3600.0},
    "drop-unused-sentence-vectors": {"task": "catalog.tasks.drop_unused_sentence_vectors", "schedule": 86400.0},
    "make-slots": {"task": "appointments.tasks.make_slots", "schedule": 3600.0},
    "finish-closures": {"task": "appointments.tasks.finish_closures", "schedule": 60.0},
    "forget-people": {"task": "appointments.tasks.forget_people", "schedule": 86400.0},
    "forget-old-searches": {"task": "catalog.tasks.forget_old_searches", "schedule": 86400.0},
}
