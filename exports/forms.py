"""What is to be taken out, of which teams, since when, and as what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exports.models import Format, What
from foundation.fields import DayInput
from people.models import Team


class ExportForm(forms.Form):
    what = forms.ChoiceField(label=_("What"), choices=What.choices)
    team = forms.ChoiceField(label=_("Team"), required=False)
    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=DayInput,
        help_text=_("Leave it empty for everything."),
    )
    format = forms.ChoiceField(label=_("As"), choices=Format.choices)

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = teams
        self.fields["team"].choices = [("", _("all of them")), *((str(team.pk), team.name) for team in teams)]

    @property
    def chosen_teams(self) -> list[Team]:
        wanted = self.cleaned_data["team"]
        return [team for team in self.teams if not wanted or str(team.pk) == wanted]
