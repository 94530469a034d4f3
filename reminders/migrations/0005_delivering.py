from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0004_moving_cadences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkup",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("found", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="MailMinute",
            fields=[
                ("minute", models.DateTimeField(primary_key=True, serialize=False)),
                ("mails", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="deadaddress",
            name="refused_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="digest",
            name="left_behind",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
