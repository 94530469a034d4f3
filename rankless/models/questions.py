"""The question bank: prompts that help people who stare at an empty box."""

from typing import ClassVar

from django.db import models

from incidents.models import Kind
from rankless.models.debriefs import Section


class QuestionQuerySet(models.QuerySet["Question"]):
    def for_kind(self, kind: Kind | str) -> "QuestionQuerySet":
        return self.filter(kind=kind, is_active=True)


class Question(models.Model):
    """A prompt of the question bank: helps people who stare at an empty box."""

    kind = models.CharField(max_length=10, choices=Kind)
    section = models.CharField(max_length=12, choices=Section)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["kind", "section", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "section", "text"], name="a_question_is_asked_once")
        ]

    def __str__(self) -> str:
        return self.text
