"""Join codes stay unique; the many gatherings without one take no place in an index, which each letter would write."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("rankless", "0017_new_actions_rest"),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="gathering",
            name="join_code",
            field=models.CharField(blank=True, max_length=12, null=True),
        ),
        migrations.AddConstraint(
            model_name="gathering",
            constraint=models.UniqueConstraint(
                fields=["join_code"], condition=Q(join_code__isnull=False), name="one_gathering_per_join_code"
            ),
        ),
    ]
