"""The forms of putting it right: what a customer said, what we promised them, and papers that came later."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from foundation.fields import DayInput, LineField, PassageField, check_due_day
from incidents import papers
from incidents.forms.fields import RowField, SeveralFilesField, offer
from people.models import Team, User


class StepForm(forms.Form):
    """A step that was done; the note may stay empty."""

    note = PassageField(
        label=_("What did the customer say?"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PromiseForm(forms.Form):
    """What the customer was told: what, by whom, by when."""

    what = LineField(
        label=_("What did we promise?"),
        max_length=200,
        error_messages={"required": _("Write down what the customer was told.")},
    )
    owner = RowField(User.objects.none(), label=_("Who keeps it?"), empty_label=None)
    due_on = forms.DateField(
        label=_("By when?"),
        widget=DayInput,
        help_text=_("Set it so that we can beat it."),
        error_messages={"required": _("Say by when.")},
    )

    def __init__(self, data: QueryDict | None = None, *, team: Team, person: User, today: date) -> None:
        super().__init__(data, initial={"owner": person.pk})
        self.today = today
        offer(self, "owner", User.objects.in_team(team.pk).order_by("name", "pk"))
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean_due_on(self) -> date:
        due_on = self.cleaned_data["due_on"]
        check_due_day(due_on, today=self.today)
        return due_on


class PapersForm(forms.Form):
    """Scans and photos for a letter that was logged before."""

    papers = SeveralFilesField(label=_("Photo or scan"), required=False)

    def __init__(self, *args: Any, kept_papers: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.room = papers.MOST_PAPERS - kept_papers
        self.fields["papers"].widget.attrs |= {"accept": papers.ACCEPT}

    def clean_papers(self) -> list[Any]:
        uploads = self.cleaned_data["papers"]
        refusals = [papers.refusal_of(upload, has_room=n < self.room) for n, upload in enumerate(uploads)]
        if any(refusals):
            raise forms.ValidationError([refusal for refusal in refusals if refusal])
        if not uploads:
            raise forms.ValidationError(_("Choose a file first."))
        return uploads
