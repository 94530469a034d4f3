"""PostgreSQL's statistics know the share of five thousand words rather than of a thousand.

What looks like a letter is found by its rarest words, and among a million letters the thousandth word is still a common one.
It costs an ANALYZE some seconds then, and the planning of a question about words a tenth of a millisecond.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

COLUMN = "ALTER TABLE incidents_incident ALTER COLUMN words SET STATISTICS"


def know_more(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _set(schema_editor, 500)


def know_fewer(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _set(schema_editor, -1)


def _set(schema_editor: BaseDatabaseSchemaEditor, target: int) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"{COLUMN} {target}")
        schema_editor.execute("ANALYZE incidents_incident (words)")


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0009_no_index_twice"),
    ]

    operations = [migrations.RunPython(know_more, know_fewer)]
