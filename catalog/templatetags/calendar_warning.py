"""What staff who keep the calendar should do about it."""

from typing import Any

from django import template
from django.utils import timezone

from catalog import arrangements
from catalog.arrangements import Arrangement

register = template.Library()


@register.inclusion_tag("admin/catalog/_calendar_warning.html", takes_context=True)
def calendar_warning(context: template.Context) -> dict[str, Any]:
    """From November on a sentence where next year's holidays are missing, for those who may enter them."""
    today = timezone.localdate()
    may_enter = context["request"].user.has_perm("catalog.add_calendarday")
    is_missing = may_enter and arrangements.next_year(today) == Arrangement.MISSING
    return {"year": today.year + 1 if is_missing else None}
