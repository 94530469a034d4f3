"""Stretches say what their totals hold: the bell sums those of an older release up anew. Until then pages read weeks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tallies", "0006_late_ones_in_totals"),
    ]

    operations = [
        migrations.AddField(
            model_name="stretch",
            name="holds",
            field=models.CharField(db_default="", max_length=8),
        ),
    ]
