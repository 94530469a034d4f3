"""What people say about themselves, and what an administrator says about people and teams."""

from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.regions import RegionField
from people.hours_forms import WeekdaysField
from people.joining import Duties, Duty, duties_of
from people.models import Team, User


@cache
def _zones() -> list[str]:
    """The places people live in; the database has many more names for the same zones."""
    regions = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.partition("/")[0] in regions)]


class TimeZoneField(forms.TypedChoiceField):
    """A time zone, chosen by its place; a zone that was stored under an older name can stay."""

    def __init__(self, *, current: str, **options: Any) -> None:
        zones = _zones() if current in _zones() else [current, *_zones()]
        super().__init__(choices=[(zone, zone.replace("_", " ")) for zone in zones], initial=current, **options)


class SettingsForm(forms.ModelForm):
    """One's own name, time zone and language, and whether one reads the weekly letter."""

    class Meta:
        model = User
        fields: ClassVar = ["name", "time_zone", "language", "wants_weekly_letter"]
        help_texts: ClassVar = {
            "wants_weekly_letter": _(
                "On Monday mornings, if there is something to tell: what was learned and what came back, praise in the"
                " words of customers, and what is late."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = TimeZoneField(
            current=self.instance.time_zone,
            label=_("Time zone"),
            help_text=_("Reminders come in the morning of this zone, and days are counted in it."),
        )
        self.fields["language"] = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]


class TeamForm(forms.ModelForm):
    """A team: its name, and the calendar its days are counted in."""

    class Meta:
        model = Team
        fields: ClassVar = ["name", "time_zone", "working_weekdays", "holiday_region"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = TimeZoneField(
            current=self.instance.time_zone,
            label=_("Time zone"),
            help_text=_("Days by which letters are answered and debriefs are due are counted in it."),
        )
        self.fields["working_weekdays"] = WeekdaysField(
            label=_("Working days"),
            error_messages={"required": _("Choose at least one day.")},
        )
        self.fields["holiday_region"] = RegionField(
            required=False,
            label=_("Public holidays"),
            help_text=_(
                "Type a country or a part of it. Nothing falls due on its holidays; left empty, there are none."
            ),
        )


class PersonForm(forms.ModelForm):
    """One person with what they do in each team."""

    class Meta:
        model = User
        fields: ClassVar = ["name", "email", "is_administrator", "is_active"]
        labels: ClassVar = {"is_administrator": _("Administrator"), "is_active": _("May sign in")}
        help_texts: ClassVar = {
            "is_administrator": _("Adds people and teams, sees the outbox. Sees no letters without being in a team."),
            "is_active": _("Untick when somebody leaves. What they did stays."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = list(Team.objects.all())
        does = duties_of(self.instance) if self.instance.pk else {}
        if not self.instance.pk:
            del self.fields["is_active"]
        for team in self.teams:
            self.fields[f"team_{team.pk}"] = forms.MultipleChoiceField(
                choices=Duty.choices,
                required=False,
                label=team.name,
                initial=sorted(does.get(team.pk, ())),
                widget=forms.CheckboxSelectMultiple,
            )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody signs in with this address already."))
        return email

    @property
    def team_fields(self) -> list[forms.BoundField]:
        return [self[f"team_{team.pk}"] for team in self.teams]

    @property
    def duties(self) -> Duties:
        """What the person does in each team, as it was ticked."""
        return {team: set(self.cleaned_data[f"team_{team.pk}"]) for team in self.teams}
