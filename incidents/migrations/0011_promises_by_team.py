"""Each promise bears the team of its letter, so that a team's late ones are found without those of all others."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_over_teams(apps, schema_editor):
    letters = apps.get_model("incidents", "Incident").objects.filter(pk=OuterRef("incident"))
    apps.get_model("incidents", "Promise").objects.update(team=Subquery(letters.values("team")[:1]))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("incidents", "0010_rarer_words_known"),
        ("people", "0003_last_looks"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="promise",
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
            model_name="promise",
            name="team",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)),
                fields=["team", "due_on", "id"],
                name="promises_open_by_team",
            ),
        ),
    ]
