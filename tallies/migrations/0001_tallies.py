"""Counts kept beside what is counted; the triggers that keep them come with `tallies.upgrading`."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_last_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.team"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "counted",
                    models.CharField(
                        choices=[
                            ("letters", "Letters"),
                            ("debriefed", "Debriefed"),
                            ("undebriefed", "Undebriefed"),
                            ("said", "Said"),
                            ("said-why", "Said Why"),
                            ("theme", "Theme"),
                            ("step-done", "Step Done"),
                            ("step-open", "Step Open"),
                            ("heard", "Heard"),
                            ("debriefs-heard", "Debriefs Heard"),
                            ("invited", "Invited"),
                            ("promise", "Promise"),
                            ("lesson", "Lesson"),
                            ("look", "Look"),
                            ("action", "Action"),
                        ],
                        max_length=16,
                    ),
                ),
                ("monday_on", models.DateField()),
                ("kind", models.CharField(max_length=10)),
                ("cell", models.IntegerField(default=0)),
                ("part", models.IntegerField(default=0)),
                ("number", models.IntegerField()),
                ("of_which", models.IntegerField()),
                ("is_folded", models.BooleanField(db_default=False)),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.team"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "tallies",
                "indexes": [
                    models.Index(
                        fields=["counted", "team", "monday_on"],
                        include=("kind", "cell", "part", "number", "of_which"),
                        name="tallies_read",
                    ),
                    models.Index(condition=models.Q(("is_folded", False)), fields=["id"], name="tallies_to_fold"),
                    models.Index(
                        condition=models.Q(("is_folded", True), ("number", 0), ("of_which", 0)),
                        fields=["id"],
                        name="tallies_of_nothing",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_folded", True)),
                        fields=("team", "counted", "monday_on", "kind", "cell", "part"),
                        name="one_folded_tally_of_a_key",
                    )
                ],
            },
        ),
    ]
