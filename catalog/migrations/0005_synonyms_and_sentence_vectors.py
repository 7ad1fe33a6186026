import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_export_permission"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SentenceVector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(max_length=40, verbose_name="model")),
                ("text_hash", models.CharField(max_length=32, verbose_name="hash of the text")),
                ("vector", models.BinaryField(verbose_name="vector")),
            ],
            options={
                "verbose_name": "sentence vector",
                "verbose_name_plural": "sentence vectors",
                "constraints": [
                    models.UniqueConstraint(fields=("model", "text_hash"), name="sentence_vector_once_per_text")
                ],
            },
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.CharField(max_length=20, unique=True, verbose_name="term")),
                ("expansions", models.JSONField(verbose_name="stands for")),
                ("weight", models.DecimalField(decimal_places=2, default=1, max_digits=3, verbose_name="weight")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="synonyms",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
            ],
            options={
                "verbose_name": "synonym",
                "verbose_name_plural": "synonyms",
                "ordering": ["term"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("term", ""), _negated=True), name="synonym_term_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gt", 0), ("weight__lte", 1)), name="synonym_weight_above_0_to_1"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expansions", []), _negated=True), name="synonym_stands_for_something"
                    ),
                ],
            },
        ),
    ]
