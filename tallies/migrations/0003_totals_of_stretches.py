"""Sums of the stretches of weeks that pages look back over; the next bell makes the first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_last_looks"),
        ("tallies", "0002_counted_as_it_stands"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stretch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("is_whole", models.BooleanField()),
            ],
            options={
                "verbose_name_plural": "stretches",
            },
        ),
        migrations.CreateModel(
            name="Total",
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
                            ("promise-open", "Promise Open"),
                            ("lesson", "Lesson"),
                            ("check", "Check"),
                            ("look", "Look"),
                            ("action-open", "Action Open"),
                        ],
                        max_length=16,
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("cell", models.IntegerField()),
                ("part", models.IntegerField()),
                ("number", models.IntegerField()),
                ("of_which", models.IntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(
                condition=models.Q(("counted__in", ["undebriefed", "step-open"]), ("is_folded", True)),
                fields=["counted", "team", "part"],
                include=("monday_on", "kind", "cell", "number"),
                name="tallies_open_by_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="stretch",
            constraint=models.UniqueConstraint(fields=("first_on", "last_on"), name="one_stretch_of_weeks"),
        ),
        migrations.AddField(
            model_name="total",
            name="stretch",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tallies.stretch"
            ),
        ),
        migrations.AddField(
            model_name="total",
            name="team",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.team"
            ),
        ),
        migrations.AddConstraint(
            model_name="total",
            constraint=models.UniqueConstraint(
                fields=("stretch", "counted", "team", "kind", "cell", "part"), name="one_total_of_a_key"
            ),
        ),
    ]
