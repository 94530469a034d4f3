"""Each point bears the team of its letter, so that what a team was told at a place is found without all others' letters."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_over_teams(apps, schema_editor):
    letters = apps.get_model("incidents", "Incident").objects.filter(pk=OuterRef("incident"))
    apps.get_model("incidents", "Point").objects.update(team=Subquery(letters.values("team")[:1]))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("incidents", "0011_promises_by_team"),
        ("people", "0003_last_looks"),
    ]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="point", name="points_by_place"),
        migrations.AddField(
            model_name="point",
            name="team",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.team",
            ),
        ),
        migrations.RunPython(take_over_teams, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="point",
            name="team",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"
            ),
        ),
        migrations.AddIndex(
            model_name="point",
            index=models.Index(
                fields=["team", "stage", "polarity", "factor", "incident"], name="points_by_team_and_place"
            ),
        ),
    ]
