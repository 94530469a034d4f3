"""An index by which the debrief that was completed last is walked to."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0009_words_of_what_was_agreed")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="debrief",
            index=models.Index(
                fields=["completed_at", "id"],
                condition=models.Q(phase="complete"),
                name="debriefs_by_completion",
            ),
        ),
    ]
