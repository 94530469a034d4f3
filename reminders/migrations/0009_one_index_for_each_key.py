"""The keys of notices and digests stay unique; the second index, for beginnings of them, was only ever written."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("reminders", "0008_stories_that_name_somebody"),
    ]

    operations: ClassVar = [
        migrations.AlterField(model_name="digest", name="key", field=models.CharField(max_length=120)),
        migrations.AlterField(model_name="notice", name="key", field=models.CharField(max_length=160)),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(fields=["key"], name="digest_is_one_of_its_key"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=["key"], name="notice_is_one_of_its_key"),
        ),
    ]
