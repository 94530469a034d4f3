"""The words an organisation starts with; it edits its own list afterwards."""

from typing import ClassVar

from django.db import migrations

STAGES = [
    "First contact",
    "Advice and promise",
    "Order",
    "Waiting",
    "Delivery",
    "First use",
    "Support",
    "Billing",
    "Putting it right",
]
FACTORS = [
    "Expectations set",
    "Listening",
    "Telling the customer",
    "Hand-over inside",
    "Speed",
    "Staffing and load",
    "Skill and training",
    "Authority to act",
    "Process or rule",
    "Product or supplier quality",
    "Tools",
    "Place and conditions",
    "Respect",
    "Teamwork",
    "Luck or outside",
]
THEMES = ["Billing errors", "Broken promise", "Late delivery", "Out of stock", "Phone manner", "Went out of their way"]


def add_words(apps, schema_editor):
    Stage, Factor, Theme = (apps.get_model("incidents", name) for name in ("Stage", "Factor", "Theme"))
    Stage.objects.bulk_create(Stage(name=name, position=n) for n, name in enumerate(STAGES, start=1))
    Factor.objects.bulk_create(Factor(name=name, position=n) for n, name in enumerate(FACTORS, start=1))
    Theme.objects.bulk_create(Theme(name=name) for name in THEMES)


def remove_words(apps, schema_editor):
    for name, words in (("Stage", STAGES), ("Factor", FACTORS), ("Theme", THEMES)):
        apps.get_model("incidents", name).objects.filter(name__in=words).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("incidents", "0001_letters")]
    operations: ClassVar = [migrations.RunPython(add_words, remove_words)]
