"""Whoever leads or manages a team is reminded of what was proposed to it: one more kind of thing."""

from django.db import migrations, models

SUBJECTS = [
    ("debrief", "debrief"),
    ("afterwards", "what was agreed in a debrief"),
    ("original", "letter to sort"),
    ("step", "customer to be looked after"),
    ("promise", "promise"),
    ("action", "action"),
    ("lesson", "lesson to check"),
    ("consent", "story that names somebody"),
    ("proposal", "what another team does, proposed"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0010_kept_searches"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cadence",
            name="subject",
            field=models.CharField(choices=SUBJECTS, max_length=10),
        ),
        migrations.AlterField(
            model_name="notice",
            name="subject",
            field=models.CharField(choices=SUBJECTS, max_length=10),
        ),
        migrations.AlterField(
            model_name="snooze",
            name="subject",
            field=models.CharField(choices=SUBJECTS, max_length=10),
        ),
    ]
