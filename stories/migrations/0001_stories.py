"""Stories of lessons, whom they name, whom they were shown, and thanks."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [
        ("incidents", "0005_told_outside"),
        ("lessons", "0006_what_becomes_of_lessons"),
        ("people", "0002_working_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Story",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("letter", models.TextField(verbose_name="the letter, as others may read it")),
                ("changed", models.TextField(blank=True, verbose_name="what changed")),
                ("customer_agreed", models.BooleanField(default=False, verbose_name="the customer agreed to be named")),
                ("written_on", models.DateField()),
                ("told_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "lesson",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="story", to="lessons.lesson"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stories", to="people.team"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "stories",
                "ordering": ["-told_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Showing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shown_on", models.DateField()),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stories_shown", to="people.team"
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="showings", to="stories.story"
                    ),
                ),
            ],
            options={
                "ordering": ["-shown_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreed_on", models.DateField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="story_consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="stories.story"
                    ),
                ),
            ],
            options={
                "ordering": ["person__name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Thanks",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=300, verbose_name="your words")),
                ("signed", models.CharField(max_length=120)),
                ("said_on", models.DateField()),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="thanks", to="incidents.incident"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="thanks", to="people.team"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "thanks",
                "ordering": ["-said_on", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(
                condition=models.Q(("told_on__isnull", False)), fields=["-told_on", "-id"], name="stories_told"
            ),
        ),
        migrations.AddIndex(
            model_name="showing",
            index=models.Index(fields=["team", "shown_on"], name="stories_shown_by_team"),
        ),
        migrations.AddConstraint(
            model_name="showing",
            constraint=models.UniqueConstraint(fields=("story", "team"), name="a_story_is_shown_to_a_team_once"),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(fields=("story", "person"), name="a_story_asks_each_person_once"),
        ),
        migrations.AddIndex(
            model_name="thanks",
            index=models.Index(fields=["team", "said_on"], name="thanks_by_team"),
        ),
        migrations.AddConstraint(
            model_name="thanks",
            constraint=models.UniqueConstraint(
                fields=("incident", "signed", "said_on"), name="thanked_once_a_day_for_a_letter"
            ),
        ),
    ]
