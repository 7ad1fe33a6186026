"""「这些结果有用吗？」 The question under the results, its answer, and the count of searches that failed.

Nobody is identified, so an answer counts once for each page that was shown: the page holds a signed token that is good
for one answer, and after an answer the page says thank you instead of asking again. Without Redis each process keeps
its own account of the tokens, so one sent again by hand may count once in each.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog import search_log
from catalog.masking import masked
from catalog.search import Result

logger = logging.getLogger(__name__)

GOOD_FOR = timedelta(hours=2)
SAID = "useful"  # The parameter by which the page knows that it was answered.
YES, NO, AGAIN = "yes", "no", "again"

_signer = TimestampSigner(salt="catalog.usefulness")


@dataclass(frozen=True)
class Question:
    """What _useful.html shows. `said` is yes or no where it was answered, again where the answer was not counted."""

    token: str
    said: str


def remember(request: HttpRequest, words: str, result: Result, chosen: Mapping[str, list[str]]) -> None:
    """A search that failed is counted. Not where filters left nothing, nor on the further pages of the same search."""
    if request.method != "GET" or not words or chosen or "page" in request.GET or SAID in request.GET:
        return
    try:
        search_log.record(words, result, day=timezone.localdate())
    except DatabaseError as error:  # The page is there all the same. What the database says may repeat the words.
        logger.error("A search that failed was not counted: %s", type(error).__name__)


def question(request: HttpRequest, words: str, result: Result, address: QueryDict, page: int) -> Question | None:
    """The question for that page of the list; none where there is nothing to judge, or the words may not be kept."""
    kept = masked(words)
    if not kept or not result.total or result.interpretation.kind == "everything":
        return None
    here = address.copy()
    if page > 1:
        here["page"] = str(page)
    about = {"words": kept, "top": result.codes[0], "here": here.urlencode(), "once": secrets.token_urlsafe(12)}
    said = request.GET.get(SAID, "")
    return Question(_signer.sign_object(about, compress=True), said if said in (YES, NO, AGAIN) else "")


@require_POST
def useful(request: HttpRequest) -> HttpResponse:
    """The answer is counted once, and the visitor is back on the page."""
    answer = request.POST.get("answer")
    if answer not in (YES, NO):
        raise BadRequest
    try:
        about, is_in_time = _read(request.POST.get("token", ""))
    except BadSignature:
        raise BadRequest from None
    is_counted = is_in_time and _count(about, answer)
    here = QueryDict(about["here"], mutable=True)
    here[SAID] = answer if is_counted else AGAIN
    return redirect(reverse("catalog:results", query=here, fragment=SAID))


def _read(token: str) -> tuple[dict[str, str], bool]:
    """What the token says, and whether it is still good. Raises BadSignature."""
    try:
        return _signer.unsign_object(token, max_age=GOOD_FOR), True
    except SignatureExpired:
        return _signer.unsign_object(token), False


def _count(about: dict[str, str], answer: str) -> bool:
    """Whether the answer is counted, now or before."""
    key = f"useful:{about['once']}"
    if not cache.add(key, answer, timeout=GOOD_FOR.total_seconds()):
        return True
    try:
        with transaction.atomic():
            search_log.vote(about["words"], is_useful=answer == YES, top_item=about["top"], day=timezone.localdate())
    except DatabaseError as error:
        logger.error("An answer was not counted: %s", type(error).__name__)
        cache.delete(key)
        return False
    return True
