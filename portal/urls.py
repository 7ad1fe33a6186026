"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from portal import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("display/", views.choose_display, name="display"),
    path("language/", set_language, name="set_language"),
    path("health/", health.figures, name="health"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("admin/", admin.site.urls),
    path("api/", include("catalog.api.urls")),
    path("", include("appointments.urls")),
    path("", include("catalog.urls")),
]
