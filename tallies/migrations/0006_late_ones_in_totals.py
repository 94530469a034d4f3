"""Totals hold what may be late as well: the next bell sums all up anew. Until then pages read weeks."""

from django.db import migrations


def forget(apps, schema_editor):
    apps.get_model("tallies", "Total").objects.all().delete()
    apps.get_model("tallies", "Stretch").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("tallies", "0005_why_comes_last"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
