"""PostgreSQL keeps the words of a debrief in its row: whoever looks for words reads those of thousands of debriefs.

Else it puts aside what makes a row longer than a quarter of a page, as words mostly do, and has to look them up for each
debrief that is walked through. What was put aside stays there; the newest are walked through, and those to come stay whole.
"""

from typing import ClassVar

from django.db import migrations


def keep_together(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE rankless_debrief SET (toast_tuple_target = 8160)")


def put_aside(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE rankless_debrief RESET (toast_tuple_target)")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0014_open_ones_in_order")]
    operations: ClassVar = [migrations.RunPython(keep_together, put_aside)]
