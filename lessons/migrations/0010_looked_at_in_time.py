"""The day a lesson was to be looked at, kept where it was: whether that is done in time can be counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0009_declined_actions"),
    ]

    operations = [
        migrations.AddField(
            model_name="lessonevent",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
