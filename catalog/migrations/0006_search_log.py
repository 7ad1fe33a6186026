from functools import reduce

from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Replace, StrIndex
from django.db.models.lookups import Exact

DIGITS_AS_NOUGHTS = reduce(lambda text, digit: Replace(text, Value(digit), Value("0")), "123456789", F("words"))


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_synonyms_and_sentence_vectors")]

    operations = [
        migrations.CreateModel(
            name="SearchLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nothing", "nothing found"),
                            ("unsure", "nothing fitted well"),
                            ("not_useful", "said to be no use"),
                            ("useful", "said to be useful"),
                        ],
                        max_length=10,
                        verbose_name="how it ended",
                    ),
                ),
                ("words", models.CharField(max_length=64, verbose_name="words")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="times")),
                ("top_item", models.CharField(blank=True, max_length=40, verbose_name="first item shown")),
            ],
            options={
                "verbose_name": "search that failed",
                "verbose_name_plural": "searches that failed",
                "constraints": [
                    models.UniqueConstraint(fields=("day", "kind", "words"), name="search_log_once_a_day"),
                    models.CheckConstraint(condition=models.Q(("count__gt", 0)), name="search_log_counts_something"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["nothing", "unsure", "not_useful", "useful"])),
                        name="search_log_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="search_log_has_words"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words__contains", "@"), _negated=True),
                        name="search_log_holds_no_mail_address",
                    ),
                    models.CheckConstraint(
                        condition=Exact(StrIndex(DIGITS_AS_NOUGHTS, Value("000000")), 0),
                        name="search_log_holds_no_long_number",
                    ),
                ],
            },
        ),
    ]
