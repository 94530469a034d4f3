"""A team says how many actions a debrief gives at most; usually three."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0019_bits_of_who_is_asked")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="pace",
            name="most_actions",
            field=models.PositiveSmallIntegerField(db_default=3, default=3),
        ),
        migrations.AddConstraint(
            model_name="pace",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_actions__gte", 1), ("most_actions__lte", 10)),
                name="debriefs_give_one_to_ten_actions",
            ),
        ),
    ]
