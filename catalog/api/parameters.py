"""What may stand behind the question mark: known names, one meaning each, in UTF-8."""

from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from django.utils.translation import gettext as _
from django_filters import MultipleChoiceFilter
from django_filters.rest_framework import FilterSet
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request

from .limits import LONGEST
from .pagination import NumberedPages

PAGE_PARAMETERS = (NumberedPages.page_query_param, NumberedPages.page_size_query_param)


def check(request: Request, *, single: Iterable[str] = (), repeatable: Iterable[str] = ()) -> None:
    """Every parameter is known, has a value, and is given once unless it may be repeated.

    Raises ParseError for bytes that are no UTF-8, ValidationError naming each parameter at fault.
    """
    try:
        unquote_to_bytes(request.META.get("QUERY_STRING", "")).decode()
    except UnicodeDecodeError:
        raise ParseError(_("The address is not valid UTF-8.")) from None
    single, repeatable = set(single), set(repeatable)
    errors = {
        name: [error]
        for name, values in request.query_params.lists()
        if (error := _error(name, values, single, repeatable))
    }
    if errors:
        raise ValidationError(errors)


def _error(name: str, values: list[str], single: set[str], repeatable: set[str]) -> str:
    if name not in single | repeatable:
        return _unknown(name, sorted(single | repeatable))
    if any(not value.strip() for value in values):
        return _("“%(name)s” has no value. Leave it out or give it one.") % {"name": name}
    if name in single and len(values) > 1:
        return _("“%(name)s” can be given only once.") % {"name": name}
    if any("\0" in value or len(value) > LONGEST for value in values):
        return _("“%(name)s” is longer than %(longest)d characters or is not text.") % {
            "name": name,
            "longest": LONGEST,
        }
    return ""


def _unknown(name: str, allowed: list[str]) -> str:
    shown = name[:40].replace("\0", "\N{REPLACEMENT CHARACTER}")
    if not allowed:
        return _("“%(name)s” is not known. This address takes no parameters.") % {"name": shown}
    return _("“%(name)s” is not known. Allowed: %(allowed)s.") % {"name": shown, "allowed": ", ".join(allowed)}


def of(filterset_class: type[FilterSet]) -> tuple[set[str], set[str]]:
    """The parameters of a filtered list: those given once, the page among them, and those that may be repeated."""
    filters = filterset_class.base_filters
    repeatable = {name for name, each in filters.items() if isinstance(each, MultipleChoiceFilter)}
    return {*PAGE_PARAMETERS, *filters.keys() - repeatable}, repeatable
