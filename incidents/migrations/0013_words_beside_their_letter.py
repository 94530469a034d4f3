"""PostgreSQL keeps the words of a letter in its row: whoever looks for words reads those of hundreds of letters.

Else it puts aside what makes a row longer than a quarter of a page, as words mostly do, and has to look them up for each
letter that is walked through. What was put aside stays there; the newest are walked through, and those to come stay whole.
"""

from typing import ClassVar

from django.db import migrations


def keep_together(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE incidents_incident SET (toast_tuple_target = 8160)")


def put_aside(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE incidents_incident RESET (toast_tuple_target)")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("incidents", "0012_points_by_team")]
    operations: ClassVar = [migrations.RunPython(keep_together, put_aside)]
