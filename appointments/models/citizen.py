"""Who books, and who comes."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

models.CharField.register_lookup(Length)

HASH_LENGTH = 64  # HMAC-SHA-256 in hexadecimal figures.
PHONE_LENGTH = 11  # Mobile numbers of the mainland, without +86.


class DocumentKind(models.TextChoices):
    """The identity documents that halls accept."""

    ID_CARD = "id_card", _("resident identity card")
    RESIDENCE_PERMIT = "residence_permit", _("residence permit for people of Hong Kong, Macao and Taiwan")
    HK_MACAO_PERMIT = "hk_macao_permit", _("mainland travel permit for residents of Hong Kong and Macao")
    TAIWAN_PERMIT = "taiwan_permit", _("mainland travel permit for residents of Taiwan")
    FOREIGN_ID = "foreign_id", _("foreign permanent resident identity card")
    PASSPORT = "passport", _("passport")


class Person(models.Model):
    """One person, known by a keyed hash of their document and its last four characters. The number is held nowhere."""

    key_id = models.CharField(_("key"), max_length=8)
    document_hash = models.CharField(_("hash of the document"), max_length=HASH_LENGTH)
    document_kind = models.CharField(_("document"), max_length=20, choices=DocumentKind)
    last_four = models.CharField(_("last four"), max_length=4)
    made_at = models.DateTimeField(_("made at"))
    seen_at = models.DateTimeField(_("last seen at"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            UniqueConstraint(fields=["document_hash", "key_id"], name="person_once_per_document"),
            CheckConstraint(condition=Q(document_hash__length=HASH_LENGTH), name="person_has_a_whole_hash"),
            CheckConstraint(condition=Q(last_four__length__lte=4), name="person_keeps_four_characters_at_most"),
        ]

    def __str__(self) -> str:
        return f"****{self.last_four}"


class Citizen(models.Model):
    """Whoever holds one mobile phone. A phone is no person: it may pass on, and people book for others.

    `person` and `name` are who they said they are when they last booked for themselves. Whoever gets the number later
    starts anew: `phone` of the old row is emptied then. Raising `epoch` ends every session.
    """

    phone = models.CharField(_("mobile phone"), max_length=PHONE_LENGTH, unique=True, null=True)  # noqa: DJ001
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="citizens")
    name = models.CharField(_("name"), max_length=60, blank=True)
    epoch = models.PositiveIntegerField(_("sessions ended"), default=0)
    made_at = models.DateTimeField(_("made at"))
    seen_at = models.DateTimeField(_("last seen at"))

    class Meta:
        verbose_name = _("citizen")
        verbose_name_plural = _("citizens")
        constraints = [
            CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__length=PHONE_LENGTH), name="citizen_phone_has_11_digits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.phone[:3]}****{self.phone[-4:]}" if self.phone else "—"
