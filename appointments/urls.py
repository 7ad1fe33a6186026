"""The pages of booking."""

from django.urls import path, register_converter

import catalog.urls  # noqa: F401 - It registers what codes and keys in an address are.

from .converters import DayConverter
from .views import cancellations, changes, choosing, earlier, halls, mine, new_times, objections, steps, visits

app_name = "appointments"

register_converter(DayConverter, "day")

urlpatterns = [
    path("book/", halls.choose_hall, name="choose_hall"),
    path("book/<code:code>/", choosing.choose_day, name="choose_day"),
    path("book/<code:code>/<day:day>/", choosing.choose_time, name="choose_time"),
    path("bookings/<token:key>/who/", steps.who, name="who"),
    path("bookings/<token:key>/check/", steps.check, name="check"),
    path("bookings/<token:key>/extend/", steps.extend, name="extend"),
    path("bookings/<token:key>/", visits.booking, name="booking"),
    path("bookings/<token:key>/print/", visits.on_paper, name="print"),
    path("bookings/<token:key>/qr.svg", visits.square, name="square"),
    path("bookings/<token:key>/calendar.ics", visits.calendar, name="calendar"),
    path("bookings/", mine.mine, name="mine"),
    path("bookings/<token:key>/change/", changes.change, name="change"),
    path("bookings/<token:key>/change/<day:day>/", changes.change_time, name="change_time"),
    path("bookings/<token:key>/cancel/", cancellations.cancel, name="cancel"),
    path("bookings/<token:key>/earlier/", earlier.earlier, name="earlier"),
    path("bookings/<token:key>/offer/", earlier.offer, name="offer"),
    path("bookings/<token:key>/new-time/", new_times.new_time, name="new_time"),
    path("bookings/<token:key>/objection/", objections.objection, name="objection"),
]
