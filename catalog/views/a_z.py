"""All items in the order of a Chinese dictionary, a letter at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import ServiceItem

OTHER = "#"  # Names that begin with no letter: figures and the like.


@dataclass(frozen=True)
class Letter:
    """One letter and how many names begin with it."""

    letter: str
    count: int

    @property
    def address(self) -> str:
        """The page of that letter."""
        return reverse("catalog:a_z", query={"letter": self.letter})


@require_safe
def a_z(request: HttpRequest) -> HttpResponse:
    """The items of one letter; of the first that has any where none, or an empty one, was asked for."""
    letters = _letters()
    held = [each.letter for each in letters if each.count]
    asked = request.GET.get("letter", "").upper()
    letter = asked if asked in held else next(iter(held), ascii_uppercase[0])
    context = {
        "section": "a_z",
        "letters": letters,
        "letter": letter,
        "items": ServiceItem.objects.in_force().filter(initial=letter).select_related("department").by_spelling(),
        "notice": _("No item begins with this. You see the items with %(letter)s.") % {"letter": letter}
        if asked and asked != letter
        else "",
    }
    return render(request, "catalog/a_z.html", context)


def _letters() -> Sequence[Letter]:
    counts = dict(ServiceItem.objects.in_force().order_by().values_list("initial").annotate(Count("pk")))
    others = [OTHER] if OTHER in counts else []
    return [Letter(each, counts.get(each, 0)) for each in [*ascii_uppercase, *others]]
