"""What becomes of people when the key of their documents changes while processes with the older one still run.

An older process may have made a second row for somebody; then two rows are one person.
"""

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from .models import Booking, Citizen, Person


def move(old_id: str, old: str, key_id: str, present: str) -> bool:
    """The row under the older key is under the present one; False where a row of the present key is in its way."""
    rows = Person.objects.filter(key_id=old_id, document_hash=old)
    if not rows.exists():
        return True
    try:
        with transaction.atomic():
            rows.update(key_id=key_id, document_hash=present)
    except IntegrityError:
        return False
    return True


def merge(old_id: str, old: str, person: Person) -> None:
    """What points at the row under the older key points at the person, who is locked, and the row is gone.

    Nobody has two visits at the same time: of two the old row keeps its own, and is kept with it, until one is over.
    """
    for stale in Person.objects.select_for_update().filter(key_id=old_id, document_hash=old):
        Citizen.objects.filter(person=stale).update(person=person)
        Booking.objects.filter(agent=stale).update(agent=person)
        at_that_time = Booking.objects.open().filter(applicant=person, starts_at=OuterRef("starts_at"))
        Booking.objects.filter(Q(applicant=stale) & (~Q(state__in=Booking.OPEN) | ~Exists(at_that_time))).update(
            applicant=person
        )
        if not Booking.objects.filter(applicant=stale).exists():
            stale.delete()
