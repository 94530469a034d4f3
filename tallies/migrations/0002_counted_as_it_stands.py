"""Lessons as they stand, their checks, and what is open, each counted for itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tallies", "0001_tallies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="tally",
            name="counted",
            field=models.CharField(
                choices=[
                    ("letters", "Letters"),
                    ("debriefed", "Debriefed"),
                    ("undebriefed", "Undebriefed"),
                    ("said", "Said"),
                    ("said-why", "Said Why"),
                    ("theme", "Theme"),
                    ("step-done", "Step Done"),
                    ("step-open", "Step Open"),
                    ("heard", "Heard"),
                    ("debriefs-heard", "Debriefs Heard"),
                    ("invited", "Invited"),
                    ("promise", "Promise"),
                    ("promise-open", "Promise Open"),
                    ("lesson", "Lesson"),
                    ("check", "Check"),
                    ("look", "Look"),
                    ("action-open", "Action Open"),
                ],
                max_length=16,
            ),
        ),
    ]
