"""Each letter that may tell against a lesson bears its team, so that the latest of a team are walked to."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def take_over_teams(apps, schema_editor):
    letters = apps.get_model("incidents", "Incident").objects.filter(pk=OuterRef("incident"))
    apps.get_model("lessons", "Sighting").objects.update(team=Subquery(letters.values("team")[:1]))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("lessons", "0020_words_of_a_team"),
        ("people", "0003_last_looks"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="sighting",
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
            model_name="sighting",
            name="team",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"
            ),
        ),
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(
                fields=["team", "found_on", "id"],
                include=["lesson"],
                condition=Q(state="open", looks_like="relapse"),
                name="doubts_by_team",
            ),
        ),
    ]
