"""The history of an item on two time axes, and the drafts that become it."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _


class RevisionQuerySet(models.QuerySet):
    def known_by(self, known_at: datetime | None) -> Self:
        """Revisions recorded up to that moment; all of them for None."""
        return self if known_at is None else self.filter(recorded_at__lte=known_at)

    def as_of(self, day: date, known_at: datetime | None = None) -> Self:
        """Revisions in effect on that day as known then; of each item the first one is what holds.

        A later effective day wins; of two for one day the one recorded later wins. So a late correction of the past
        does not undo what came after it.
        """
        return self.known_by(known_at).filter(effective_from__lte=day).order_by("item", "-effective_from", "-number")

    def due(self, day: date) -> Self:
        """Revisions in effect on that day that the current tables do not say yet."""
        return self.filter(effective_from__lte=day).filter(
            Q(item__version=0)
            | Q(effective_from__gt=F("item__effective_from"))
            | Q(effective_from=F("item__effective_from"), number__gt=F("item__version"))
        )


class Revision(models.Model):
    """What one item was from `effective_from` on, as recorded at `recorded_at`. Rows are only ever added."""

    class Change(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("moved")
        CORRECTED = "corrected", _("corrected")
        RETIRED = "retired", _("retired")

    class Origin(models.TextChoices):
        SEED = "seed", _("reference data")
        IMPORT = "import", _("imported list")
        DRAFT = "draft", _("approved draft")

    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("version"))
    change = models.CharField(_("change"), max_length=10, choices=Change)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    effective_from = models.DateField(_("in force from"))
    recorded_at = models.DateTimeField(_("recorded at"))
    content = models.JSONField(_("content"))
    notice_no = models.CharField(_("notice number"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="revisions_drafted"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="revisions_approved"
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["item", "number"]
        indexes = [models.Index(fields=["item", "-effective_from", "-number"], name="revision_as_of")]
        constraints = [
            UniqueConstraint(fields=["item", "number"], name="revision_number_once_per_item"),
            CheckConstraint(
                condition=~Q(origin="draft")
                | (Q(drafted_by__isnull=False, approved_by__isnull=False) & ~Q(drafted_by=F("approved_by"))),
                name="revision_approved_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"

    @property
    def is_retirement(self) -> bool:
        """True where this revision takes the item off the list."""
        return self.change == self.Change.RETIRED


class DraftQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Drafts nobody has decided on yet."""
        return self.filter(approved_at__isnull=True, rejected_at__isnull=True)


class Draft(models.Model):
    """A proposed revision. Somebody other than its author approves or rejects it."""

    item_code = models.CharField(_("item code"), max_length=40, db_index=True)
    content = models.JSONField(_("content"), null=True, help_text=_("Empty: take the item off the list."))
    based_on = models.PositiveIntegerField(_("based on version"), help_text=_("0 for an item that is new."))
    effective_from = models.DateField(_("in force from"))
    notice_no = models.CharField(_("notice number"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    drafted_at = models.DateTimeField(_("drafted at"))
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="drafts"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="drafts_approved",
    )
    rejected_at = models.DateTimeField(_("rejected at"), null=True, editable=False)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("rejected by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="drafts_rejected",
    )
    rejected_reason = models.CharField(_("why rejected"), max_length=200, blank=True)
    revision = models.OneToOneField(Revision, null=True, editable=False, on_delete=models.PROTECT, related_name="draft")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-drafted_at"]
        permissions = [("approve_draft", "Can approve or reject drafts of others")]
        constraints = [
            CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
                name="draft_approved_by_somebody_else",
            ),
            CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True, revision__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False, revision__isnull=False),
                name="draft_approval_is_whole",
            ),
            CheckConstraint(
                condition=Q(rejected_at__isnull=True, rejected_by__isnull=True)
                | Q(rejected_at__isnull=False, rejected_by__isnull=False),
                name="draft_rejection_is_whole",
            ),
            CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(rejected_at__isnull=True), name="draft_decided_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_code} {self.effective_from}"
