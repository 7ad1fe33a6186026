"""What staff see of the people of a booking: masked here, so that no template and no list ever holds the whole."""

from appointments import identity
from appointments.models import Booking, Person


def applicant(booking: Booking) -> str:
    """张* ****1234: whoever the visit is for."""
    return _named(booking.applicant_name, booking.applicant)


def agent(booking: Booking) -> str:
    """Whoever comes in their place, and how the two are related; "" where nobody does."""
    if not booking.agent_name:
        return ""
    return f"{_named(booking.agent_name, booking.agent)} ({booking.get_relation_display()})"


def phone(booking: Booking) -> str:
    """138****1234; "" where the booking has no phone."""
    return identity.masked_phone(booking.citizen.phone) if booking.citizen else ""


def _named(name: str, person: Person | None) -> str:
    return f"{identity.masked_name(name)} {person or ''}".strip()
