import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_working_hours"),
        ("rankless", "0007_agreeing"),
        ("reminders", "0002_afterwards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeadAddress",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="dead_address",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
                ("refusals", models.PositiveSmallIntegerField(default=0)),
                ("dead_since", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="digest",
            name="kind",
            field=models.CharField(
                choices=[("daily", "what awaits you"), ("weekly", "the weekly letter")],
                db_default="daily",
                default="daily",
                max_length=6,
            ),
        ),
        migrations.CreateModel(
            name="Confidant",
            fields=[
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="confidant",
                        serialize=False,
                        to="people.team",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confided_in",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Obstacle",
            fields=[
                (
                    "debrief",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="obstacle",
                        serialize=False,
                        to="rankless.debrief",
                    ),
                ),
                (
                    "hindrance",
                    models.CharField(
                        choices=[
                            ("no-time", "There was no time"),
                            ("unclear", "It is unclear what to do"),
                            ("not-safe", "It does not feel safe"),
                            ("not-needed", "It is not needed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("said_on", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["hindrance", "said_on"], name="obstacles_by_hindrance")],
            },
        ),
        migrations.CreateModel(
            name="Cadence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("debrief", "debrief"),
                            ("afterwards", "what was agreed in a debrief"),
                            ("original", "letter to sort"),
                            ("step", "customer to be looked after"),
                            ("promise", "promise"),
                            ("action", "action"),
                            ("lesson", "lesson to check"),
                        ],
                        max_length=10,
                    ),
                ),
                ("rungs", models.JSONField(default=list)),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cadences", to="people.team"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "subject"), name="one_cadence_per_team_and_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("debrief", "debrief"),
                            ("afterwards", "what was agreed in a debrief"),
                            ("original", "letter to sort"),
                            ("step", "customer to be looked after"),
                            ("promise", "promise"),
                            ("action", "action"),
                            ("lesson", "lesson to check"),
                        ],
                        max_length=10,
                    ),
                ),
                ("subject_id", models.PositiveBigIntegerField()),
                ("until", models.DateField()),
                ("times", models.PositiveSmallIntegerField(default=1)),
                ("reason", models.CharField(max_length=200)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="snoozes", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "subject_id"], name="snoozes_by_subject")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "subject", "subject_id"), name="one_snooze_per_person_and_thing"
                    )
                ],
            },
        ),
    ]
