"""What a lead says when looking whether a lesson holds."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.database.prepared import Prepared
from foundation.fields import PassageField
from incidents.models import Incident
from lessons.checking import Finding, Found
from lessons.models import NOT_HELD, Lesson, Status

LETTERS_OFFERED = 50
LONGEST_NOTE = 5_000

HINTS = {
    Finding.HOLDS: _("This is how we do it now."),
    Finding.TRYING: _("Too early to tell."),
    Finding.CAME_BACK: _("It happened again."),
    Finding.DROP: _("For a reason that everybody reads. Not looked at any more."),
}
"""What each finding means. When the lesson is looked at again, its team may have said otherwise than usual."""


class CheckForm(forms.Form):
    """What was found, a note, and the letter that shows it; `seen` is the last turn that its writer had before them."""

    finding = forms.ChoiceField(
        choices=Finding.choices,
        error_messages={"required": _("Say what you found."), "invalid_choice": _("Say what you found.")},
    )
    note = PassageField(required=False, max_length=LONGEST_NOTE)
    letter = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": _("Choose one of the letters in the list.")}
    )
    seen = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args: Any, lesson: Lesson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lesson = lesson
        self.letters = {str(letter.pk): letter for letter in RECENT_LETTERS(lesson.team_id)}
        self.fields["letter"].choices = [("", _("no letter")), *((k, v.title) for k, v in self.letters.items())]

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The choices with what follows from each."""
        chosen = self["finding"].value()
        words: dict[Finding, Any] = {Finding.CAME_BACK: NOT_HELD} if self.lesson.is_habit else {}
        if self.lesson.status == Status.RELAPSED:
            words[Finding.TRYING] = _("We try again")
        return [
            {"finding": f, "label": words.get(f, f.label), "hint": self._hint(f), "is_chosen": f.value == chosen}
            for f in Finding
        ]

    def _hint(self, finding: Finding) -> str:
        if finding == Finding.DROP:
            return str(HINTS[finding])
        words = HINTS[finding]
        if finding == Finding.TRYING and self.lesson.status == Status.RELAPSED:
            words = _("Best with another action, or put differently.")
        days = self.lesson.later_check_after if finding == Finding.HOLDS else self.lesson.first_check_after
        again = ngettext("Looked at again in %(n)d day.", "Looked at again in %(n)d days.", days) % {"n": days}
        return f"{words} {again}"

    def clean(self) -> dict[str, Any]:
        is_dropped = self.cleaned_data.get("finding") == Finding.DROP
        if is_dropped and not self.cleaned_data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say why it is dropped: everybody reads it."))
        return self.cleaned_data

    @property
    def found(self) -> Found:
        cleaned = self.cleaned_data
        return Found(
            finding=Finding(cleaned["finding"]),
            note=cleaned["note"],
            letter=self.letters.get(cleaned["letter"]),
            seen=cleaned["seen"],
        )


def _recent_letters(team: int) -> QuerySet[Incident]:
    of_team = Incident.objects.filter(team=team).newest_first()
    return of_team.only("title", "received_on", "kind", "team")[:LETTERS_OFFERED]


RECENT_LETTERS = Prepared(_recent_letters)
"""A team's latest letters, to name the one that shows whether a lesson holds."""
