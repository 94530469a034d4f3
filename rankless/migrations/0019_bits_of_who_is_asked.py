"""What is asked after a talk has a bit for everybody who was invited, by which most of what awaits others is passed by."""

from itertools import groupby, islice
from operator import itemgetter
from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

BITS = 62
AT_ONCE = 500


def set_bits(apps, schema_editor):
    """Of those that are answered now; of others nobody asks any more."""
    Afterwards = apps.get_model("rankless", "Afterwards")
    asked = apps.get_model("rankless", "Voice").objects.filter(
        debrief__afterwards__closed_at__isnull=True, debrief__afterwards__isnull=False, person__isnull=False
    )
    voices = asked.order_by("debrief").values_list("debrief", "person")
    rows = (
        Afterwards(debrief_id=debrief, people_bits=_bits_of(person for _debrief, person in invited))
        for debrief, invited in groupby(voices, key=itemgetter(0))
    )
    while some := list(islice(rows, AT_ONCE)):
        Afterwards.objects.bulk_update(some, ["people_bits"])


def _bits_of(people):
    bits = 0
    for person in people:
        bits |= 1 << (person % BITS)
    return bits


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0018_join_codes_where_set")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="afterwards", name="people_bits", field=models.BigIntegerField(db_default=0, default=0)
        ),
        migrations.RunPython(set_bits, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="afterwards",
            index=models.Index(
                fields=["due_on", "debrief"],
                include=["people_bits"],
                condition=Q(closed_at__isnull=True),
                name="afterwards_open_with_bits",
            ),
        ),
        migrations.RemoveIndex(model_name="afterwards", name="afterwards_open_in_order"),
    ]
