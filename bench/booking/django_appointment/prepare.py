"""Tables, one service by one member of staff, and people who are signed in. Prints their cookies as JSON.

PEER_SECRET_KEY=… DATABASE_URL=… python -m bench.booking.django_appointment.prepare PEOPLE
"""

import json
import os
import sys
from datetime import timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.booking.django_appointment.settings"
django.setup()

from appointment.models import Service, StaffMember  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402

BACKEND = "django.contrib.auth.backends.ModelBackend"


def main(people: int) -> None:
    """Print what the driver needs to know."""
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, run_syncdb=True)  # The package comes without migrations.
    service = Service.objects.create(name="visit", duration=timedelta(minutes=30), price=0)
    staff = StaffMember.objects.create(user=get_user_model().objects.create(username="clerk"))
    staff.services_offered.add(service)
    users = [User(username=f"p{n}", email=f"p{n}@example.org") for n in range(people)]
    sessions = [_signed_in(user) for user in get_user_model().objects.bulk_create(users)]
    print(json.dumps({"service": service.pk, "staff": staff.pk, "sessions": sessions}))


def _signed_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


if __name__ == "__main__":
    main(int(sys.argv[1]))
