"""Bookings: found by reference or the last four of a document, shown masked, noted as come, cancelled or waived."""

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments import attendance, displacements, moments
from appointments.models import Booking, Displacement
from catalog.admin.reading import ReadOnly

from . import masked
from .attending import Attending
from .decisions import Deciding
from .filters import DayFilter, LineFilter
from .staff_booking import StaffBooking

ASKED = re.compile(r"(?P<reference>(SZ-)?[0-9]{4}-[0-9A-Z]{4,6})|(?P<last_four>[0-9A-Z]{4})")
"""What bookings are found by: a reference, or the last four characters of a document."""

PARAMETERS = ("day", "line", "state__exact", "channel__exact")


def reason_field(most: int) -> forms.CharField:
    """A few words, so many characters at most."""
    wanted = {"required": _("Say why.")}
    return forms.CharField(
        label=_("Why"), max_length=most, widget=forms.TextInput(attrs={"size": 60}), error_messages=wanted
    )


class CancelForm(forms.Form):
    """Why the hall cancels, as the citizen reads it."""

    reason = reason_field(Displacement._meta.get_field("reason").max_length)


class WaiveForm(forms.Form):
    """Why a missed visit does not count."""

    reason = reason_field(Booking._meta.get_field("waive_reason").max_length)


@admin.register(Booking)
class BookingAdmin(Attending, StaffBooking, Deciding, ReadOnly, admin.ModelAdmin):
    """Nobody's name, phone or document stands here whole, and none can be asked for in an address."""

    change_form_template = "admin/appointments/booking.html"
    list_display = ["reference", "when", "line", "state", "channel", "who", "phone"]
    list_filter = [DayFilter, LineFilter, "state", "channel"]
    list_select_related = ["line__hall", "line__counter_group", "citizen", "applicant"]
    list_per_page = 50
    ordering = ["starts_at", "pk"]
    show_full_result_count = False
    search_fields = ["reference"]
    search_help_text = _("The whole reference, or the last four characters of the document. Never a name or phone.")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters: else part of a name could be tried out letter by letter."""
        return lookup in PARAMETERS

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Bookings with that very reference, with or without its “SZ-”, or that document; a sentence for all else."""
        words = search_term.strip().upper()
        if not words:
            return queryset, False
        asked = ASKED.fullmatch(words)
        if asked is None:
            self.message_user(request, self.search_help_text, messages.ERROR)
            return queryset.none(), False
        if asked["reference"]:
            return queryset.filter(reference__in=[words, f"SZ-{words}"]), False
        return queryset.filter(Q(applicant__last_four=words) | Q(agent__last_four=words)), False

    @admin.display(description=_("when"), ordering="starts_at")
    def when(self, booking: Booking) -> str:
        return moments.in_words(booking.starts_at)

    @admin.display(description=_("who comes"))
    def who(self, booking: Booking) -> str:
        return masked.applicant(booking)

    @admin.display(description=_("mobile phone"))
    def phone(self, booking: Booking) -> str:
        return masked.phone(booking)

    def page(self, request: HttpRequest, booking: Booking) -> dict[str, Any]:
        may_change = self.may(request, "change")
        is_ahead = booking.state in (Booking.State.HELD, Booking.State.CONFIRMED)
        return {
            "booking": booking,
            "when": moments.span(booking.starts_at, booking.ends_at),
            "items": [each.item for each in booking.booking_items.select_related("item")],
            "applicant": masked.applicant(booking),
            "agent": masked.agent(booking),
            "phone": masked.phone(booking),
            "document": booking.applicant.get_document_kind_display() if booking.applicant else "",
            "moments": [(label, moment) for label, moment in _moments(booking) if moment],
            "displacement": Displacement.objects.filter(booking=booking).select_related("new_booking").first(),
            "replaces": Displacement.objects.filter(new_booking=booking).select_related("booking").first(),
            "buttons": self.buttons(request, booking, timezone.now()),
            "cancel_form": CancelForm() if may_change and is_ahead else None,
            "waive_form": WaiveForm() if may_change and booking.missed_at and not booking.waived_at else None,
            "may_slip": booking.state == Booking.State.CONFIRMED and self.may(request, "add"),
        }

    def get_urls(self) -> list:
        site = self.admin_site
        return [
            path("<int:pk>/cancel/", site.admin_view(self.cancel_view), name="appointments_booking_cancel"),
            path("<int:pk>/waive/", site.admin_view(self.waive_view), name="appointments_booking_waive"),
            *super().get_urls(),
        ]

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The hall cancels the visit: no strike, and its citizen hears why and is offered three new times."""

        def cancel(booking: Booking, fields: dict[str, Any]) -> None:
            displacements.displace_one(booking=booking, reason=fields["reason"], now=timezone.now())

        said = gettext("Cancelled by the hall. The citizen is told why and is offered new times.")
        return self.decide(request, pk, cancel, form=CancelForm(request.POST), said=said)

    def waive_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The missed visit does not count."""

        def waive(booking: Booking, fields: dict[str, Any]) -> None:
            attendance.waive(booking=booking, by=request.user, reason=fields["reason"], now=timezone.now())

        said = gettext("The missed visit does not count any more.")
        return self.decide(request, pk, waive, form=WaiveForm(request.POST), said=said)


def _moments(booking: Booking) -> list[tuple[str, Any]]:
    """What happened to the booking, and when."""
    names = ["made", "confirmed", "checked_in", "served", "missed", "walked_in", "expired", "cancelled", "waived"]
    fields = [Booking._meta.get_field(f"{name}_at") for name in names]
    return [(field.verbose_name, getattr(booking, field.name)) for field in fields]
