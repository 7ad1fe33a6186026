"""The addresses of the interface for partner front ends."""

from django.urls import path

import catalog.urls  # noqa: F401 - It registers what a key in an address is.

from . import views
from .availability import Availability

app_name = "booking_api"

urlpatterns = [
    path("availability/", Availability.as_view(), name="availability"),
    path("holds/", views.Holds.as_view(), name="holds"),
    path("holds/<token:key>/", views.Hold.as_view(), name="hold"),
    path("holds/<token:key>/extend/", views.Extension.as_view(), name="extend"),
    path("bookings/", views.Bookings.as_view(), name="bookings"),
    path("bookings/<token:key>/", views.OneBooking.as_view(), name="booking"),
    path("bookings/<token:key>/cancel/", views.Cancellation.as_view(), name="cancel"),
    path("bookings/<token:key>/move/", views.Move.as_view(), name="move"),
]
