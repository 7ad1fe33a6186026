"""Run in a process of its own, on SQLite: many threads want the few places of one slot. Prints what came of it."""

import json
from collections import Counter
from functools import partial

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from appointments import bookings, counts  # noqa: E402
from appointments.asking import Visit  # noqa: E402
from tests.factories import (  # noqa: E402
    NOON,
    make_citizen,
    make_item_at,
    make_party,
    make_request,
    make_slot,
)
from tests.threads import at_once  # noqa: E402

PLACES, PEOPLE = 5, 16

call_command("migrate", verbosity=0)
slot = make_slot(capacity_online=PLACES)
visit = Visit(slot.line, slot.starts_at, [make_item_at(slot.line)])
calls = [
    partial(bookings.book, visit=visit, citizen=make_citizen(), party=make_party(), request=make_request(), now=NOON)
    for _ in range(PEOPLE)
]

answers = at_once(calls)

slot.refresh_from_db()
kinds = Counter(type(answer).__name__ for answer in answers)
print(json.dumps({"kinds": kinds, "taken": slot.taken_online, "drift": len(list(counts.drifts()))}))
