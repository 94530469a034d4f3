"""The newest norms of many teams are walked to by their day; those of one stay with its own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0013_late_ones_and_new_norms"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(condition=Q(("status", "norm")), fields=["norm_since", "id"], name="norms_by_day"),
        ),
    ]
