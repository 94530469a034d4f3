"""Debriefs that are done are walked to by their day, those of one team too; no index of all days is kept beside.

Search shows only what is done. Walking over all, it met the newest first, which are not.
"""

from typing import ClassVar

from django.db import migrations, models


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS debriefs_by_due_day")


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX debriefs_by_due_day ON rankless_debrief (due_on, id)")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0010_last_completed")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="debrief",
            index=models.Index(
                fields=["due_on", "id"], condition=models.Q(phase="complete"), name="debriefs_done_by_day"
            ),
        ),
        migrations.AddIndex(
            model_name="debrief",
            index=models.Index(
                fields=["team", "due_on", "id"], condition=models.Q(phase="complete"), name="debriefs_done_of_team"
            ),
        ),
        migrations.RunPython(drop, create),
    ]
