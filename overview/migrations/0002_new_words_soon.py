"""PostgreSQL puts new words into the indexes of search soon, rather than after four megabytes of them.

Whoever looks for words reads besides the index all that still waits to be put into it, page by page: with two thousand
letters just logged that took twenty times as long as the rest. Now at most half a megabyte waits; whoever makes it more
puts it in, some twenty milliseconds for hundreds of letters.
"""

from typing import ClassVar

from django.db import migrations

INDEXES = ("letters_by_words", "debriefs_by_words", "lessons_by_words", "actions_by_words", "customers_by_words")
KILOBYTES = 512


def put_in_soon(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in INDEXES:
            schema_editor.execute(f"ALTER INDEX {index} SET (gin_pending_list_limit = {KILOBYTES})")
            schema_editor.execute(f"SELECT gin_clean_pending_list('{index}')")


def let_wait(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in INDEXES:
            schema_editor.execute(f"ALTER INDEX {index} RESET (gin_pending_list_limit)")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("incidents", "0014_who_logged_is_not_looked_up"),
        ("lessons", "0019_actions_rest"),
        ("overview", "0001_kept_searches"),
        ("rankless", "0018_join_codes_where_set"),
    ]
    operations: ClassVar = [migrations.RunPython(put_in_soon, let_wait)]
