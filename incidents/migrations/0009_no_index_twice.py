"""Where an index begins with a column, that column needs none of its own: each costs whoever logs a letter."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0008_points_by_place"),
    ]

    operations = [
        migrations.AlterField(
            model_name="incident",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="incidents.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AlterField(
            model_name="incident",
            name="team",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="people.team",
                verbose_name="team",
            ),
        ),
        migrations.AlterField(
            model_name="point",
            name="incident",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="points",
                to="incidents.incident",
            ),
        ),
        migrations.AlterField(
            model_name="point",
            name="stage",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="points",
                to="incidents.stage",
                verbose_name="stage",
            ),
        ),
    ]
