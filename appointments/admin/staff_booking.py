"""Booking for a citizen who stands at the counter or calls: the same verbs, places of the staff's own share."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from appointments import availability, bookings, moments, offering, references
from appointments.asking import Request, Visit
from appointments.models import Booking, Slot
from appointments.refusals import Refusal
from catalog.models import Material

from . import masked
from .staff_form import PersonForm, VisitForm

SHOWN = timedelta(days=13)
"""Two weeks of times on a page; the field “from day” leads further."""

Times = Sequence[tuple[str, Sequence[tuple[str, str]]]]


class StaffBooking:
    """The page on which staff book, and the slip for the citizen's hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "add")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.slip_view)
        return [path("<int:pk>/slip/", view, name="appointments_booking_slip"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """What and where by address, then when and who. Sent twice it is one booking."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        visit, times = VisitForm(request.GET if request.GET else None), []
        if visit.is_valid():
            times = _times(visit)
        person = PersonForm(request.POST or None, initial={"request_key": references.new_key()})
        if visit.is_valid() and person.is_valid():
            try:
                return self._book(request, visit, person)
            except Refusal as refusal:
                person.add_error("starts_at" if refusal.code.startswith("slot-") else None, refusal)
                times = _times(visit)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Book for a citizen"),
            "original": gettext("Book for a citizen"),
            "opts": self.opts,
            "visit": visit,
            "person": person,
            "times": times,
            "chosen": person["starts_at"].value(),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/appointments/book.html", context)

    def _book(self, request: HttpRequest, visit: VisitForm, person: PersonForm) -> HttpResponse:
        """Raises what `bookings.book` raises."""
        now, asked, said = timezone.now(), visit.cleaned_data, person.cleaned_data
        key = references.request_key(f"staff:{request.user.pk}", said["request_key"])
        booking = bookings.book(
            visit=Visit(asked["line"], said["starts_at"], asked["items"]),
            citizen=said["phone"] or None,
            party=person.party,
            request=Request(key, person.fingerprint(visit), Booking.Channel.STAFF),
            now=now,
            pool=Slot.Pool.STAFF,
        )
        if booking.made_at == now:
            self.log_addition(request, booking, gettext("booked for a citizen"))
        self.message_user(request, gettext("Booked: %(reference)s.") % {"reference": booking}, messages.SUCCESS)
        return redirect("admin:appointments_booking_slip", booking.pk)

    def slip_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the citizen takes along: reference, when, where, and what to bring."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        booking = self.get_object(request, str(pk))
        if booking is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            **_slip(booking),
            "title": gettext("Your visit"),
            "subtitle": str(booking),
            "opts": self.opts,
            "original": booking,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/appointments/slip.html", context)


def _times(visit: VisitForm) -> Times:
    """The free times of the staff's share by day; none where the form says why not."""
    asked, now = visit.cleaned_data, timezone.now()
    today = timezone.localdate(now)
    first = max(asked["first"] or today, today)
    try:
        offered = offering.at(asked["line"], asked["items"], today)
    except Refusal as refusal:
        visit.add_error("items", refusal)
        return []
    days = availability.days(offered, now, pool=Slot.Pool.STAFF, first=first, last=first + SHOWN)
    return [
        (
            moments.day(day.day),
            [(timezone.localtime(t.starts_at).isoformat(), _label(t)) for t in day.times],
        )
        for day in days
    ]


def _label(time: availability.Time) -> str:
    return gettext("%(when)s, %(places)s free") % {"when": moments.in_words(time.starts_at), "places": time.places}


def _slip(booking: Booking) -> dict[str, Any]:
    """What the slip says."""
    items = [each.item for each in booking.booking_items.select_related("item")]
    materials = Material.objects.filter(item__in=items).select_related("item")
    return {
        "booking": booking,
        "when": moments.span(booking.starts_at, booking.ends_at),
        "hall": booking.line.hall,
        "group": booking.line.counter_group,
        "applicant": masked.applicant(booking),
        "agent": masked.agent(booking),
        "document": booking.applicant.get_document_kind_display() if booking.applicant else "",
        "items": [(item, [each for each in materials if each.item_id == item.pk]) for item in items],
    }
