"""Voices are found by the key that lets each person have one; a second index cost every letter ten entries more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rankless", "0012_quarter_hours"),
    ]

    # Django takes every index of that column alone for the one to drop, on PostgreSQL the constraint's as well.
    operations = [
        migrations.RemoveConstraint(model_name="voice", name="one_host_per_debrief"),
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
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_host", True)), fields=("debrief",), name="one_host_per_debrief"
            ),
        ),
    ]
