"""The least a Django page does, to compare with: one query, one template."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from catalog.models import ServiceItem
from portal.urls import urlpatterns as portal_urls

BARE = "/bench/bare/"


@dataclass
class Prepared:
    """What the real page handed to its template."""

    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)


prepared = Prepared()


def bare(request: HttpRequest) -> HttpResponse:
    """One query, and the template of the page with the values the page has prepared."""
    ServiceItem.objects.get(code="D13-080")
    return render(request, prepared.template, prepared.context)


urlpatterns = [path(BARE.lstrip("/"), bare), *portal_urls]
