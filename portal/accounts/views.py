"""Citizens sign in with their phone, and out."""

from datetime import datetime
from http import HTTPStatus
from math import ceil

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from appointments import identity
from appointments.models import Citizen
from appointments.refusals import Busy, Refusal
from catalog.views.private import private
from delivery.gateways import console
from portal.returning import own_address

from . import callers, citizen_sessions, citizens, pending, phone_codes
from .callers import Caller
from .durations import in_words
from .forms import CodeForm, DocumentForm, PhoneForm
from .pending import Pending

page = require_http_methods(["GET", "HEAD", "POST"])


@page
@private
def sign_in(request: HttpRequest) -> HttpResponse:
    """Asks for a phone and sends a code to it; whoever is signed in goes on to where they wanted."""
    if request.citizen:
        return HttpResponseRedirect(_next(request))
    form = PhoneForm(request.POST or None, label_suffix="")
    if not form.is_valid():
        return _phone_page(request, form)
    try:
        return _send(request, form.cleaned_data["phone"], timezone.now())
    except Refusal as refusal:
        form.add_error("phone", refusal.text)
        return _explained(_phone_page(request, form), refusal)


@page
@private
def enter_code(request: HttpRequest) -> HttpResponse:
    """Asks for the code that was sent, or sends another one; the right one signs in."""
    under_way = Pending.of(request)
    if under_way is None:
        return redirect(_step(request, "sign_in"))
    now = timezone.now()
    asks_again = "again" in request.POST
    form = CodeForm(None if asks_again else request.POST or None, label_suffix="")
    try:
        if asks_again:
            return _send(request, under_way.phone, now)
        if form.is_valid():
            return _arrive(request, under_way, form.cleaned_data["code"], now)
    except phone_codes.CodeUsed:  # It was right before, and that answer has signed in.
        return HttpResponseRedirect(_next(request))
    except Refusal as refusal:
        form = _with_error(form, "code", refusal)
        return _explained(_code_page(request, form, under_way, now), refusal)
    return _code_page(request, form, under_way, now)


@page
@private
def prove_document(request: HttpRequest) -> HttpResponse:
    """Asks whoever has a phone that was quiet for long for the end of a document, before anything of it is shown."""
    under_way, now = Pending.of(request), timezone.now()
    if under_way is None:
        return redirect(_step(request, "sign_in"))
    whose = {"key": under_way.key, "phone": under_way.phone, "now": now}
    is_strange = "not-mine" in request.POST
    form = DocumentForm(None if is_strange else request.POST or None, label_suffix="")
    try:
        if is_strange:
            return _welcome(request, citizens.disown(**whose), now)
        if form.is_valid():
            return _welcome(request, citizens.prove(last_four=form.cleaned_data["last_four"], **whose), now)
    except phone_codes.CodeOver:
        return redirect(_step(request, "sign_in"))
    except Refusal as refusal:
        form = _with_error(form, "last_four", refusal)
        return _explained(_document_page(request, form), refusal)
    if not citizens.asks(**whose):
        return redirect(_step(request, "sign_in"))
    return _document_page(request, form)


@require_POST
@private
def sign_out(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in here any more."""
    response = redirect("home")
    citizen_sessions.sign_out(request, response)
    pending.drop(response)
    return response


def _phone_page(request: HttpRequest, form: PhoneForm) -> HttpResponse:
    response = render(request, "accounts/sign_in.html", {"form": form})
    callers.mark(request, response)
    return response


def _code_page(request: HttpRequest, form: CodeForm, under_way: Pending, now: datetime) -> HttpResponse:
    wait = phone_codes.wait_for_another(under_way.sent_at, now)
    context = {
        "form": form,
        "phone": identity.masked_phone(under_way.phone),
        "wait": in_words(wait) if wait else "",
        "change": _step(request, "sign_in"),
        "shows_messages": console.is_shown(request),
    }
    return render(request, "accounts/code.html", context)


def _document_page(request: HttpRequest, form: DocumentForm) -> HttpResponse:
    return render(request, "accounts/document.html", {"form": form})


def _send(request: HttpRequest, phone: str, now: datetime) -> HttpResponse:
    """On to the page that asks for the code, which is the same whether anybody is known by that phone."""
    code = phone_codes.send(phone=phone, caller=Caller.of(request), now=now)
    response = redirect(_step(request, "sign_in_code"))
    Pending(code.key, phone, now).keep(response)
    return response


def _arrive(request: HttpRequest, under_way: Pending, typed: str, now: datetime) -> HttpResponse:
    whose = {"phone": under_way.phone, "now": now}
    code = phone_codes.enter(key=under_way.key, code=typed, caller=Caller.of(request), **whose)
    citizen = citizens.arrive(code=code, **whose)
    return _welcome(request, citizen, now) if citizen else redirect(_step(request, "sign_in_document"))


def _welcome(request: HttpRequest, citizen: Citizen, now: datetime) -> HttpResponse:
    """The citizen is signed in, and where they wanted to go."""
    response = HttpResponseRedirect(_next(request))
    citizen_sessions.sign_in(request, response, citizen, now)
    pending.drop(response)
    return response


def _with_error(form: Form, field: str, refusal: Refusal) -> Form:
    """The form with the sentence beside its field. What was typed stays; a form without anything typed is made one."""
    if not form.is_bound:
        form = type(form)({}, label_suffix="")
        form.errors.clear()
    form.add_error(field, refusal.text)
    return form


def _explained(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """With the status that programs understand, and for how long to wait."""
    if isinstance(refusal, phone_codes.TooManyCodes):
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response.headers["Retry-After"] = str(max(1, ceil(refusal.wait.total_seconds())))
    elif isinstance(refusal, phone_codes.CodeNotSent | Busy):
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return response


def _next(request: HttpRequest) -> str:
    return own_address(request, request.GET.get("next", ""), "appointments:mine")


def _step(request: HttpRequest, name: str) -> str:
    """Another page of the sign-in, which leads to the same place in the end."""
    wanted = request.GET.get("next", "")
    return reverse(name, query={"next": wanted} if wanted else None)
