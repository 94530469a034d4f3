"""Figures week by week can be taken out, too."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("exports", "0001_exports")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="export",
            name="format",
            field=models.CharField(
                choices=[
                    ("csv", "CSV, for any program"),
                    ("xlsx", "XLSX, for spreadsheets"),
                    ("json", "JSON, for programs"),
                ],
                max_length=4,
                verbose_name="as",
            ),
        ),
        migrations.AlterField(
            model_name="export",
            name="what",
            field=models.CharField(
                choices=[
                    ("letters", "Letters"),
                    ("points", "What letters say"),
                    ("debriefs", "Debriefs"),
                    ("lessons", "Lessons"),
                    ("actions", "Actions"),
                    ("weeks", "Figures, week by week"),
                ],
                max_length=10,
                verbose_name="what",
            ),
        ),
    ]
