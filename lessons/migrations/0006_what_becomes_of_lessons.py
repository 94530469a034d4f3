"""Where a lesson comes from and how it is looked at, what its owners say to an action, and who does it too.

Actions that were agreed before people were asked count as taken on; whoever is named from now on is asked first.
"""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("incidents", "0005_told_outside"),
        ("lessons", "0005_evidence_by_day"),
        ("people", "0002_working_hours"),
        ("rankless", "0007_agreeing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Adoption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proposed_on", models.DateField()),
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["since", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LessonEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("tried", "Being tried"),
                            ("norm", "Checked: this is how we do it"),
                            ("relapsed", "It came back"),
                            ("dropped", "Dropped"),
                            ("changed", "Put differently"),
                            ("shared", "Shown to other teams"),
                            ("kept", "No longer shown to other teams"),
                            ("proposed", "Proposed to another team"),
                            ("taken_up", "Taken up by another team"),
                            ("left", "No longer done by another team"),
                            ("accepted", "Action taken on"),
                            ("declined", "Action declined"),
                            ("handed_on", "Action handed on"),
                            ("moved", "Action moved"),
                            ("done", "Action done"),
                            ("let_go", "Action not done after all"),
                        ],
                        max_length=9,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("reason", models.TextField(blank=True)),
                ("moved_to_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="action",
            name="action_reminds_exactly_while_unfinished",
        ),
        # Rows that are there take the first default, rows to come the second.
        migrations.AddField(
            model_name="action",
            name="answer",
            field=models.CharField(
                choices=[
                    ("asked", "To be answered"),
                    ("accepted", "Taken on"),
                    ("declined", "Declined"),
                    ("let_go", "Not done after all"),
                ],
                db_default="accepted",
                default="asked",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="action",
            name="answer",
            field=models.CharField(
                choices=[
                    ("asked", "To be answered"),
                    ("accepted", "Taken on"),
                    ("declined", "Declined"),
                    ("let_go", "Not done after all"),
                ],
                db_default="asked",
                default="asked",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="asked_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="declined_because",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="action",
            name="strength",
            field=models.CharField(
                blank=True,
                choices=[
                    ("system", "Change how the work is set up"),
                    ("rule", "A rule"),
                    ("training", "Training"),
                    ("care", "Being more careful"),
                ],
                db_default="",
                max_length=8,
                verbose_name="what kind of change",
            ),
        ),
        migrations.AddField(
            model_name="lesson",
            name="expects",
            field=models.TextField(blank=True, db_default="", verbose_name="what we expect to see"),
        ),
        migrations.AddField(
            model_name="lesson",
            name="factors",
            field=models.ManyToManyField(
                blank=True, related_name="lessons", to="incidents.factor", verbose_name="factors"
            ),
        ),
        migrations.AddField(
            model_name="lesson",
            name="first_check_after",
            field=models.PositiveSmallIntegerField(db_default=30, default=30),
        ),
        migrations.AddField(
            model_name="lesson",
            name="how_to_look",
            field=models.TextField(blank=True, db_default="", verbose_name="how we will look"),
        ),
        migrations.AddField(
            model_name="lesson",
            name="is_shared",
            field=models.BooleanField(db_default=False, default=False, verbose_name="shown to other teams"),
        ),
        migrations.AddField(
            model_name="lesson",
            name="later_check_after",
            field=models.PositiveSmallIntegerField(db_default=90, default=90),
        ),
        migrations.AddField(
            model_name="lesson",
            name="points",
            field=models.ManyToManyField(
                blank=True, related_name="lessons", to="incidents.point", verbose_name="passages"
            ),
        ),
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(
                condition=models.Q(("is_shared", True), ("status", "norm")),
                fields=["stage", "-norm_since", "-id"],
                include=("team",),
                name="shared_norms_by_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("done_at__isnull", True),
                        ("remind_at__isnull", False),
                        models.Q(("answer", "let_go"), _negated=True),
                    ),
                    models.Q(
                        ("remind_at__isnull", True),
                        models.Q(("done_at__isnull", False), ("answer", "let_go"), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="action_reminds_exactly_while_it_is_to_be_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "declined"), _negated=True),
                    models.Q(("declined_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="action_is_declined_only_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at__isnull", True), models.Q(("answer", "let_go"), _negated=True), _connector="OR"
                ),
                name="action_is_done_or_let_go",
            ),
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_check_after__gte", 1), ("later_check_after__gte", 1)),
                name="lesson_is_checked_after_a_day_or_more",
            ),
        ),
        migrations.AddField(
            model_name="adoption",
            name="lesson",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="adoptions", to="lessons.lesson"
            ),
        ),
        migrations.AddField(
            model_name="adoption",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="adoptions", to="people.team"
            ),
        ),
        migrations.AddField(
            model_name="lessonevent",
            name="action",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="lessons.action",
            ),
        ),
        migrations.AddField(
            model_name="lessonevent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="lessonevent",
            name="lesson",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="events", to="lessons.lesson"
            ),
        ),
        migrations.AddField(
            model_name="lessonevent",
            name="team",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.team",
            ),
        ),
        migrations.AddField(
            model_name="lessonevent",
            name="to_person",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="adoption",
            index=models.Index(
                condition=models.Q(("since__isnull", False), ("until__isnull", True)),
                fields=["team", "lesson"],
                name="taken_up_by_team",
            ),
        ),
        migrations.AddIndex(
            model_name="adoption",
            index=models.Index(
                condition=models.Q(("since__isnull", False), ("until__isnull", True)),
                fields=["lesson", "team"],
                name="taken_up_by_lesson",
            ),
        ),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("lesson", "team"),
                name="a_team_takes_a_lesson_up_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("since__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="adoption_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="lessonevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", "dropped"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_lesson_is_dropped_for_a_reason_in_its_story",
            ),
        ),
    ]
