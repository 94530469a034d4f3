"""The newest norms of every stage are ranked by an index."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("lessons", "0003_lessons_to_check")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(
                condition=models.Q(("status", "norm")),
                fields=["stage", "-norm_since", "-id"],
                include=("team",),
                name="norms_by_stage",
            ),
        ),
    ]
