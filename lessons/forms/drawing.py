"""Drawing a lesson: one sentence, and below it, for those who want them, stage and a few actions.

An empty sentence means that no lesson is drawn now, so the form can stand inside that of a debrief.
"""

import re
from collections.abc import Hashable
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import DayInput, LineField, check_due_day
from foundation.text import first_line
from incidents.models import Incident, Stage
from lessons.learning import PlannedAction, TooManyActions
from lessons.models import Action, Lesson, LessonKind, Strength
from people.models import Team, User
from rankless.models import MOST_ACTIONS
from rankless.opening import pace_of

ACTION_DUE_AFTER_WORKING_DAYS = 10
LONGEST_SENTENCE = Lesson._meta.get_field("sentence").max_length or 300
LONGEST_ACTION = Action._meta.get_field("what").max_length or 200
_DASH = re.compile(r"^\s*[–—•*-]\s+")
TOO_LONG = _("This is too long: %(show_value)d characters, where %(limit_value)d fit. One sentence is enough.")


class ShortLineField(LineField):
    """One line that may stay empty; a longer one than fits is refused in words of its own."""

    def __init__(self, *, max_length: int) -> None:
        super().__init__(required=False, max_length=max_length, error_messages={"max_length": TOO_LONG})


def first_due_day(team: Team, *, today: date) -> date:
    """The day an action is due unless somebody says otherwise."""
    return team.working_days.add(today, ACTION_DUE_AFTER_WORKING_DAYS)


class ActionForm(forms.Form):
    """One piece of work: what, whose, by when, and what kind of change it is. It may stay empty unless `is_needed`."""

    what = ShortLineField(max_length=LONGEST_ACTION)
    owner = forms.ChoiceField(required=False, error_messages={"invalid_choice": _("Choose somebody of the team.")})
    due_on = forms.DateField(required=False, widget=DayInput)
    strength = forms.ChoiceField(
        required=False,
        choices=[("", _("not said")), *Strength.choices],
        error_messages={"invalid_choice": _("Choose one of these.")},
    )

    def __init__(
        self, *args: Any, people: list[User], team: Team, today: date, is_needed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_needed = is_needed
        self.people = {str(person.pk): person for person in people}
        self.today = today
        self.first_due_day = first_due_day(team, today=today)
        self.fields["owner"].choices = [("", _("who")), *((key, p.name) for key, p in self.people.items())]
        self.initial.setdefault("due_on", self.first_due_day)
        self.next: ActionForm | None = None

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed; the day stands there from the start."""
        return self.is_bound and (self.is_needed or bool(self["what"].data or self["owner"].data))

    @property
    def is_used_from_here(self) -> bool:
        """Whether anything was typed here or in one that comes after it."""
        return self.is_filled or (self.next is not None and self.next.is_used_from_here)

    @property
    def due_day(self) -> str:
        """What stands in the field for the day: as typed, else the day that is offered."""
        day = self["due_on"].value() or ""
        return day.isoformat() if isinstance(day, date) else day

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not self.is_filled:
            return cleaned
        if not cleaned.get("what") and "what" not in self.errors:
            self.add_error("what", _("Say what is to be done."))
        if not cleaned.get("owner") and "owner" not in self.errors:
            self.add_error("owner", _("Each action has one owner."))
        return cleaned

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day and self.is_filled:
            check_due_day(day, today=self.today)
        return day

    def planned(self) -> PlannedAction:
        cleaned = self.cleaned_data
        return PlannedAction(
            what=cleaned["what"],
            owner=self.people[cleaned["owner"]],
            due_on=cleaned["due_on"] or self.first_due_day,
            strength=Strength(cleaned["strength"]) if cleaned["strength"] else None,
        )


class LessonForm(forms.Form):
    """One sentence, what it does, and at which stage; its actions are forms of their own."""

    sentence = ShortLineField(max_length=LONGEST_SENTENCE)
    kind = forms.ChoiceField(choices=LessonKind.choices, required=False)
    stage = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": _("Choose one of the stages in the list.")}
    )

    def __init__(
        self,
        data: Any = None,
        *,
        incident: Incident,
        people: list[User],
        stages: list[Stage],
        today: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix="lesson", initial=initial)
        self.incident = incident
        self.people = people
        self.today = today
        self.stages = {str(stage.pk): stage for stage in stages}
        self.fields["stage"].choices = [("", _("as in the letter")), *((key, s.name) for key, s in self.stages.items())]
        self.initial.setdefault("kind", LessonKind.fitting(incident.kind).value)

    @cached_property
    def actions(self) -> list[ActionForm]:
        """As many as the team's debriefs give; more if more were typed, before the team said otherwise, so none is lost."""
        data = self.data if self.is_bound else None
        typed = [number for number in range(1, MOST_ACTIONS + 1) if data and data.get(f"action{number}-what")]
        actions = [
            ActionForm(data, prefix=f"action{number}", people=self.people, team=self.incident.team, today=self.today)
            for number in range(1, max([self.most_actions, *typed]) + 1)
        ]
        for before, after in pairwise(actions):
            before.next = after
        return actions

    @property
    def most_actions(self) -> int:
        """How many actions a debrief of this team gives, over all its lessons."""
        return pace_of(self.incident.team).most_actions

    @property
    def offered(self) -> Hashable:
        """All that a form in which nothing is typed shows, besides its sentence."""
        people = tuple((person.pk, person.name) for person in self.people)
        stages = tuple((key, stage.name) for key, stage in self.stages.items())
        due_on = first_due_day(self.incident.team, today=self.today)
        return (self.initial["kind"], people, stages, due_on, self.most_actions)

    @property
    def is_filled(self) -> bool:
        """Whether there is anything to keep."""
        return self.is_bound and (bool(self["sentence"].data) or self.has_actions)

    @property
    def has_actions(self) -> bool:
        return any(action.is_filled for action in self.actions)

    @property
    def has_details(self) -> bool:
        """Whether the part below the sentence was used, so that it stands open."""
        return self.has_actions or "stage" in self.errors

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("sentence") and "sentence" not in self.errors:
            self.add_error("sentence", _("Say the lesson in one sentence."))
        return self.cleaned_data

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(action.is_valid() for action in self.actions)])

    def refuse(self, error: TooManyActions) -> None:
        """Say beside the first action that was too many why none was kept."""
        filled = [action for action in self.actions if action.is_filled]
        filled[-1].add_error("what", error.message)

    def drawn(self) -> dict[str, Any]:
        """What `draw_lesson` needs."""
        cleaned = self.cleaned_data
        return {
            "sentence": cleaned["sentence"],
            "kind": LessonKind(cleaned["kind"] or LessonKind.fitting(self.incident.kind)),
            "stage": self.stages.get(cleaned["stage"]),
            "actions": [action.planned() for action in self.actions if action.is_filled],
        }


def offered_sentence(text: str, *, without: set[str]) -> str:
    """The lesson to offer from a text: its first line that says something and is not one of the questions."""
    lines = [_DASH.sub("", line) for line in text.splitlines() if line.strip() not in without]
    return first_line("\n".join(lines), limit=LONGEST_SENTENCE)
