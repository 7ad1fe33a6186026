"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from catalog.api import urls as catalog_api
from delivery.views import messages
from portal import health, views
from portal.accounts import views as accounts

urlpatterns = [
    path("", views.home, name="home"),
    path("display/", views.choose_display, name="display"),
    path("language/", set_language, name="set_language"),
    path("sign-in/", accounts.sign_in, name="sign_in"),
    path("sign-in/code/", accounts.enter_code, name="sign_in_code"),
    path("sign-in/document/", accounts.prove_document, name="sign_in_document"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("messages/", messages, name="messages"),
    path("health/", health.figures, name="health"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("admin/", admin.site.urls),
    path("api/", include("catalog.api.urls")),
    path("api/v1/", include("appointments.api.urls")),
    path("api/", include(catalog_api.nowhere)),
    path("", include("appointments.urls")),
    path("", include("catalog.urls")),
]
