"""A team's open debriefs lie in the order in which they are listed, so that only the soonest are read."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("rankless", "0013_no_index_twice"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="debrief",
            name="debriefs_open_by_due_day",
        ),
        migrations.AddIndex(
            model_name="debrief",
            index=models.Index(
                condition=Q(("phase", "complete"), _negated=True),
                fields=["team", "due_on", "incident"],
                name="debriefs_open_of_team",
            ),
        ),
    ]
