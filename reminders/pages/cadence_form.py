"""The form of one kind of thing: which of its rungs a team is told, and after how many working days."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from reminders.models import Subject
from reminders.timing.own_cadence import CHOICES, MOST_DAYS, Choice, Rungs, mistakes

DAYS = "-days"


@dataclass(frozen=True)
class Row:
    """One rung on the page: whether it is told and, where it counts any, after how many days."""

    choice: Choice
    told: BoundField
    days: BoundField | None

    @property
    def is_wrong(self) -> bool:
        return bool(self.told.errors or (self.days and self.days.errors))


class CadenceForm(forms.Form):
    """A box to tick for each rung on offer, and a number beside those that count working days."""

    def __init__(self, subject: Subject, *, rungs: Rungs, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=subject.value, initial=_initial(subject, dict(rungs)))
        self.subject, self.kept = subject, rungs
        for choice in CHOICES[subject]:
            self.fields[choice.step.value] = forms.BooleanField(required=False, label=str(choice.name))
            self.fields[choice.step.value].disabled = choice.stays
            if choice.counts_days:
                self.fields[f"{choice.step.value}{DAYS}"] = _days_field(choice)

    @property
    def rows(self) -> list[Row]:
        return [
            Row(choice, self[choice.step.value], self[f"{choice.step.value}{DAYS}"] if choice.counts_days else None)
            for choice in CHOICES[self.subject]
        ]

    @property
    def chosen(self) -> Rungs:
        """What the fields show: what was kept, or typed without mistakes; else nothing."""
        if not self.is_bound:
            return self.kept
        return self.rungs if self.is_valid() else []

    @property
    def rungs(self) -> Rungs:
        """What was ticked."""
        ticked = [choice for choice in CHOICES[self.subject] if self.cleaned_data.get(choice.step.value)]
        return [(choice.step, self.cleaned_data.get(f"{choice.step.value}{DAYS}") or 0) for choice in ticked]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for step, wrong in mistakes(self.subject, self.rungs).items():
                self.add_error(f"{step.value}{DAYS}" if step else None, str(wrong))
        return cleaned


def _days_field(choice: Choice) -> forms.IntegerField:
    """Left empty it is wrong only where the rung is told, which `mistakes` says."""
    wrong = _("A whole number of working days, from 1 to 60.")
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
    field = forms.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, label=str(choice.name), error_messages=errors
    )
    field.widget.attrs |= {"inputmode": "numeric", "class": "form-control rung-days"}
    return field


def _initial(subject: Subject, kept: dict[Any, int]) -> dict[str, Any]:
    ticked = {choice.step.value: choice.stays or choice.step in kept for choice in CHOICES[subject]}
    return ticked | {f"{c.step.value}{DAYS}": kept.get(c.step, c.days) for c in CHOICES[subject] if c.counts_days}
