"""Citizens who are signed in."""

from django.test import Client
from django.utils import timezone

from appointments.models import Citizen
from portal.accounts.citizen_sessions import COOKIE, Session
from tests.factories import make_citizen


def sign_in(client: Client, citizen: Citizen) -> None:
    """The browser is the citizen's, as after the right code."""
    now = timezone.now()
    client.cookies[COOKIE] = str(Session(citizen.pk, citizen.epoch, now, now))


def signed_in_citizen(citizen: Citizen | None = None) -> Client:
    """The browser of that citizen, or of a new one, who is its `citizen`."""
    client = Client()
    client.citizen = citizen or make_citizen()
    sign_in(client, client.citizen)
    return client
