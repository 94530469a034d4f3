"""What is read after the talk is found in full order, so that nobody's first ones are looked for through a whole day."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0015_words_beside_their_debrief")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="afterwards",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["due_on", "debrief"],
                name="afterwards_open_in_order",
            ),
        ),
        migrations.RemoveIndex(model_name="afterwards", name="afterwards_open_by_day"),
    ]
