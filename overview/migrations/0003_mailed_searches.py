"""Whoever wants it is mailed on Mondays what is new in a kept search."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("overview", "0002_new_words_soon"),
        ("reminders", "0010_kept_searches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="MailedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known", models.JSONField()),
                ("told", models.JSONField(blank=True, null=True)),
                (
                    "digest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="reminders.digest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mailed_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mailed",
                        to="overview.keptsearch",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "mailed searches",
                "constraints": [
                    models.UniqueConstraint(fields=("search", "person"), name="a_search_is_mailed_to_a_person_once"),
                ],
            },
        ),
    ]
