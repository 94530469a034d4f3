from django.db import migrations, models
from django.db.models import Q

HINDRANCES = [
    ("no-time", "There was no time"),
    ("unclear", "It is unclear what to do"),
    ("not-safe", "It does not feel safe"),
    ("not-needed", "It is not needed"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0005_delivering"),
    ]

    operations = [
        migrations.AddField(model_name="obstacle", name="confided_on", field=models.DateField(blank=True, null=True)),
        migrations.AlterField(
            model_name="obstacle",
            name="hindrance",
            field=models.CharField(blank=True, choices=HINDRANCES, max_length=12),
        ),
        migrations.AlterField(model_name="obstacle", name="said_on", field=models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            model_name="obstacle",
            constraint=models.CheckConstraint(
                condition=~Q(("hindrance", "not-safe")), name="obstacle_shown_to_leads_is_not_fear"
            ),
        ),
        migrations.AddConstraint(
            model_name="obstacle",
            constraint=models.CheckConstraint(
                condition=Q(("hindrance", ""), ("said_on__isnull", True))
                | (~Q(("hindrance", "")) & Q(("said_on__isnull", False))),
                name="obstacle_has_a_day_exactly_with_a_hindrance",
            ),
        ),
    ]
