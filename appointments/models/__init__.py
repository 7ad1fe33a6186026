"""When a citizen comes: the nouns of booking."""

from .api_client import ApiClient
from .booking import Booking, BookingItem, BookingSlot
from .citizen import Citizen, Person
from .closure import Closure, Displacement
from .line import Line, VisitLength
from .objection import Objection
from .opening_hours import OpeningHours
from .reminder import Reminder
from .rules import BookingRules
from .slot import ReturnedPlace, Slot
from .waitlist import WaitlistEntry

__all__ = [
    "ApiClient",
    "Booking",
    "BookingItem",
    "BookingRules",
    "BookingSlot",
    "Citizen",
    "Closure",
    "Displacement",
    "Line",
    "Objection",
    "OpeningHours",
    "Person",
    "Reminder",
    "ReturnedPlace",
    "Slot",
    "VisitLength",
    "WaitlistEntry",
]
