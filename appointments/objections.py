"""What citizens say against a missed visit, and what the hall answers."""

import re
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from . import attendance
from .models import Booking, Objection
from .patience import patiently
from .refusals import Refusal

LONG_NUMBER = re.compile(r"[0-9０-９](?:[\s\-]?[0-9０-９]){5,}[xXｘＸ]?")
"""Numbers as long as those of phones and documents: the hall knows who objects, and needs none."""


class NothingToObjectTo(Refusal):
    code = "nothing-to-object-to"
    sentence = _("This visit does not count as missed. There is nothing to object to.")


@patiently
def lodge(*, booking: Booking, text: str, now: datetime) -> Objection:
    """The citizen objects to the missed visit; the second time nothing happens. Long numbers in the text are not kept.

    Raises NothingToObjectTo for a visit that was not missed, or was waived.
    """
    if earlier := Objection.objects.filter(booking=booking).first():
        return earlier
    booking.refresh_from_db(fields=["missed_at", "waived_at"])
    if booking.missed_at is None or booking.waived_at:
        raise NothingToObjectTo
    said = LONG_NUMBER.sub("***", text)
    return Objection.objects.get_or_create(booking=booking, defaults={"text": said, "made_at": now})[0]


@patiently
def decide(*, objection: Objection, by: Model, waive: bool, answer: str, now: datetime) -> Objection:
    """The hall has answered; the second time nothing happens. Waived, the visit counts no more from this moment on."""
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.decided_at:
        return objection
    if waive:
        attendance.waive(booking=objection.booking, by=by, reason=answer, now=now)
    objection.decided_at, objection.decided_by, objection.answer = now, by, answer
    objection.save(update_fields=["decided_at", "decided_by", "answer"])
    return objection
