"""Holds and bookings of one partner front end."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appointments import bookings, moves, partners
from appointments.asking import Visit
from appointments.models import Booking
from appointments.refusals import NotNamed, Refusal
from catalog.api import parameters
from catalog.api.language import AcceptLanguageMixin

from . import answers, asking, documents
from .bodies import Body, SmallJSON
from .problems import Refused, offering_others
from .throttling import PerCaller
from .tokens import BearerToken, MayWriteBookings

REPEATED = "Idempotency-Replayed"
KEY_LENGTH = 22


class PartnerView(AcceptLanguageMixin, APIView):
    """For partners with a token. Nobody keeps what it answers, and it knows only what the partner itself made."""

    authentication_classes = [BearerToken]
    permission_classes = [MayWriteBookings]
    throttle_classes = [PerCaller]
    parser_classes = [SmallJSON]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The partner may ask this. Raises APIException."""
        super().initial(request, *args, **kwargs)
        parameters.check(request)

    def handle_exception(self, exc: Exception) -> HttpResponse:
        """A refusal of booking is told like any other."""
        return super().handle_exception(Refused(exc) if isinstance(exc, Refusal) else exc)

    def finalize_response(self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any) -> HttpResponse:
        """The response, which nobody keeps."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def own(self, key: str) -> Booking:
        """The hold or booking that this partner made. Raises Http404."""
        rows = Booking.objects.select_related("line__hall", "line__counter_group", "citizen")
        if found := rows.filter(key=key, client=self.request.auth).first():
            return found
        raise Http404


@documents.OF_HOLDS
class Holds(PartnerView):
    """Places that are held."""

    http_method_names = ["post"]

    def post(self, request: Request) -> Response:
        """A place is held for some minutes. Raises ValidationError, Refused."""
        body, now = Body.of(request), timezone.now()
        body.only(*asking.PLACE, "items", "citizen")
        visit, citizen = asking.visit(body), body.part("citizen")
        citizen.only("phone")
        phone = asking.phone(citizen)
        body.finish()
        asked = asking.request(request, "holds", visit, phone)
        with offering_others(visit):
            held = partners.hold(visit=visit, phone=phone, request=asked, now=now)
        return made(request, held, visit, phone)


@documents.OF_A_HOLD
class Hold(PartnerView):
    """One place that is held."""

    http_method_names = ["delete"]

    def delete(self, request: Request, key: str) -> Response:
        """The place is free for others; the second time nothing happens. Raises Http404, HoldConfirmed."""
        partners.let_go(held=self.own(key), now=timezone.now())
        return Response(status=HTTPStatus.NO_CONTENT)


@documents.OF_EXTENDING
class Extension(PartnerView):
    """More time for one hold."""

    http_method_names = ["post"]

    def post(self, request: Request, key: str) -> Response:
        """The place is held as long again from now. Raises Http404, AlreadyExtended, HoldOver."""
        return told(request, bookings.extend(booking=self.own(key), now=timezone.now()))


@documents.OF_BOOKINGS
class Bookings(PartnerView):
    """Visits that are booked."""

    http_method_names = ["post"]

    def post(self, request: Request) -> Response:
        """A visit is booked, from a hold or in one step. Raises ValidationError, Refused, Http404."""
        body = Body.of(request)
        return self._confirm(request, body) if "hold" in body else self._book(request, body)

    def _book(self, request: Request, body: Body) -> Response:
        now = timezone.now()
        body.only(*asking.PLACE, "items", "citizen")
        visit, citizen = asking.visit(body), body.part("citizen")
        party, phone = asking.party(citizen), asking.phone(citizen)
        body.finish()
        asked = asking.request(request, "bookings", visit, party, phone)
        with offering_others(visit):
            booking = bookings.book(visit=visit, citizen=phone, party=party, request=asked, now=now)
        return made(request, booking, visit, phone)

    def _confirm(self, request: Request, body: Body) -> Response:
        body.only("hold", "citizen")
        key, citizen = body.text("hold", KEY_LENGTH), body.part("citizen")
        party, phone = asking.party(citizen), asking.phone(citizen)
        body.finish()
        asked = asking.request(request, "bookings", key, party, phone)
        held = self.own(key)
        if held.citizen.phone != phone:
            citizen.note("phone", _("The place is held for another phone."))
            body.finish()
        booking = partners.confirm(held=held, party=party, request=asked, now=timezone.now())
        return made(request, booking, None, phone)


@documents.OF_A_BOOKING
class OneBooking(PartnerView):
    """One visit, or hold."""

    http_method_names = ["get", "head"]

    def get(self, request: Request, key: str) -> Response:
        """What became of it. Raises Http404."""
        return told(request, self.own(key))


@documents.OF_CANCELLING
class Cancellation(PartnerView):
    """The end of one booking."""

    http_method_names = ["post"]

    def post(self, request: Request, key: str) -> Response:
        """The visit is given up; the second time nothing happens. Raises Http404, TooLateToChange."""
        side = Booking.Side.CITIZEN
        return told(request, bookings.cancel(booking=self.own(key), by=side, now=timezone.now()))


@documents.OF_MOVING
class Move(PartnerView):
    """Another time for one booking."""

    http_method_names = ["post"]

    def post(self, request: Request, key: str) -> Response:
        """The visit is at another time; moved to where it is nothing happens. Raises Http404, Refused."""
        body, now, booking = Body.of(request), timezone.now(), self.own(key)
        body.only(*asking.PLACE)
        place = asking.place(body)
        body.finish()
        if booking.state == Booking.State.HELD:
            raise NotNamed
        line, starts_at = place
        with offering_others(Visit(line, starts_at, items_of(booking))):
            return told(request, moves.move(booking=booking, line=line, starts_at=starts_at, now=now))


def made(request: HttpRequest, booking: Booking, visit: Visit | None, phone: str) -> Response:
    """The booking that a request made, now or when it was first sent."""
    items = visit.items if visit else items_of(booking)
    body = answers.booking_of(request, booking, items, phone)
    headers = {"Location": body["url"]} | ({REPEATED: "true"} if booking.is_repeated else {})
    return Response(body, status=HTTPStatus.CREATED, headers=headers)


def told(request: HttpRequest, booking: Booking) -> Response:
    """The booking as it is now."""
    phone = booking.citizen.phone if booking.citizen else ""
    return Response(answers.booking_of(request, booking, items_of(booking), phone))


def items_of(booking: Booking) -> list:
    """What the visit is for."""
    return [each.item for each in booking.booking_items.select_related("item").order_by("pk")]
