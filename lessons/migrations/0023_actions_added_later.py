"""That an action was added later stands in the story of its lesson."""

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
    ("added", "Action added"),
    ("accepted", "Action taken on"),
    ("declined", "Action declined"),
    ("handed_on", "Action handed on"),
    ("moved", "Action moved"),
    ("done", "Action done"),
    ("let_go", "Action not done after all"),
    ("begun", "Action begun without rest"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("lessons", "0022_proposals_are_answered")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="lessonevent", name="what", field=models.CharField(choices=TURNS, max_length=9)
        ),
    ]
