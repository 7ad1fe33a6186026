"""What may be meant by the words typed so far, for the list under a search box."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from catalog import search
from catalog.search.suggest import Kind, Suggestion

KEPT = 60  # Seconds that a browser may use an answer again.
PAGES = {Kind.ITEM: "catalog:item", Kind.DEPARTMENT: "catalog:department"}


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """A list, best first; empty where nothing begins like this. Any input has an answer.

    Each is `{kind, text, spans, name, department, address}`: `spans` are [start, end) in characters of `text`, `name`
    is "" where it is the text, `address` is where choosing it leads.
    """
    found = search.suggest(request.GET.get("q", ""))
    response = JsonResponse(
        [_shown(suggestion) for suggestion in found], safe=False, json_dumps_params={"ensure_ascii": False}
    )
    # Only the browser may keep it: what somebody typed is not for a cache that others share.
    patch_cache_control(response, private=True, max_age=KEPT)
    return response


def _shown(suggestion: Suggestion) -> dict[str, object]:
    return {
        "kind": suggestion.kind,
        "text": suggestion.text,
        "spans": suggestion.spans,
        "name": "" if suggestion.name == suggestion.text else suggestion.name,
        "department": suggestion.department,
        "address": _address(suggestion),
    }


def _address(suggestion: Suggestion) -> str:
    """The page of the item or of the department; for a term, what is found by it."""
    if suggestion.kind == Kind.TERM:
        return reverse("catalog:results", query={"q": suggestion.text})
    return reverse(PAGES[suggestion.kind], args=[suggestion.code])
