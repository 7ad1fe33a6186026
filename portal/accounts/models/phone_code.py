"""The one-time codes that citizens sign in with."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

models.CharField.register_lookup(Length)

HASH_LENGTH = 64  # HMAC-SHA-256 in hexadecimal figures.
MOST_TRIES = 5

LIFE = timedelta(minutes=5)
"""OWASP ASVS 5.0.0, 6.5.5: ten minutes at most."""


class PhoneCodeQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Codes that were neither used nor killed; some may be too old."""
        return self.filter(used_at=None, killed_at=None)

    def usable(self, now: datetime) -> Self:
        """Codes that would still let somebody in."""
        return self.open().filter(made_at__gt=now - LIFE)

    def of_phone(self, phone_hash: str) -> Self:
        """Every code sent to that phone that is still known."""
        return self.filter(phone_hash=phone_hash)


class PhoneCode(models.Model):
    """One code sent to one phone for one browser. Neither the code nor the phone is in it, only keyed hashes of both.

    `key` is with the browser that asked, and no other browser may use the code. Where somebody must also give the last
    characters of a document, the row says when that was asked, how often it was answered wrongly, and when it was
    settled.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("sign in")

    key = models.CharField(_("key"), max_length=22, unique=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.SIGN_IN)
    phone_hash = models.CharField(_("hash of the phone"), max_length=HASH_LENGTH)
    code_hash = models.CharField(_("hash of the code"), max_length=HASH_LENGTH)
    made_at = models.DateTimeField(_("made at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    used_at = models.DateTimeField(_("used at"), null=True)
    killed_at = models.DateTimeField(_("killed at"), null=True)
    document_asked_at = models.DateTimeField(_("document asked at"), null=True)
    document_tries = models.PositiveSmallIntegerField(_("wrong documents"), default=0)
    document_settled_at = models.DateTimeField(_("document settled at"), null=True)

    objects = PhoneCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        indexes = [
            models.Index(fields=["phone_hash", "made_at"], name="phone_code_of_phone"),
            models.Index(fields=["made_at"], name="phone_code_made_at"),
        ]
        constraints = [
            UniqueConstraint(
                fields=["phone_hash", "purpose"],
                condition=Q(used_at=None, killed_at=None),
                name="one_open_code_per_phone",
            ),
            CheckConstraint(
                condition=Q(code_hash__length=HASH_LENGTH, phone_hash__length=HASH_LENGTH),
                name="phone_code_has_whole_hashes",
            ),
            CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="phone_code_has_few_tries"),
            CheckConstraint(condition=Q(used_at=None) | Q(killed_at=None), name="phone_code_is_used_or_killed"),
            CheckConstraint(
                condition=Q(document_asked_at=None) | Q(used_at__isnull=False), name="phone_code_asks_after_use"
            ),
            CheckConstraint(
                condition=Q(document_settled_at=None, document_tries=0) | Q(document_asked_at__isnull=False),
                name="phone_code_settles_what_was_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.made_at:%Y-%m-%d %H:%M}"
