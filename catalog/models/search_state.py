"""When the search index of every process must be built anew."""

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _


class SearchState(models.Model):
    """One row: the generation of the searchable catalogue, raised in the transaction that changes it."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    generation = models.PositiveBigIntegerField(_("generation"), default=0)

    class Meta:
        verbose_name = _("search state")
        verbose_name_plural = _("search state")
        constraints = [CheckConstraint(condition=Q(id=1), name="search_state_has_one_row")]

    def __str__(self) -> str:
        return str(self.generation)

    @classmethod
    def advance(cls) -> None:
        """Every process builds its index anew; may be called twice in one transaction."""
        if not cls.objects.filter(pk=cls.ONLY).update(generation=F("generation") + 1):
            cls.objects.bulk_create([cls(pk=cls.ONLY, generation=1)], ignore_conflicts=True)
