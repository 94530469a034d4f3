"""What PostgreSQL alone keeps of letters: their words, and what is counted of them.

The words are kept in a column that the database fills itself: asking a row whether it holds a word then costs nothing,
where an index over the expression alone would read the whole text again. Only the first 100,000 characters are kept:
PostgreSQL refuses more than a megabyte of words, hyphenated ones are kept whole and in parts, and a text that it
refuses could not be stored at all. The team stands among the words (`#7`, which no typed word becomes), so that the
index finds what one team wrote without reading the others.
The `…_counted` indexes hold all that the dashboard counts, so that it visits no row.
"""

from typing import ClassVar

from django.db import migrations

CREATE = [
    """
    ALTER TABLE incidents_incident ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', left(title || ' ' || text, 100000))
        || array_to_tsvector(ARRAY['#' || team_id::text])
    ) STORED
    """,
    "CREATE INDEX letters_by_words ON incidents_incident USING gin (words)",
    "CREATE INDEX letters_counted ON incidents_incident (team_id, received_on) INCLUDE (id, kind)",
    "CREATE INDEX points_counted ON incidents_point (incident_id) INCLUDE (stage_id, polarity)",
]
DROP = [
    "DROP INDEX IF EXISTS letters_counted",
    "DROP INDEX IF EXISTS points_counted",
    "ALTER TABLE incidents_incident DROP COLUMN IF EXISTS words",
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
    dependencies: ClassVar = [("incidents", "0002_default_words")]
    operations: ClassVar = [migrations.RunPython(create, drop)]
