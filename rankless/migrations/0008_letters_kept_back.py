"""Letters that are kept back already are called by neutral words from now on, like those to come."""

from typing import Any

from django.db import migrations
from django.db.models import F

NEUTRAL = "A letter kept back until the heads-up"


def put_aside(apps: Any, schema_editor: Any) -> None:
    wanted = apps.get_model("rankless", "Debrief").objects.filter(heads_up="wanted").exclude(phase="complete")
    letters = apps.get_model("incidents", "Incident").objects.filter(pk__in=wanted.values("incident_id"))
    letters.filter(title_kept_back="").update(title_kept_back=F("title"), title=NEUTRAL)


def give_back(apps: Any, schema_editor: Any) -> None:
    letters = apps.get_model("incidents", "Incident").objects.exclude(title_kept_back="")
    letters.update(title=F("title_kept_back"), title_kept_back="")


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0006_title_kept_back"),
        ("rankless", "0007_agreeing"),
    ]

    operations = [migrations.RunPython(put_aside, give_back)]
