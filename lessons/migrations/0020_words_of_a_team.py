"""Lessons are found by the words of their team: an index that has each word together with the team it stands in.

Beside the sign of a team the index of search goes through all that hold the words, in any team. Here every word of every
team is a number of its own, which takes less room than the word; two that fall together only bring a lesson more, of
which what it says is looked at anyway.
"""

from typing import ClassVar

from django.db import migrations

CREATE = [
    """
    CREATE FUNCTION debrief_words_of_team(team bigint, words text[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ARRAY(SELECT hashtextextended(word, team) FROM unnest(words) AS word)
    """,
    """
    CREATE INDEX lessons_by_words_of_team ON lessons_lesson
    USING gin (debrief_words_of_team(team_id, tsvector_to_array(words))) WITH (gin_pending_list_limit = 512)
    """,
    # Without it the planner would know nothing of how common these are until the next vacuum.
    "ANALYZE lessons_lesson",
]
DROP = ["DROP INDEX lessons_by_words_of_team", "DROP FUNCTION debrief_words_of_team"]


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CREATE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DROP:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("lessons", "0019_actions_rest")]
    operations: ClassVar = [migrations.RunPython(create, drop)]
