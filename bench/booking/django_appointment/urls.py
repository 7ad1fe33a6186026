"""The pages of the package, and one that says that the server answers."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def ready(request: HttpRequest) -> HttpResponse:
    """The server answers."""
    return HttpResponse("ready")


urlpatterns = [path("ready/", ready), path("", include("appointment.urls"))]
