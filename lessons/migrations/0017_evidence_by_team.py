"""What was seen of a lesson bears the team that saw it, so that one team's is found without that of all others."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def take_over_teams(apps, schema_editor):
    letters = apps.get_model("incidents", "Incident").objects.filter(pk=OuterRef("incident"))
    lessons = apps.get_model("lessons", "Lesson").objects.filter(pk=OuterRef("lesson"))
    whose = Coalesce(Subquery(letters.values("team")[:1]), Subquery(lessons.values("team")[:1]))
    apps.get_model("lessons", "Evidence").objects.update(team=whose)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("incidents", "0011_promises_by_team"),
        ("lessons", "0016_what_was_said_by_mistake"),
        ("people", "0003_last_looks"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="evidence",
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
            model_name="evidence",
            name="team",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(fields=["team", "noted_on", "id"], name="evidence_of_team"),
        ),
    ]
