"""What was said of why comes last in the indexes, and the totals know by which day of the last week something is due.

All is counted anew once migrations have run, since the triggers count by another name.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_last_looks"),
        ("tallies", "0004_open_ones_by_key"),
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
                    ("why", "Said Why"),
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
        migrations.AlterField(
            model_name="total",
            name="counted",
            field=models.CharField(
                choices=[
                    ("letters", "Letters"),
                    ("debriefed", "Debriefed"),
                    ("undebriefed", "Undebriefed"),
                    ("said", "Said"),
                    ("why", "Said Why"),
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
        migrations.RemoveConstraint(
            model_name="total",
            name="one_total_of_a_key",
        ),
        migrations.AddConstraint(
            model_name="total",
            constraint=models.UniqueConstraint(
                fields=("stretch", "team", "counted", "kind", "cell", "part"), name="one_total_of_a_key"
            ),
        ),
    ]
