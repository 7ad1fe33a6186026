"""The life events of the reference data. One that is there stays as staff left it; they hide events and delete none."""

from django.db import transaction

from catalog import life_events
from catalog.models import LifeEvent, ServiceItem

from .files import json_file


@transaction.atomic
def load() -> None:
    """Events that are missing are there, with those of their items that are; one without any item is not made."""
    events = json_file("life_events.json")
    codes = {line["item_code"] for event in events for line in event["items"]}
    items = {item.code: item for item in ServiceItem.objects.filter(code__in=codes)}
    held = LifeEvent.objects.values_list("slug", "name")
    taken = {text for pair in held for text in pair}
    for position, event in enumerate(events, 1):
        lines = [(items[line["item_code"]], line["note"]) for line in event.pop("items") if line["item_code"] in items]
        if lines and event["slug"] not in taken and event["name"] not in taken:
            life_events.arrange(LifeEvent.objects.create(**event, position=position), lines)
