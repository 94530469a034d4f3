"""Each recovery step bears the team of its letter, so that what a team is to do next is found without its letters."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_over_teams(apps, schema_editor):
    letters = apps.get_model("incidents", "Incident").objects.filter(pk=OuterRef("incident"))
    apps.get_model("incidents", "RecoveryStep").objects.update(team=Subquery(letters.values("team")[:1]))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("incidents", "0003_postgresql_indexes"),
        ("people", "0001_people"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="recoverystep",
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
            model_name="recoverystep",
            name="team",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"
            ),
        ),
        # The index of `one_recovery_step_of_a_kind` begins with the letter as well.
        migrations.AlterField(
            model_name="recoverystep",
            name="incident",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recovery_steps",
                to="incidents.incident",
            ),
        ),
        migrations.AddIndex(
            model_name="recoverystep",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)),
                fields=["team", "due_on", "id"],
                name="recovery_steps_open_by_team",
            ),
        ),
    ]
