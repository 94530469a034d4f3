"""What PostgreSQL alone keeps of lessons: their words, and what is counted of them.

The words are kept in a column that the database fills itself: asking a row whether it holds a word then costs nothing,
where an index over the expression alone would read the whole text again. Only the first 100,000 characters are kept:
PostgreSQL refuses more than a megabyte of words, hyphenated ones are kept whole and in parts, and a text that it
refuses could not be stored at all. The team stands among the words (`#7`, which no typed word becomes), so that the
index finds what one team wrote without reading the others.
"""

from typing import ClassVar

from django.db import migrations

CREATE = [
    """
    ALTER TABLE lessons_lesson ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', left(sentence, 100000))
        || array_to_tsvector(ARRAY['#' || team_id::text])
    ) STORED
    """,
    "CREATE INDEX lessons_by_words ON lessons_lesson USING gin (words)",
]
DROP = [
    "ALTER TABLE lessons_lesson DROP COLUMN IF EXISTS words",
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
    dependencies: ClassVar = [("lessons", "0001_lessons")]
    operations: ClassVar = [migrations.RunPython(create, drop)]
