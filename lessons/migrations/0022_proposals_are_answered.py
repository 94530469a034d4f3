"""Whoever leads or manages a team is asked about what was proposed to it. What waits already is asked about in two weeks."""

from datetime import timedelta
from typing import ClassVar

from django.db import migrations, models
from django.utils import timezone


def ask(apps, schema_editor):
    now = timezone.now()
    waiting = apps.get_model("lessons", "Adoption").objects.filter(since__isnull=True, until__isnull=True)
    waiting.update(due_on=now.date() + timedelta(weeks=2), remind_at=now)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("lessons", "0021_doubts_by_team")]

    operations: ClassVar = [
        migrations.AddField(model_name="adoption", name="due_on", field=models.DateField(blank=True, null=True)),
        migrations.AddField(model_name="adoption", name="remind_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(ask, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="adoption",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)), fields=["remind_at"], name="proposals_to_remind"
            ),
        ),
        migrations.AddIndex(
            model_name="adoption",
            index=models.Index(
                condition=models.Q(("since__isnull", True), ("until__isnull", True)),
                fields=["team", "due_on", "id"],
                name="proposals_by_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_on__isnull", False),
                        ("remind_at__isnull", False),
                        ("since__isnull", True),
                        ("until__isnull", True),
                    ),
                    models.Q(
                        models.Q(("since__isnull", False), ("until__isnull", False), _connector="OR"),
                        ("remind_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="adoption_reminds_exactly_until_it_is_answered",
            ),
        ),
    ]
