"""What other teams show is walked to from its newest."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("incidents", "0008_points_by_place"),
        ("lessons", "0010_looked_at_in_time"),
        ("people", "0003_last_looks"),
        ("rankless", "0009_words_of_what_was_agreed"),
    ]

    operations: ClassVar = [
        migrations.RemoveIndex(
            model_name="lesson",
            name="shared_norms_by_stage",
        ),
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(
                condition=models.Q(("is_shared", True), ("status", "norm")),
                fields=["-norm_since", "-id"],
                include=("team",),
                name="shared_norms_newest",
            ),
        ),
    ]
