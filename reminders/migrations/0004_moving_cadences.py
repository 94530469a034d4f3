import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_working_hours"),
        ("reminders", "0003_cadences"),
    ]

    operations = [
        migrations.AddField(
            model_name="cadence",
            name="looked_up_to",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(model_name="cadence", name="rungs", field=models.JSONField(blank=True, default=list)),
        migrations.AddIndex(
            model_name="cadence",
            index=models.Index(
                fields=["id"], condition=Q(("looked_up_to__isnull", False)), name="cadences_still_to_follow"
            ),
        ),
        # Nothing could be put off before there was a page for it, so the table is empty.
        migrations.AddField(
            model_name="snooze",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="snoozes", to="people.team"
            ),
        ),
        migrations.AddIndex(
            model_name="snooze",
            index=models.Index(fields=["team", "-until"], condition=Q(("times__gte", 2)), name="snoozes_for_leads"),
        ),
    ]
