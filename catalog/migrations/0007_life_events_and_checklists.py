import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_search_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checklist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True, verbose_name="hash of the link")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("used_at", models.DateTimeField(db_index=True, verbose_name="last used at")),
            ],
            options={
                "verbose_name": "checklist",
                "verbose_name_plural": "checklists",
            },
        ),
        migrations.CreateModel(
            name="LifeEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="slug")),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="name")),
                ("sentence", models.CharField(max_length=120, verbose_name="in one plain sentence")),
                (
                    "audience",
                    models.CharField(
                        choices=[("person", "people"), ("company", "companies")], max_length=8, verbose_name="audience"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("is_shown", models.BooleanField(default=True, verbose_name="shown to the public")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "life event",
                "verbose_name_plural": "life events",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "checklist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chosen", to="catalog.checklist"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chosen_on", to="catalog.serviceitem"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="checklist",
            name="items",
            field=models.ManyToManyField(
                related_name="checklists", through="catalog.ChecklistItem", to="catalog.serviceitem"
            ),
        ),
        migrations.CreateModel(
            name="ChecklistLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, verbose_name="plain name")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                ("ticked_at", models.DateTimeField(blank=True, null=True, verbose_name="ticked at")),
                (
                    "checklist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="catalog.checklist"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="LifeEventItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="when or why")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="catalog.lifeevent"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="event_lines",
                        to="catalog.serviceitem",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "item of a life event",
                "verbose_name_plural": "items of a life event",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="lifeevent",
            name="items",
            field=models.ManyToManyField(
                related_name="life_events", through="catalog.LifeEventItem", to="catalog.serviceitem"
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.UniqueConstraint(fields=("checklist", "item"), name="item_once_per_checklist"),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.UniqueConstraint(fields=("checklist", "position"), name="position_once_per_checklist"),
        ),
        migrations.AddConstraint(
            model_name="checklist",
            constraint=models.CheckConstraint(
                condition=models.Q(("token_hash__length", 64)), name="checklist_holds_a_whole_hash"
            ),
        ),
        migrations.AddConstraint(
            model_name="checklist",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_at__gte", models.F("made_at"))), name="checklist_is_used_after_it_is_made"
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistline",
            constraint=models.UniqueConstraint(fields=("checklist", "key"), name="material_once_per_checklist"),
        ),
        migrations.AddConstraint(
            model_name="checklistline",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="checklist_line_has_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="lifeeventitem",
            constraint=models.UniqueConstraint(fields=("event", "item"), name="item_once_per_life_event"),
        ),
        migrations.AddConstraint(
            model_name="lifeeventitem",
            constraint=models.UniqueConstraint(fields=("event", "position"), name="position_once_per_life_event"),
        ),
        migrations.AddConstraint(
            model_name="lifeevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["person", "company"])), name="life_event_audience_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="lifeevent",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("slug", ""), _negated=True), models.Q(("name", ""), _negated=True)),
                name="life_event_has_slug_and_name",
            ),
        ),
    ]
