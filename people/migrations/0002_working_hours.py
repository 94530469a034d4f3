import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField(verbose_name="from")),
                ("last_day", models.DateField(verbose_name="until")),
            ],
            options={
                "ordering": ["first_day", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SignInLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("path", models.CharField(max_length=500)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="team",
            name="holiday_region",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=16, verbose_name="public holidays"
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="working_weekdays",
            field=models.CharField(db_default="01234", default="01234", max_length=7, verbose_name="working days"),
        ),
        migrations.AddField(
            model_name="user",
            name="evening",
            field=models.TimeField(
                db_default=datetime.time(18, 0), default=datetime.time(18, 0), verbose_name="working until"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="holiday_region",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=16, verbose_name="public holidays"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="morning",
            field=models.TimeField(
                db_default=datetime.time(8, 0), default=datetime.time(8, 0), verbose_name="working from"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="quiet_weekdays",
            field=models.CharField(blank=True, db_default="", default="", max_length=7, verbose_name="quiet days"),
        ),
        migrations.AddField(
            model_name="user",
            name="wants_weekly_letter",
            field=models.BooleanField(db_default=True, default=True, verbose_name="weekly letter"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("morning__lt", models.F("evening"))), name="person_works_from_before_until"
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="absences", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="stand_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="stands_in_for",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signinlink",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sign_in_links", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["last_day", "person"], name="absences_by_last_day"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_day__lte", models.F("last_day"))), name="absence_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("stand_in", models.F("person")), _negated=True),
                name="nobody_stands_in_for_themselves",
            ),
        ),
    ]
