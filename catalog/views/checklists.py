"""Checklists that are kept by link, without an account."""

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog import checklists, together
from catalog.basket import Basket
from catalog.models.checklist import KEPT

from .private import private

NO_CONTENT = 204
SIGNER = signing.Signer(salt="catalog.checklists")


def offer() -> str:
    """A link that a list may be saved under, signed, for the form that saves it."""
    return SIGNER.sign(checklists.new_token())


@require_POST
@private
def save(request: HttpRequest) -> HttpResponse:
    """What the basket asks for is kept under the link its page was made with. Sent twice, it is one list."""
    found = together.of_codes(Basket.of(request).codes, timezone.localdate())
    if not found.items:
        return redirect("catalog:together")
    try:
        token = SIGNER.unsign(request.POST.get("offer", ""))
        checklists.save(token=token, items=found.items, lines=found.lines, now=timezone.now())
    except signing.BadSignature:  # Nobody chooses a link that can be guessed. The page offers another one.
        return redirect("catalog:together")
    except checklists.TooManyLists:
        return redirect(reverse("catalog:together", query={"full": 1}))
    return redirect("catalog:checklist", token)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def checklist(request: HttpRequest, token: str) -> HttpResponse:
    """One saved list; what is sent is only what was changed on it."""
    saved = checklists.find(token)
    if saved is None:
        raise Http404
    found = together.of_checklist(saved, timezone.localdate())
    if request.method == "POST":
        return _tick(request, token, found)
    checklists.note_use(saved, timezone.now())
    lines, gone = checklists.tick_lines(saved, found.lines)
    context = {
        "together": found,
        "groups": together.grouped(lines),
        "gone": gone,
        "done": sum(each.is_ticked for each in lines),
        "count": len(lines),
        "codes": [item.code for item in found.items],
        "address": f"{settings.SITE_URL}{reverse('catalog:checklist', args=[token])}",
        "token": token,
        "made_at": saved.made_at,
        "kept_days": KEPT.days,
    }
    return render(request, "catalog/checklist.html", context)


def _tick(request: HttpRequest, token: str, found: together.Together) -> HttpResponse:
    """The boxes that were ticked, and that `was` not when the page was made; and the other way round."""
    ticked, before = set(request.POST.getlist("ticked")), set(request.POST.getlist("was"))
    changed = {"ticked": ticked - before, "cleared": before - ticked}
    if checklists.tick(token=token, lines=found.lines, now=timezone.now(), **changed) is None:
        raise Http404
    return redirect("catalog:checklist", token) if request.accepts("text/html") else HttpResponse(status=NO_CONTENT)


@require_POST
@private
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """There is no list under that link."""
    checklists.delete(token=token)
    return HttpResponseRedirect(reverse("catalog:together", query={"deleted": 1}))
