"""The home page, and the choice between the standard and the elder version."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal import display, home_page
from portal.returning import own_address


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then the doors: people, companies, departments, halls."""
    return render(request, "home.html", home_page.contents(timezone.localdate()))


@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    """The chosen version is kept in a cookie, and the visitor is back on the same page of this site."""
    chosen = display.ELDER if request.POST.get("ui") == display.ELDER else display.STANDARD
    response = HttpResponseRedirect(own_address(request, request.POST.get("next", "")))
    response.set_cookie(
        display.COOKIE, chosen, max_age=display.COOKIE_AGE, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
    return response
