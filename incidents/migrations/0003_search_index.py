"""Full text over letters, on PostgreSQL alone; the expression is the one the search asks with, to the letter."""

from typing import ClassVar

from django.db import migrations

CREATE = """
    CREATE INDEX letters_by_words ON incidents_incident
    USING gin (to_tsvector('simple', left(title || ' ' || text, 200000)))
"""
DROP = "DROP INDEX IF EXISTS letters_by_words"


def create_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("incidents", "0002_default_words")]
    operations: ClassVar = [migrations.RunPython(create_index, drop_index)]
