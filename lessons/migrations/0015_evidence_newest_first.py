"""What was seen of lessons is walked to from the newest on, without a whole day being sorted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0014_norms_by_day"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="evidence",
            name="evidence_by_day",
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(fields=["noted_on", "id"], name="evidence_newest_first"),
        ),
    ]
