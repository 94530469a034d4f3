"""Later letters that may say whether a lesson holds. What came before this migration is not looked through."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def begin_watching(apps, schema_editor):
    newest = apps.get_model("incidents", "Point").objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    apps.get_model("lessons", "Watch").objects.create(pk=1, looked_to=newest, seen_to=newest, seen_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0008_points_by_place"),
        ("lessons", "0007_words_without_accents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("looked_to", models.BigIntegerField(default=0)),
                ("seen_to", models.BigIntegerField(default=0)),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_watch")],
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "looks_like",
                    models.CharField(
                        choices=[("relapse", "It may have come back"), ("proof", "It may show that this holds")],
                        max_length=8,
                    ),
                ),
                ("same_stage", models.BooleanField(default=False)),
                ("same_factor", models.BooleanField(default=False)),
                ("phrases", models.TextField(blank=True)),
                ("found_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be looked at"),
                            ("confirmed", "So it is"),
                            ("dismissed", "Something else"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("dismissed_because", models.TextField(blank=True)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sightings", to="incidents.incident"
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sightings",
                        to="lessons.lesson",
                    ),
                ),
            ],
            options={
                "ordering": ["-found_on", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["lesson", "found_on"], name="sightings_to_settle"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lesson", "incident"), name="a_letter_is_sighted_once_for_a_lesson"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dismissed"), models.Q(("dismissed_because", ""), _negated=True)),
                            models.Q(models.Q(("state", "dismissed"), _negated=True), ("dismissed_because", "")),
                            _connector="OR",
                        ),
                        name="sighting_is_dismissed_exactly_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunPython(begin_watching, migrations.RunPython.noop),
    ]
