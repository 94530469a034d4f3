"""What is to be checked in one team is found without walking past what is to be checked in all others."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("lessons", "0023_actions_added_later")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(
                fields=["team", "check_on", "id"], condition=Q(check_on__isnull=False), name="lessons_to_check_of_team"
            ),
        ),
    ]
