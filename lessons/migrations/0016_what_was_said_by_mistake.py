"""Where a lesson stood before a letter opened it again is kept, so that what was said by mistake can be taken back."""

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
]


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0015_evidence_newest_first"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lessonevent",
            name="what",
            field=models.CharField(choices=TURNS, max_length=9),
        ),
        migrations.AddField(
            model_name="sighting",
            name="stood_at",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        migrations.AddField(
            model_name="sighting",
            name="stood_since_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sighting",
            name="was_to_be_checked_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
