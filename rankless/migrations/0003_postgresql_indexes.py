"""What PostgreSQL alone keeps of debriefs: their words, and what is counted of them.

The words are kept in a column that the database fills itself: asking a row whether it holds a word then costs nothing,
where an index over the expression alone would read the whole text again. Only the first 100,000 characters are kept:
PostgreSQL refuses more than a megabyte of words, hyphenated ones are kept whole and in parts, and a text that it
refuses could not be stored at all. The team stands among the words (`#7`, which no typed word becomes), so that the
index finds what one team wrote without reading the others.
Of a word found often the newest are walked to, by the day; `debriefs_counted` holds all that the dashboard counts.
"""

from typing import ClassVar

from django.db import migrations

CREATE = [
    """
    ALTER TABLE rankless_debrief ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', left(what || ' ' || why || ' ' || differently, 100000))
        || array_to_tsvector(ARRAY['#' || team_id::text])
    ) STORED
    """,
    "CREATE INDEX debriefs_by_words ON rankless_debrief USING gin (words)",
    "CREATE INDEX debriefs_counted ON rankless_debrief (incident_id) INCLUDE (phase, due_on, completed_at)",
    "CREATE INDEX debriefs_by_due_day ON rankless_debrief (due_on, id)",
]
DROP = [
    "DROP INDEX IF EXISTS debriefs_counted",
    "DROP INDEX IF EXISTS debriefs_by_due_day",
    "ALTER TABLE rankless_debrief DROP COLUMN IF EXISTS words",
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
    dependencies: ClassVar = [("rankless", "0002_question_bank")]
    operations: ClassVar = [migrations.RunPython(create, drop)]
