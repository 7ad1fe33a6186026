"""Partner front ends: listed, and shut out. Their tokens are shown nowhere."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments import api_clients
from appointments.models import ApiClient
from catalog.admin.reading import ReadOnly

from .decisions import Deciding


@admin.register(ApiClient)
class ApiClientAdmin(Deciding, ReadOnly, admin.ModelAdmin):
    """Made at the command line, revoked here."""

    change_form_template = "admin/appointments/api_client.html"
    list_display = ["name", "allowed", "made_at", "revoked_at"]

    @admin.display(description=_("scopes"))
    def allowed(self, client: ApiClient) -> str:
        """What its token opens."""
        return ", ".join(client.scopes)

    def page(self, request: HttpRequest, client: ApiClient) -> dict[str, Any]:
        may_revoke = client.revoked_at is None and self.may(request, "change")
        return {"client": client, "allowed": self.allowed(client), "may_revoke": may_revoke}

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.revoke_view)
        return [path("<int:pk>/revoke/", view, name="appointments_apiclient_revoke"), *super().get_urls()]

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Its token opens nothing any more."""
        return self.decide(
            request,
            pk,
            lambda client, _fields: api_clients.revoke(client=client, now=timezone.now()),
            said=gettext("Revoked."),
        )
