"""A team says for how many working days new actions rest; usually they do not."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0016_afterwards_in_order")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="pace",
            name="rest_days",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="pace",
            constraint=models.CheckConstraint(
                condition=models.Q(("rest_days__lte", 5)), name="actions_rest_at_most_five_days"
            ),
        ),
    ]
