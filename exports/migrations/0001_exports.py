"""What somebody asked to take out, and how far it is."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_last_looks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("letters", "Letters"),
                            ("points", "What letters say"),
                            ("debriefs", "Debriefs"),
                            ("lessons", "Lessons"),
                            ("actions", "Actions"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("csv", "CSV, for programs and spreadsheets"),
                            ("xlsx", "XLSX, for spreadsheets"),
                            ("json", "JSON, for programs"),
                        ],
                        max_length=4,
                        verbose_name="as",
                    ),
                ),
                ("since_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("asked_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField(default=0)),
                ("written", models.PositiveIntegerField(default=0)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("has_failed", models.BooleanField(default=False)),
                ("file", models.FileField(blank=True, max_length=120, upload_to="exports")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exports", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("teams", models.ManyToManyField(related_name="+", to="people.team", verbose_name="teams")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("has_failed", False), ("made_at__isnull", True)),
                        fields=["id"],
                        name="exports_to_make",
                    )
                ],
            },
        ),
    ]
