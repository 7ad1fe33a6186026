"""Partner front ends that book for citizens."""

from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

models.CharField.register_lookup(Length)

HASH_LENGTH = 64  # SHA-256 in hexadecimal figures.


class ApiClientQuerySet(models.QuerySet):
    def active(self) -> Self:
        """Clients whose token still opens something."""
        return self.filter(revoked_at__isnull=True)


class ApiClient(models.Model):
    """One partner front end, such as a mini-program or a kiosk. Of its token only a hash is held."""

    BOOKINGS_WRITE = "bookings:write"
    SCOPES = (BOOKINGS_WRITE,)

    name = models.CharField(_("name"), max_length=60, unique=True)
    token_hash = models.CharField(_("hash of the token"), max_length=HASH_LENGTH, unique=True)
    scopes = models.JSONField(_("scopes"), default=list)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner front end")
        verbose_name_plural = _("partner front ends")
        ordering = ["name"]
        constraints = [
            CheckConstraint(condition=Q(token_hash__length=HASH_LENGTH), name="api_client_has_a_whole_hash"),
            CheckConstraint(condition=~Q(name=""), name="api_client_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
