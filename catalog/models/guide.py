"""The blocks of a service guide, each a list below one item."""

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _


class GuideLine(models.Model):
    """A line of one item's guide, in the order the guide gives it."""

    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class HandlingForm(GuideLine):
    """One usual form of handling below an item (业务办理项): new, change, renewal …"""

    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.CASCADE, related_name="handling_forms")
    name = models.CharField(_("name"), max_length=120)
    evidence = models.CharField(_("evidence"), max_length=40)

    class Meta(GuideLine.Meta):
        verbose_name = _("handling form")
        verbose_name_plural = _("handling forms")

    def __str__(self) -> str:
        return self.name


class AcceptCondition(GuideLine):
    """One condition for acceptance (受理条件)."""

    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.CASCADE, related_name="conditions")
    text = models.TextField(_("text"))

    class Meta(GuideLine.Meta):
        verbose_name = _("condition for acceptance")
        verbose_name_plural = _("conditions for acceptance")

    def __str__(self) -> str:
        return self.text


class Material(GuideLine):
    """One document to bring (申请材料)."""

    class Necessity(models.TextChoices):
        REQUIRED = "required", _("required")
        CONDITIONAL = "conditional", _("only in some cases")
        LATER = "later", _("may follow later")

    class Origin(models.TextChoices):
        APPLICANT = "applicant", _("from the applicant")
        AUTHORITY = "authority", _("issued by an authority")
        OTHER = "other", _("other")

    class Medium(models.TextChoices):
        PAPER = "paper", _("paper")
        ELECTRONIC = "electronic", _("electronic")
        EITHER = "either", _("paper or electronic")

    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.CASCADE, related_name="materials")
    name = models.CharField(_("name"), max_length=120)
    necessity = models.CharField(_("necessity"), max_length=12, choices=Necessity)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin)
    medium = models.CharField(_("form"), max_length=12, choices=Medium)
    originals = models.PositiveSmallIntegerField(_("originals"))
    copies = models.PositiveSmallIntegerField(_("copies"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta(GuideLine.Meta):
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            CheckConstraint(
                condition=Q(necessity__in=["required", "conditional", "later"]), name="material_necessity_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Step(GuideLine):
    """One step of the procedure (办理流程)."""

    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(_("name"), max_length=60)
    actor = models.CharField(_("who acts"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta(GuideLine.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.name


class LegalBasis(GuideLine):
    """The statute an item rests on (设定依据), and how far the article was checked."""

    class Status(models.TextChoices):
        CHECKED = "checked", _("article checked against the statute")
        UNSETTLED = "unsettled", _("statute at hand, article not settled")
        RECALLED = "recalled", _("recalled, statute text not at hand")
        OTHER_VERSION = "other_version", _("recalled, text of the version in force not at hand")
        STATED = "stated", _("as stated by the source")

    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.CASCADE, related_name="legal_bases")
    citation = models.CharField(_("citation"), max_length=200)
    status = models.CharField(_("checked"), max_length=16, choices=Status)
    text_version = models.CharField(_("version of the text"), max_length=40, blank=True)

    class Meta(GuideLine.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")

    def __str__(self) -> str:
        return self.citation


class Fee(GuideLine):
    """One line of the fee table, in fen. An amount that is not published stays empty, never nought."""

    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.CASCADE, related_name="fees")
    name = models.CharField(_("name"), max_length=120)
    amount_fen = models.PositiveIntegerField(_("amount in fen"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=200)
    as_of = models.CharField(_("as of"), max_length=10, blank=True)

    class Meta(GuideLine.Meta):
        verbose_name = _("fee")
        verbose_name_plural = _("fees")

    def __str__(self) -> str:
        return self.name


class Question(GuideLine):
    """One frequent question and its answer (常见问题)."""

    item = models.ForeignKey("catalog.ServiceItem", on_delete=models.CASCADE, related_name="questions")
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"))

    class Meta(GuideLine.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.question
