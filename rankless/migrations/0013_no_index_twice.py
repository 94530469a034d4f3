"""Voices are found by the key that lets each person have one; a second index cost every letter ten entries more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rankless", "0012_quarter_hours"),
    ]

    operations = [
        migrations.AlterField(
            model_name="voice",
            name="debrief",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="voices",
                to="rankless.debrief",
            ),
        ),
    ]
