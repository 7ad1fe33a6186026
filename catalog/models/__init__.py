"""What is offered, by whom, and where: the nouns of the catalogue."""

from .calendar_day import CalendarDay
from .checklist import Checklist, ChecklistItem, ChecklistLine
from .circumstance import Circumstance, CircumstanceAnswer
from .department import Department
from .guide import AcceptCondition, Fee, HandlingForm, LegalBasis, Material, Question, Step
from .hall import Confidence, CounterGroup, Hall
from .item import ServiceItem, Theme, TimeUnit
from .life_event import LifeEvent, LifeEventItem
from .place import Community, District, Street
from .placement import Placement
from .published_total import PublishedTotal
from .revision import Draft, Revision
from .search_log import SearchLog
from .search_state import SearchState
from .sentence_vector import SentenceVector
from .synonym import Synonym

__all__ = [
    "AcceptCondition",
    "CalendarDay",
    "Checklist",
    "ChecklistItem",
    "ChecklistLine",
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
    "LifeEvent",
    "LifeEventItem",
    "Material",
    "Placement",
    "PublishedTotal",
    "Question",
    "Revision",
    "SearchLog",
    "SearchState",
    "SentenceVector",
    "ServiceItem",
    "Step",
    "Street",
    "Synonym",
    "Theme",
    "TimeUnit",
]
