"""The results page: items that answer the words and pass the filters, with ways to narrow and to go on."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from catalog import facets, paging, ways
from catalog.filters import ItemFilter
from catalog.models import ServiceItem
from catalog.rows import Match, Row, rows, with_row_facts
from catalog.search import QUERY_LIMIT, Interpretation, Result, search

from . import usefulness

PAGE_SIZE = 20
DEPARTMENTS_SHOWN = 9  # Where nothing fits well: those with most items.
NAMED_ALOUD = 40  # Characters of a value from the address that a sentence repeats.


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Any input gives a page; what of it cannot be used is named there."""
    words = _words(request.GET)
    filters = ItemFilter(request.GET, queryset=ServiceItem.objects.none())
    asked = paging.asked_page(request.GET)
    result, page = _page(words, filters.chosen, asked or 1)
    address = _address(words, filters.chosen)
    usefulness.remember(request, words, result, filters.chosen)
    context = {
        "q": words,
        "section": _section(words, filters.chosen),
        "heading": _heading(words, filters.chosen),
        "summary": ngettext("%(n)d item", "%(n)d items", result.total) % {"n": result.total},
        "notices": [
            *_cut_notice(request.GET, words),
            *_wordless_notice(words, result),
            *_unknown_notice(filters),
            *_page_notice(asked, page),
        ],
        "result": result,
        "understood": _understood(result.interpretation),
        "suggestion_address": reverse("catalog:results", query={"q": result.suggestion}),
        "rows": _rows(result),
        "facets": facets.facets(filters, result.facets),
        "chips": facets.chips(filters, address),
        "without_filters": reverse("catalog:results", query={"q": words} if words else None),
        "page": page,
        "paging": paging.paging(page, address),
        "is_plain_list": not address and page.number == 1,
        "usefulness": usefulness.question(request, words, result, address, page.number),
        **({} if result.total and result.confident else _other_ways()),
    }
    return render(request, "catalog/results.html", context)


def _words(asked: QueryDict) -> str:
    """What was typed, as far as the search reads it."""
    return " ".join(asked.get("q", "").replace("\0", " ").split())[:QUERY_LIMIT].strip()


def _page(words: str, chosen: Mapping[str, list[str]], number: int) -> tuple[Result, Page]:
    """That page of the result; past its end, the last page."""
    result = search(words, filters=chosen, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    page = Paginator(range(result.total), PAGE_SIZE).get_page(number)
    if page.number != number:
        result = search(words, filters=chosen, limit=PAGE_SIZE, offset=(page.number - 1) * PAGE_SIZE)
    return result, page


def _rows(result: Result) -> list[Row]:
    """The rows in the order of the search. An item that was retired since the index was built is left out."""
    matches = {
        hit.code: Match(hit.name_spans, hit.matched_as, hit.matched_as_spans, hit.by_meaning) for hit in result.hits
    }
    found = with_row_facts(ServiceItem.objects.in_force().filter(code__in=matches), timezone.localdate())
    by_code = {item.code: item for item in found}
    return rows([by_code[code] for code in matches if code in by_code], matches)


def _other_ways() -> dict[str, Any]:
    """What else to try where the list may not hold what was meant."""
    return {"examples": ways.examples(), "departments": ways.departments()[:DEPARTMENTS_SHOWN]}


def _address(words: str, chosen: Mapping[str, list[str]]) -> QueryDict:
    """The shortest address of this list: without what could not be used."""
    address = QueryDict(mutable=True)
    if words:
        address["q"] = words
    for name, values in chosen.items():
        address.setlist(name, values)
    return address


def _section(words: str, chosen: Mapping[str, list[str]]) -> str:
    """The door this list stands behind; none where words were searched."""
    audiences = chosen.get("audience", [])
    return audiences[0] if len(audiences) == 1 and not words else ""


def _heading(words: str, chosen: Mapping[str, list[str]]) -> str:
    if words:
        return _("Items for “%(words)s”") % {"words": words}
    doors: dict[str, Any] = {"person": _("Items for people"), "company": _("Items for companies")}
    return doors.get(_section(words, chosen), _("All items"))


def _understood(interpretation: Interpretation) -> str:
    """How the words were read, where that is not how they were typed."""
    sentences = {
        "code": _("Searched as an item code: %(text)s"),
        "pinyin": _("Searched as pinyin: %(text)s"),
        "initials": _("Searched as pinyin initials: %(text)s"),
        "synonym": _("Searched for “%(text)s”"),
    }
    return sentences.get(interpretation.kind, "") % {"text": interpretation.text}


def _cut_notice(asked: QueryDict, words: str) -> list[str]:
    if len(" ".join(asked.get("q", "").split())) <= QUERY_LIMIT:
        return []
    return [_("Your words are too long. Only the first %(n)d characters were searched.") % {"n": len(words)}]


def _wordless_notice(words: str, result: Result) -> list[str]:
    if not words or result.interpretation.kind != "everything":
        return []
    return [_("“%(words)s” holds no character, letter or figure to search for. You see all items.") % {"words": words}]


def _unknown_notice(filters: ItemFilter) -> list[str]:
    if not filters.unknown:
        return []
    named = _(", ").join(f"“{value[:NAMED_ALOUD]}”" for value in filters.unknown[:3])
    return [_("These filters do not exist and were left out: %(values)s") % {"values": named}]


def _page_notice(asked: int | None, page: Page) -> list[str]:
    if asked is None:
        return [_("That is no page number. You see the first page.")]
    if asked != page.number:
        return [
            _("There is no page %(asked)d. You see the last page, %(last)d.") % {"asked": asked, "last": page.number}
        ]
    return []
