"""Full text over lessons, on PostgreSQL alone; the expression is the one the search asks with, to the letter."""

from typing import ClassVar

from django.db import migrations

CREATE = """
    CREATE INDEX lessons_by_words ON lessons_lesson
    USING gin (to_tsvector('simple', left(sentence, 200000)))
"""
DROP = "DROP INDEX IF EXISTS lessons_by_words"


def create_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("lessons", "0001_lessons")]
    operations: ClassVar = [migrations.RunPython(create_index, drop_index)]
