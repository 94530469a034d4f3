"""What is late and what became the norm is walked to by its day."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0012_came_back_elsewhere"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=Q(("done_at__isnull", True), Q(("answer", "let_go"), _negated=True)),
                fields=["due_on", "id"],
                name="actions_open_by_day",
            ),
        ),
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(
                condition=Q(("status", "norm")), fields=["team", "norm_since"], name="norms_by_team_and_day"
            ),
        ),
    ]
