"""Complaints whose customer is known have an index of their own: among many others they are walked to, newest first."""

from typing import ClassVar

from django.db import migrations, models

OF_A_CUSTOMER = models.Q(("customer__isnull", False), ("kind", "complaint"))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("incidents", "0015_points_by_day"),
    ]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(condition=OF_A_CUSTOMER, fields=["received_on", "id"], name="complaints_by_day"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=OF_A_CUSTOMER, fields=["team", "received_on", "id"], name="complaints_by_team_and_day"
            ),
        ),
    ]
