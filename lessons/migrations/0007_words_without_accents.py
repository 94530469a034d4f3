"""Lessons are found without accents, by what is expected of them too, and by other teams once they may read them.

`#shared` stands among the words as the team's own sign does. Actions have no team of their own: theirs is the lesson's.
"""

from typing import ClassVar

from django.db import migrations

CREATE = [
    "ALTER TABLE lessons_lesson DROP COLUMN words",
    """
    ALTER TABLE lessons_lesson ADD COLUMN words tsvector GENERATED ALWAYS AS (
        array_to_tsvector(ARRAY['#' || team_id::text])
        || CASE WHEN is_shared AND status = 'norm' THEN '''#shared'''::tsvector ELSE ''::tsvector END
        || debrief_words(sentence || ' ' || expects || ' ' || how_to_look)
    ) STORED
    """,
    "CREATE INDEX lessons_by_words ON lessons_lesson USING gin (words)",
    """
    ALTER TABLE lessons_action ADD COLUMN words tsvector GENERATED ALWAYS AS (debrief_words(what)) STORED
    """,
    "CREATE INDEX actions_by_words ON lessons_action USING gin (words)",
    # Without it the planner would know nothing of the new columns until the next vacuum.
    "ANALYZE lessons_lesson (words)",
    "ANALYZE lessons_action (words)",
]
DROP = [
    "ALTER TABLE lessons_action DROP COLUMN words",
    "ALTER TABLE lessons_lesson DROP COLUMN words",
    """
    ALTER TABLE lessons_lesson ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', left(sentence, 100000))
        || array_to_tsvector(ARRAY['#' || team_id::text])
    ) STORED
    """,
    "CREATE INDEX lessons_by_words ON lessons_lesson USING gin (words)",
]


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CREATE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DROP:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("lessons", "0006_what_becomes_of_lessons"), ("incidents", "0007_words_without_accents")]
    operations: ClassVar = [migrations.RunPython(create, drop)]
