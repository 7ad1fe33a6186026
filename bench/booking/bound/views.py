"""One conditional UPDATE and one INSERT in one transaction."""

import json

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.booking.bound.models import Booking, Slot


@csrf_exempt
@transaction.atomic
def book(request: HttpRequest) -> JsonResponse:
    """201 with the booking, or 409 where the slot is full."""
    asked = json.loads(request.body)
    if not Slot.objects.filter(pk=asked["slot"], taken__lt=F("capacity")).update(taken=F("taken") + 1):
        return JsonResponse({"refused": "slot-full"}, status=409)
    booking = Booking.objects.create(slot_id=asked["slot"], name=asked["name"])
    return JsonResponse({"booking": booking.pk}, status=201)


def ready(request: HttpRequest) -> JsonResponse:
    """The server answers."""
    return JsonResponse({"slots": Slot.objects.count()})


urlpatterns = [path("book/", book), path("ready/", ready)]
