"""What people type when they answer for an action: whom to ask instead, until when, and why."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import DayInput, PassageField, check_due_day
from lessons.models import Strength
from people.models import User

LONGEST_REASON = 1_000


class ReasonForm(forms.Form):
    """Why: the team reads it."""

    because = PassageField(
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why in a few words; the team reads it.")},
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class HandOnForm(forms.Form):
    """Somebody else of the team; why is theirs to say or not. `seen` says whose it was, and what they had said."""

    to = forms.ChoiceField(
        error_messages={"required": _("Choose somebody."), "invalid_choice": _("Choose somebody of the team.")}
    )
    because = PassageField(
        required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["to"].choices = [("", _("who")), *((key, p.name) for key, p in self.people.items())]

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["to"]]


class MoveForm(ReasonForm):
    """Another day, and why."""

    to = forms.DateField(widget=DayInput, error_messages={"required": _("By which day?")})
    field_order = ("to", "because")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_to(self) -> date:
        day: date = self.cleaned_data["to"]
        check_due_day(day, today=self.today)
        return day


class StrengthForm(forms.Form):
    """What kind of change it is, from what holds best to what holds least."""

    strength = forms.ChoiceField(
        choices=Strength.choices,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of these.")},
    )
