"""An item as schema.org describes a government service, for machines that read the page."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from .guide import Guide
from .models import ServiceItem, TimeUnit
from .places import Place

AREA = "深圳市"

# Inside a script element only these could end it or open another; JSON reads them back as they were.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def government_service(guide: Guide) -> dict[str, Any]:
    """schema.org GovernmentService."""
    item = guide.item
    service = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": f"{settings.SITE_URL}{item.get_absolute_url()}",
        "name": item.name,
        "alternateName": item.aliases,
        "identifier": item.code,
        "description": item.description,
        "serviceType": item.get_task_type_display(),
        "provider": {"@type": "GovernmentOrganization", "name": item.department.full_name},
        "areaServed": {"@type": "City", "name": AREA},
        "audience": {"@type": "Audience", "audienceType": item.get_audience_display()},
        "availableChannel": [_channel(place, item) for place in guide.where.held],
        "serviceOutput": {"@type": "Thing", "name": item.result_name} if item.result_name else None,
    }
    return {key: value for key, value in service.items() if value}


def _channel(place: Place, item: ServiceItem) -> dict[str, Any]:
    facts = {name: value for name, value in _location(place).items() if value}
    channel = {
        "@type": "ServiceChannel",
        "name": place.counter,
        "serviceLocation": {"@type": "Place", **facts},
        "processingTime": _duration(item),
    }
    return {key: value for key, value in channel.items() if value}


def _location(place: Place) -> dict[str, str]:
    if place.hall is None:
        return {"name": place.title}
    return {"name": place.title, "address": place.hall.address, "telephone": place.hall.phone}


def _duration(item: ServiceItem) -> str:
    """The promised or statutory time as ISO 8601. Working days are not a duration there, so they are left out."""
    for days, unit in ((item.promise_days, item.promise_unit), (item.statutory_days, item.statutory_unit)):
        if days is not None:
            return f"P{days}D" if unit == TimeUnit.CALENDAR else ""
    return ""


def as_script(data: dict[str, Any]) -> SafeString:
    """The data as a script element that no text inside it can end."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped the line above
