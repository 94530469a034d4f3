"""Lessons whose check day has come are found by their day."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("lessons", "0002_postgresql_indexes")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(
                condition=models.Q(("check_on__isnull", False)), fields=["check_on", "id"], name="lessons_to_check"
            ),
        ),
    ]
