"""Words people use for what the catalogue calls otherwise."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _


class Synonym(models.Model):
    """One term of the citizens, and the words of the catalogue it may stand for. Change it through `catalog.synonyms`.

    `weight` is how far an expansion is believed beside the term itself (0 < weight ≤ 1). Meant for what neither the
    sentence model nor an alias can know: nicknames of departments, acronyms, old names.
    """

    TERM_LENGTH = 20

    term = models.CharField(_("term"), max_length=TERM_LENGTH, unique=True)
    expansions = models.JSONField(_("stands for"))
    weight = models.DecimalField(_("weight"), max_digits=3, decimal_places=2, default=1)
    note = models.CharField(_("note"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="synonyms",
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["term"]
        constraints = [
            CheckConstraint(condition=~Q(term=""), name="synonym_term_not_empty"),
            CheckConstraint(condition=Q(weight__gt=0, weight__lte=1), name="synonym_weight_above_0_to_1"),
            CheckConstraint(condition=~Q(expansions=[]), name="synonym_stands_for_something"),
        ]

    def __str__(self) -> str:
        return self.term
