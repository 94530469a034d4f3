"""A story keeps the lesson as it was put when everybody agreed: put differently later, it may name somebody."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_over_sentences(apps, schema_editor):
    lessons = apps.get_model("lessons", "Lesson").objects.filter(pk=OuterRef("lesson"))
    apps.get_model("stories", "Story").objects.update(learned=Subquery(lessons.values("sentence")[:1]))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("stories", "0002_named_people_are_asked"),
        ("lessons", "0001_lessons"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="story",
            name="learned",
            field=models.TextField(default="", verbose_name="what we learned"),
            preserve_default=False,
        ),
        migrations.RunPython(take_over_sentences, migrations.RunPython.noop),
    ]
