"""Actions rest for some days before their owners are asked, and begin sooner for a reason."""

from typing import ClassVar

from django.db import migrations, models

TURNS = [
    ("tried", "Being tried"),
    ("norm", "Checked: this is how we do it"),
    ("relapsed", "It came back"),
    ("mistaken", "Said by mistake: it came back"),
    ("righted", "Taken back: it had not come back"),
    ("dropped", "Dropped"),
    ("changed", "Put differently"),
    ("shared", "Shown to other teams"),
    ("kept", "No longer shown to other teams"),
    ("proposed", "Proposed to another team"),
    ("taken_up", "Taken up by another team"),
    ("left", "No longer done by another team"),
    ("elsewhere", "It came back in another team"),
    ("accepted", "Action taken on"),
    ("declined", "Action declined"),
    ("handed_on", "Action handed on"),
    ("moved", "Action moved"),
    ("done", "Action done"),
    ("let_go", "Action not done after all"),
    ("begun", "Action begun without rest"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("lessons", "0018_actions_by_team")]

    operations: ClassVar = [
        migrations.AddField(model_name="action", name="rests_until", field=models.DateField(blank=True, null=True)),
        migrations.AlterField(
            model_name="lessonevent", name="what", field=models.CharField(choices=TURNS, max_length=9)
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rests_until__isnull", True),
                    models.Q(("answer", "asked"), ("rests_until__lt", models.F("due_on"))),
                    _connector="OR",
                ),
                name="action_rests_before_it_is_answered_and_due",
            ),
        ),
    ]
