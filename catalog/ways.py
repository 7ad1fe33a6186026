"""Ways to an item that need no words of one's own: examples to search for, and the departments."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from .models import Department

# What a citizen might type. Each is answered by the reference data.
EXAMPLES = ("身份证", "房产证过户", "公积金取钱", "开公司", "护照")


@dataclass(frozen=True)
class Link:
    """A way on, with the number of things behind it."""

    text: str
    count: int
    address: str


def examples() -> list[tuple[str, str]]:
    """Words and the address of what they find."""
    return [(words, reverse("catalog:results", query={"q": words})) for words in EXAMPLES]


def departments() -> list[Link]:
    """All departments with their items in force, those with most first."""
    in_force = Q(items__version__gt=0, items__retired_on__isnull=True)
    held = Department.objects.annotate(held=Count("items", in_force)).order_by("-held", "code")
    return [Link(each.short_name, each.held, each.get_absolute_url()) for each in held]
