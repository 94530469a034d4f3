"""The form by which somebody says what one passage of a letter tells."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from foundation.fields import PassageField
from incidents.models import Effect, Factor, Incident, Kind, Polarity, Stage
from incidents.passages import PassageNotFound, find_passage


class PointForm(forms.Form):
    """One thing the letter says. Without a passage it is said about the whole letter."""

    quote = PassageField(
        label=_("Passage"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Copied from the letter. Left empty, the point is about the whole letter."),
    )
    near = forms.IntegerField(required=False, widget=forms.HiddenInput)
    polarity = forms.ChoiceField(
        label=_("Is it good or bad?"),
        choices=[(Polarity.BAD, _("Bad")), (Polarity.GOOD, _("Good"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether this is good or bad.")},
    )
    stage = forms.ModelChoiceField(
        Stage.objects.active(), label=_("At which stage?"), required=False, empty_label=_("not sure")
    )
    factor = forms.ModelChoiceField(
        Factor.objects.active(), label=_("What in our way of working?"), required=False, empty_label=_("not sure")
    )
    effect = forms.ChoiceField(
        label=_("Did it help or get in the way?"),
        choices=[("", _("not said")), *Effect.choices],
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, incident: Incident, place: str = "id") -> None:
        """`place` keeps the fields of two such forms on one page apart."""
        self.incident = incident
        usual = Polarity.BAD if incident.kind == Kind.COMPLAINT else Polarity.GOOD
        super().__init__(data, initial={"polarity": usual}, auto_id=f"{place}_%s")

    def clean_quote(self) -> str:
        quote = self.cleaned_data["quote"]
        if quote.strip():
            try:
                find_passage(self.incident.text, quote)
            except PassageNotFound as problem:
                raise forms.ValidationError(problem.message) from problem
        return quote

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("factor") and not cleaned.get("effect"):
            self.add_error("effect", _("Say whether it helped or got in the way."))
        if cleaned.get("effect") and not cleaned.get("factor") and "factor" not in self.errors:
            self.add_error("factor", _("Say what it was."))
        return cleaned
