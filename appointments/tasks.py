"""Work on bookings that nobody waits for."""

from celery import shared_task
from django.utils import timezone

from . import absences, closures, expiry, retention, slots, waitlist
from .models import Line
from .sweeping import sweep


@shared_task(ignore_result=True)
def finish_closures() -> None:
    """Every closure to come is finished, whatever a crash left or came since. Repeated runs change nothing."""
    closures.finish_all(now=timezone.now())


@shared_task(ignore_result=True)
def expire_lapsed_bookings() -> None:
    """Places held or offered too long are free for others. Repeated or overlapping runs give back nothing twice."""
    expiry.sweep_lapsed(now=timezone.now())


@shared_task(ignore_result=True)
def offer_earlier_places() -> None:
    """Places given back are offered to those who wait. Repeated or overlapping runs offer nothing twice."""
    waitlist.offer(now=timezone.now())


@shared_task(ignore_result=True)
def put_places_on_sale() -> None:
    """Places given back that nobody waited for are on sale. Repeated or overlapping runs sell nothing twice."""
    waitlist.put_on_sale(now=timezone.now())


@shared_task(ignore_result=True)
def miss_visits() -> None:
    """Visits nobody came for are missed. Repeated runs change nothing."""
    absences.miss_overdue(now=timezone.now())


@shared_task(ignore_result=True)
def make_slots() -> None:
    """Every line has the slots its hours and the calendar now say, one day more each day. A repeat adds none."""
    now = timezone.now()
    sweep(Line.objects.order_by("pk"), lambda line: slots.make(lines=[line], now=now))


@shared_task(ignore_result=True)
def forget_people() -> None:
    """Nobody knows any more who came long ago. Repeated runs change nothing."""
    retention.forget_people(now=timezone.now())
