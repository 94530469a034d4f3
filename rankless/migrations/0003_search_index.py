"""Full text over debriefs, on PostgreSQL alone.

The words are kept in a column that the database fills itself: asking a row whether it holds a word then costs nothing,
where an index over the expression alone would read the whole text again. Of a text of megabytes only the beginning is
kept, since PostgreSQL refuses to keep more than a megabyte of words. The team stands among the words (`#7`, which no
typed word becomes), so that the index finds what one team wrote without reading the others.
Of a word found often the newest are walked to, by the day.
"""

from typing import ClassVar

from django.db import migrations

CREATE = [
    """
    ALTER TABLE rankless_debrief ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', left(what || ' ' || why || ' ' || differently, 200000))
        || array_to_tsvector(ARRAY['#' || team_id::text])
    ) STORED
    """,
    "CREATE INDEX debriefs_by_words ON rankless_debrief USING gin (words)",
    "CREATE INDEX debriefs_by_due_day ON rankless_debrief (due_on, id)",
]
DROP = [
    "DROP INDEX IF EXISTS debriefs_by_due_day",
    "ALTER TABLE rankless_debrief DROP COLUMN IF EXISTS words",
]


def create_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CREATE:
            schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DROP:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0002_question_bank")]
    operations: ClassVar = [migrations.RunPython(create_index, drop_index)]
