"""Each action bears the team of its lesson, also among its words: so what others plan is left out by the index itself."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

WORDS = [
    "ALTER TABLE lessons_action DROP COLUMN words",
    """
    ALTER TABLE lessons_action ADD COLUMN words tsvector GENERATED ALWAYS AS (
        array_to_tsvector(ARRAY['#' || team_id::text]) || debrief_words(what)
    ) STORED
    """,
    "CREATE INDEX actions_by_words ON lessons_action USING gin (words)",
    # Without it the planner would know nothing of the new column until the next vacuum.
    "ANALYZE lessons_action (words)",
]
WORDS_ALONE = [
    "ALTER TABLE lessons_action DROP COLUMN words",
    "ALTER TABLE lessons_action ADD COLUMN words tsvector GENERATED ALWAYS AS (debrief_words(what)) STORED",
    "CREATE INDEX actions_by_words ON lessons_action USING gin (words)",
]


def take_over_teams(apps, schema_editor):
    lessons = apps.get_model("lessons", "Lesson").objects.filter(pk=OuterRef("lesson"))
    apps.get_model("lessons", "Action").objects.update(team=Subquery(lessons.values("team")[:1]))


def sign_words(apps, schema_editor):
    _keep(schema_editor, WORDS)


def take_signs_away(apps, schema_editor):
    _keep(schema_editor, WORDS_ALONE)


def _keep(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("lessons", "0017_evidence_by_team"),
        ("people", "0003_last_looks"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="action",
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
            model_name="action",
            name="team",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"
            ),
        ),
        migrations.RunPython(sign_words, take_signs_away),
    ]
