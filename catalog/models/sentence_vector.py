"""What the sentence model makes of the text of an item."""

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _


class SentenceVector(models.Model):
    """The vector of one text by one model, found by the hash of the text: equal texts share it.

    Made from the text and nothing else, so that a row may be deleted at any time and is made again. `vector` holds
    little-endian half floats, two bytes a dimension.
    """

    model = models.CharField(_("model"), max_length=40)
    text_hash = models.CharField(_("hash of the text"), max_length=32)
    vector = models.BinaryField(_("vector"))

    class Meta:
        verbose_name = _("sentence vector")
        verbose_name_plural = _("sentence vectors")
        constraints = [UniqueConstraint(fields=["model", "text_hash"], name="sentence_vector_once_per_text")]

    def __str__(self) -> str:
        return f"{self.model} {self.text_hash}"
