"""The pages of booking."""

from django.urls import path

import catalog.urls  # noqa: F401 - It registers what codes and keys in an address are.

from .views import new_times, objections

app_name = "appointments"

urlpatterns = [
    path("bookings/<token:key>/new-time/", new_times.new_time, name="new_time"),
    path("bookings/<token:key>/objection/", objections.objection, name="objection"),
]
