"""What is offered, by whom, and where: the nouns of the catalogue."""

from .calendar_day import CalendarDay
from .circumstance import Circumstance, CircumstanceAnswer
from .department import Department
from .guide import AcceptCondition, Fee, HandlingForm, LegalBasis, Material, Question, Step
from .hall import Confidence, CounterGroup, Hall
from .item import ServiceItem, Theme, TimeUnit
from .place import Community, District, Street
from .placement import Placement
from .published_total import PublishedTotal
from .revision import Draft, Revision
from .search_state import SearchState
from .sentence_vector import SentenceVector
from .synonym import Synonym

__all__ = [
    "AcceptCondition",
    "CalendarDay",
    "Circumstance",
    "CircumstanceAnswer",
    "Community",
    "Confidence",
    "CounterGroup",
    "Department",
    "District",
    "Draft",
    "Fee",
    "Hall",
    "HandlingForm",
    "LegalBasis",
    "Material",
    "Placement",
    "PublishedTotal",
    "Question",
    "Revision",
    "SearchState",
    "SentenceVector",
    "ServiceItem",
    "Step",
    "Street",
    "Synonym",
    "Theme",
    "TimeUnit",
]
