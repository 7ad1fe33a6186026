"""What was searched for in vain, counted by the day."""

from functools import reduce
from string import digits
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Max, Q, Sum, UniqueConstraint, Value, Window
from django.db.models.functions import Coalesce, Replace, RowNumber, StrIndex
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from .item import ServiceItem

# Every digit written as 0, so that a run of digits is a run of noughts: the one way to ask that both databases know.
DIGITS_AS_NOUGHTS = reduce(lambda text, digit: Replace(text, Value(digit), Value("0")), digits[1:], F("words"))


class SearchLogQuerySet(models.QuerySet):
    def by_words(self) -> Self:
        """The latest row of each words, with how often they ended how in all rows asked for, here or further on.

        Annotated are the numbers `nothing`, `unsure`, `not_useful`, `useful`; `failed`, all but the last; `last_day`.
        """
        of_same_words = {"partition_by": F("words")}

        def times(which: Q) -> Coalesce:
            return Coalesce(Window(Sum("count", filter=which), **of_same_words), 0)

        return self.annotate(
            **{kind: times(Q(kind=kind)) for kind in SearchLog.Kind.values},
            failed=times(~Q(kind=SearchLog.Kind.USEFUL)),
            last_day=Window(Max("day"), **of_same_words),
            newest=Window(RowNumber(), **of_same_words, order_by=["-day", "-pk"]),
        ).filter(newest=1)


class SearchLog(models.Model):
    """How often these words ended like this on a day: no time, no account, no address. Count through `search_log`.

    `words` are masked (`catalog.masking`). `top_item` is the code of the item that stood first the last time, ""
    where none did.
    """

    class Kind(models.TextChoices):
        NOTHING = "nothing", _("nothing found")
        UNSURE = "unsure", _("nothing fitted well")
        NOT_USEFUL = "not_useful", _("said to be no use")
        USEFUL = "useful", _("said to be useful")

    WORDS_LENGTH = 64  # As many characters as search reads.
    LONG_NUMBER = 6  # Digits from which a number may be somebody's: a telephone, a document. Hotlines have five.

    day = models.DateField(_("day"))
    kind = models.CharField(_("how it ended"), max_length=10, choices=Kind)
    words = models.CharField(_("words"), max_length=WORDS_LENGTH)
    count = models.PositiveIntegerField(_("times"), default=1)
    top_item = models.CharField(
        _("first item shown"), max_length=ServiceItem._meta.get_field("code").max_length, blank=True
    )

    objects = SearchLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("search that failed")
        verbose_name_plural = _("searches that failed")
        constraints = [
            UniqueConstraint(fields=["day", "kind", "words"], name="search_log_once_a_day"),
            CheckConstraint(condition=Q(count__gt=0), name="search_log_counts_something"),
            CheckConstraint(
                condition=Q(kind__in=["nothing", "unsure", "not_useful", "useful"]), name="search_log_kind_is_known"
            ),
            CheckConstraint(condition=~Q(words=""), name="search_log_has_words"),
            CheckConstraint(condition=~Q(words__contains="@"), name="search_log_holds_no_mail_address"),
            CheckConstraint(
                condition=Exact(StrIndex(DIGITS_AS_NOUGHTS, Value("000000")), 0),
                name="search_log_holds_no_long_number",
            ),
        ]

    def __str__(self) -> str:
        return self.words
