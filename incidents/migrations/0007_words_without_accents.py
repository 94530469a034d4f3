"""Words are found without their accents, customers are found by name, and a letter that is kept back by nothing.

Folding accents needs no extension: `debrief_folded` is plain SQL and, unlike PostgreSQL's `unaccent`, immutable, which
a generated column asks for. Its body is parsed when it is made, so that a dump is restored whatever the search path.
`debrief_words` says how a text becomes words; the command `search_language` replaces it. Folding may lengthen a text, so
it is cut before and after.
"""

from typing import ClassVar

from django.db import migrations

CREATE = [
    # The same as `foundation.text.folded`; what is plain ASCII, as most letters are, takes the short way.
    """
    CREATE FUNCTION debrief_folded(text text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN octet_length(text) = char_length(text) THEN lower(text) ELSE
        replace(replace(replace(replace(replace(replace(replace(
            lower(regexp_replace(normalize(text, NFKD), '[\\u0300-\\u036f]+', '', 'g')),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'ø', 'o'), 'ł', 'l'), 'đ', 'd'), 'ς', 'σ')
    END
    """,
    """
    CREATE FUNCTION debrief_words(text text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_tsvector('simple', left(debrief_folded(left(text, 100000)), 100000))
    """,
    "COMMENT ON FUNCTION debrief_words IS 'simple'",
    "ALTER TABLE incidents_incident DROP COLUMN words",
    """
    ALTER TABLE incidents_incident ADD COLUMN words tsvector GENERATED ALWAYS AS (
        array_to_tsvector(ARRAY['#' || team_id::text])
        || CASE WHEN title_kept_back = '' THEN debrief_words(title || ' ' || text) ELSE ''::tsvector END
    ) STORED
    """,
    "CREATE INDEX letters_by_words ON incidents_incident USING gin (words)",
    # Names are of no language. Addresses are kept in parts too; of a number the digits count, grouped as they were written.
    """
    ALTER TABLE incidents_customer ADD COLUMN words tsvector GENERATED ALWAYS AS (
        array_to_tsvector(ARRAY['#' || team_id::text])
        || to_tsvector('simple', debrief_folded(
            name || ' ' || email || ' ' || translate(email, '@.', '  ') || ' ' || regexp_replace(phone, '\\D+', ' ', 'g')
        ))
    ) STORED
    """,
    "CREATE INDEX customers_by_words ON incidents_customer USING gin (words)",
    # Without it the planner would know nothing of the new columns until the next vacuum.
    "ANALYZE incidents_incident (words)",
    "ANALYZE incidents_customer (words)",
]
DROP = [
    "ALTER TABLE incidents_customer DROP COLUMN words",
    "ALTER TABLE incidents_incident DROP COLUMN words",
    "DROP FUNCTION debrief_words",
    "DROP FUNCTION debrief_folded",
    """
    ALTER TABLE incidents_incident ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', left(title || ' ' || text, 100000))
        || array_to_tsvector(ARRAY['#' || team_id::text])
    ) STORED
    """,
    "CREATE INDEX letters_by_words ON incidents_incident USING gin (words)",
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
    dependencies: ClassVar = [("incidents", "0006_title_kept_back")]
    operations: ClassVar = [migrations.RunPython(create, drop)]
