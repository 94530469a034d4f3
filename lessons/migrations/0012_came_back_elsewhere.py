"""A lesson came back in a team that took it up: one more turn of its story."""

from django.db import migrations, models

TURNS = [
    ("tried", "Being tried"),
    ("norm", "Checked: this is how we do it"),
    ("relapsed", "It came back"),
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
]


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0011_shared_norms_newest_first"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lessonevent",
            name="what",
            field=models.CharField(choices=TURNS, max_length=9),
        ),
    ]
