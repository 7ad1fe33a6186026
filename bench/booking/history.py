"""Many bookings at once: the database itself writes down the same one again and again."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import connection, models, transaction
from django.utils import timezone

from appointments.models import Booking, Line, Person, Slot
from catalog.models import ServiceItem

A_SLOT = 100
"""Visits of one past slot."""

HALF_AN_HOUR = timedelta(minutes=30)
MADE_BY = "bench"

EARLIER = {name: f"first.{name} - number * interval '30 minutes'" for name in ("starts_at", "ends_at")}
SOMEBODY_ELSE = {"document_hash": "encode(sha256(number::text::bytea), 'hex')"}
ANOTHER_VISIT = {
    **dict.fromkeys(("key", "reference", "request_key"), "slot.id || '-' || person.id"),
    "starts_at": "slot.starts_at",
    "ends_at": "slot.ends_at",
    "applicant_id": "person.id",
}
VISITS = f"""
    appointments_slot slot JOIN appointments_person person ON person.key_id = '{MADE_BY}'
    WHERE slot.line_id = first.line_id AND slot.starts_at <= first.starts_at
        AND (slot.starts_at, person.id) <> (first.starts_at, first.applicant_id) AND
"""

PLACES = """
    INSERT INTO appointments_bookingslot (booking_id, slot_id)
    SELECT booking.id, slot.id FROM appointments_booking booking
    JOIN appointments_slot slot ON slot.line_id = booking.line_id AND slot.starts_at = booking.starts_at
    WHERE booking.line_id = %s AND booking.state = 'served'
"""
ITEMS = """
    INSERT INTO appointments_bookingitem (booking_id, item_id, minutes)
    SELECT id, %s, 15 FROM appointments_booking WHERE line_id = %s AND state = 'served'
"""


@transaction.atomic
def write(bookings: int, *, line: Line, item: ServiceItem) -> int:
    """At least so many visits to the line are over, each with its slot, its item and who came. Returns their number."""
    slots = -(-bookings // A_SLOT)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # No row for row look at foreign keys.
    slot, person, booking = _first(line)
    _repeat(slot, EARLIER, f"generate_series(1, {slots - 1}) number WHERE")
    _repeat(person, SOMEBODY_ELSE, f"generate_series(1, {A_SLOT - 1}) number WHERE")
    _repeat(booking, ANOTHER_VISIT, VISITS)
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [line.pk])
        cursor.execute(ITEMS, [item.pk, line.pk])
        cursor.execute("ANALYZE")
    return slots * A_SLOT


def _first(line: Line) -> tuple[Slot, Person, Booking]:
    """The last of these visits, two days ago."""
    now = timezone.now()
    starts_at = now - timedelta(days=2)
    when = {"line": line, "starts_at": starts_at, "ends_at": starts_at + HALF_AN_HOUR}
    slot = Slot.objects.create(**when, capacity_online=A_SLOT, taken_online=A_SLOT)
    person = Person.objects.create(
        key_id=MADE_BY, document_hash="0" * 64, document_kind="id_card", last_four="0000", made_at=now, seen_at=now
    )
    moments = dict.fromkeys(("made_at", "confirmed_at", "checked_in_at", "served_at"), starts_at)
    booking = Booking.objects.create(
        **when, **moments, key="first", reference="first", request_key="first", state="served", applicant=person
    )
    return slot, person, booking


def _repeat(first: models.Model, changed: Mapping[str, str], sources: str) -> None:
    """Rows like the first, but for the columns whose SQL is given, one for each row of the sources."""
    table = first._meta.db_table
    names = [field.column for field in first._meta.concrete_fields if not field.primary_key]
    values = ", ".join(changed.get(name, f"first.{name}") for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)})"  # noqa: S608 - Every part is written here.
            f" SELECT {values} FROM {table} first, {sources} first.id = %s",
            [first.pk],
        )
