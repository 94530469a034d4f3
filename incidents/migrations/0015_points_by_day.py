"""Each point bears the day of its letter, so that those of some months are counted without their letters being read."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_over_days(apps, schema_editor):
    letters = apps.get_model("incidents", "Incident").objects.filter(pk=OuterRef("incident"))
    apps.get_model("incidents", "Point").objects.update(received_on=Subquery(letters.values("received_on")[:1]))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("incidents", "0014_who_logged_is_not_looked_up"),
    ]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="point", name="points_by_team_and_place"),
        migrations.AddField(model_name="point", name="received_on", field=models.DateField(null=True)),
        migrations.RunPython(take_over_days, migrations.RunPython.noop),
        migrations.AlterField(model_name="point", name="received_on", field=models.DateField()),
        migrations.AddIndex(
            model_name="point",
            index=models.Index(
                fields=["team", "stage", "polarity", "factor", "incident"],
                include=["received_on"],
                name="points_by_team_and_place",
            ),
        ),
    ]
