"""Searches that people keep, and share with a team."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [
        ("people", "0004_one_index_for_each_token"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="KeptSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(choices=[("search", "Search"), ("letters", "Letters")], max_length=8)),
                ("query", models.CharField(max_length=2000)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="kept_searches",
                        to="people.team",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "kept searches",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "place", "query"), name="a_search_is_kept_once_by_a_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("query", ""), _negated=True), name="kept_search_asks_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="kept_search_has_a_name"
                    ),
                ],
            },
        ),
    ]
