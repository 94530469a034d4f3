"""Full text over debriefs, on PostgreSQL alone; the expression is the one the search asks with, to the letter."""

from typing import ClassVar

from django.db import migrations

CREATE = """
    CREATE INDEX debriefs_by_words ON rankless_debrief
    USING gin (to_tsvector('simple', left(what || ' ' || why || ' ' || differently, 200000)))
"""
DROP = "DROP INDEX IF EXISTS debriefs_by_words"


def create_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0002_question_bank")]
    operations: ClassVar = [migrations.RunPython(create_index, drop_index)]
