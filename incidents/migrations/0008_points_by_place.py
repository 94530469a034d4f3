"""The newest letters of one stage and factor are found without reading a row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0007_words_without_accents"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="point",
            index=models.Index(fields=["stage", "factor", "polarity", "incident"], name="points_by_place"),
        ),
    ]
