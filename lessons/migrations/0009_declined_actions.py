"""Declined actions are found without looking through all that was agreed."""

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("lessons", "0008_letters_that_tell"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="action",
            index=models.Index(condition=models.Q(("answer", "declined")), fields=["lesson"], name="actions_declined"),
        ),
    ]
