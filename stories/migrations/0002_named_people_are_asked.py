"""Whoever a story names is asked by reminders, until they said yes or no. Those who have not are asked within a week."""

from datetime import timedelta

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def ask(apps, schema_editor):
    now = timezone.now()
    not_agreed = apps.get_model("stories", "Consent").objects.filter(agreed_on__isnull=True)
    not_agreed.update(due_on=now.date() + timedelta(weeks=1), remind_at=now)


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0001_stories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="refused_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="remind_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(ask, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)), fields=["remind_at"], name="consents_to_remind"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_on__isnull", True), ("refused_on__isnull", True), _connector="OR"),
                name="consent_is_given_or_refused",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agreed_on__isnull", True),
                        ("refused_on__isnull", True),
                        ("remind_at__isnull", False),
                        ("due_on__isnull", False),
                    ),
                    models.Q(
                        models.Q(("agreed_on__isnull", False), ("refused_on__isnull", False), _connector="OR"),
                        ("remind_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="consent_reminds_exactly_until_it_is_answered",
            ),
        ),
    ]
