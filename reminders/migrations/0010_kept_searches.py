"""What came new in kept searches is told in a mail of its own: one more kind of digest."""

from typing import ClassVar

from django.db import migrations, models

KINDS = [
    ("daily", "what awaits you"),
    ("weekly", "the weekly letter"),
    ("kept", "what is new in kept searches"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reminders", "0009_one_index_for_each_key")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="digest",
            name="kind",
            field=models.CharField(choices=KINDS, db_default="daily", default="daily", max_length=6),
        ),
    ]
