"""Pages that are one citizen's own: nobody else finds anything there."""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from appointments.models import Booking
from catalog.views.private import View, private


def signed_in(view: View) -> View:
    """The page is private. Whoever has not signed in is asked to, and comes back."""

    @private
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.citizen is None:
            return redirect(to_sign_in(request.get_full_path()))
        return view(request, *args, **kwargs)

    return wrapped


def to_sign_in(address: str) -> str:
    """Where one signs in to come back to that address."""
    return reverse("sign_in", query={"next": address})


def own_booking(request: HttpRequest, key: str) -> Booking:
    """The citizen's booking with that key. Raises Http404 for anybody else's."""
    own = Booking.objects.filter(citizen=request.citizen).select_related("line__hall", "line__counter_group")
    return get_object_or_404(own, key=key)
