"""One visit as a calendar file (RFC 5545). It says when and where, and neither who comes nor for what."""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from . import moments, rules
from .models import Booking, Reminder

LONGEST_LINE = 75  # Octets, without the line break.
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


def write(booking: Booking, now: datetime) -> bytes:
    """The file. A calendar that reads a later one knows it for the same visit, changed or cancelled: two queries."""
    hall = booking.line.hall
    title = _("Visit to %(hall)s") % {"hall": hall.short_name}
    is_cancelled = booking.state == Booking.State.CANCELLED
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Yimen//Booking//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_uid(booking)}",
        f"SEQUENCE:{_changes(booking) + is_cancelled}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(booking.starts_at)}",
        f"DTEND:{_utc(booking.ends_at)}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(' '.join(filter(None, (hall.name, hall.address))))}",
        f"DESCRIPTION:{_text(_description(booking))}",
        f"STATUS:{'CANCELLED' if is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _uid(booking: Booking) -> str:
    """The same for the same booking, and no way back to its key."""
    known_as = salted_hmac("appointments.calendars", booking.key).hexdigest()[:32]
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    return f"{known_as}@{host}"


def _changes(booking: Booking) -> int:
    """How often the visit was moved: its citizen was told each time."""
    return Reminder.objects.filter(booking=booking, kind=Reminder.Kind.CHANGED).count()


def _description(booking: Booking) -> str:
    kept = rules.of(booking.line)
    return _(
        "Reference %(reference)s. Check in from %(minutes)s minutes before; bring the document you booked with.\n"
        "Cancel or change until %(until)s."
    ) % {
        "reference": booking.reference,
        "minutes": kept.early_minutes,
        "until": moments.in_words(kept.free_until(booking.starts_at)),
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    return text.translate(ESCAPES)


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, none of which breaks a character in two."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
