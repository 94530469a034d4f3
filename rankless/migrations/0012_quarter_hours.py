"""Which quarter of an hour was tended to last, so that a late bell does what it was for."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0011_walked_to_when_done")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="QuarterHour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins_at", models.DateTimeField(unique=True)),
            ],
        ),
    ]
