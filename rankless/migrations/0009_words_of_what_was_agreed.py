"""Only what a team agreed on is found: of a debrief that is not done, no word is kept."""

from typing import ClassVar

from django.db import migrations

CREATE = [
    "ALTER TABLE rankless_debrief DROP COLUMN words",
    """
    ALTER TABLE rankless_debrief ADD COLUMN words tsvector GENERATED ALWAYS AS (
        array_to_tsvector(ARRAY['#' || team_id::text])
        || CASE WHEN phase = 'complete' THEN
            debrief_words(what || ' ' || why || ' ' || differently || ' ' || other_side || ' ' || no_change_because)
        ELSE ''::tsvector END
    ) STORED
    """,
    "CREATE INDEX debriefs_by_words ON rankless_debrief USING gin (words)",
    # Without it the planner would know nothing of the new columns until the next vacuum.
    "ANALYZE rankless_debrief (words)",
]
DROP = [
    "ALTER TABLE rankless_debrief DROP COLUMN words",
    """
    ALTER TABLE rankless_debrief ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', left(what || ' ' || why || ' ' || differently, 100000))
        || array_to_tsvector(ARRAY['#' || team_id::text])
    ) STORED
    """,
    "CREATE INDEX debriefs_by_words ON rankless_debrief USING gin (words)",
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
    dependencies: ClassVar = [("rankless", "0008_letters_kept_back"), ("incidents", "0007_words_without_accents")]
    operations: ClassVar = [migrations.RunPython(create, drop)]
