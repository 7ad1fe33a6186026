"""Partner front ends that book for citizens, and the tokens they show."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from .models import ApiClient
from .remembering import remembered

PREFIX = "yimen_"
"""Tells people, and programs that look for secrets in code, what the token is of."""

TOKEN_BYTES = 32


class NameTaken(ValidationError):
    """A partner front end, perhaps a revoked one, has this name: bookings made by it name it."""


def create(*, name: str, scopes: Sequence[str], now: datetime) -> tuple[ApiClient, str]:
    """The new partner and its token, which is held nowhere. Raises NameTaken, or ValidationError for another name."""
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    client = ApiClient(name=name.strip(), token_hash=hashed(token), scopes=sorted(set(scopes)), made_at=now)
    client.clean_fields(exclude=["scopes"])  # A partner may have none yet.
    try:
        with transaction.atomic():
            client.save(force_insert=True)
    except IntegrityError as error:
        raise NameTaken(_("There is a partner of this name. Please choose another name.")) from error
    return client, token


def of_token(token: str) -> ApiClient | None:
    """The partner that shows this token; None for a wrong or revoked one.

    It is remembered for some seconds (`REMEMBER_SECONDS`), so that long a revoked token may still open something.
    """
    return _of_hash(hashed(token))


@remembered
def _of_hash(token_hash: str) -> ApiClient | None:
    return ApiClient.objects.active().filter(token_hash=token_hash).first()


def revoke(*, client: ApiClient, now: datetime) -> ApiClient:
    """Its token opens nothing any more; the second time nothing happens."""
    ApiClient.objects.active().filter(pk=client.pk).update(revoked_at=now)
    client.refresh_from_db()
    return client


def hashed(token: str) -> str:
    """What is held of a token. It is random and long, so one fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
