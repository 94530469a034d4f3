"""What people say of their own hours, quiet days, holidays and absences, and what is said of a team's."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from foundation.fields import DayInput, TimeInput
from foundation.regions import RegionField, name_of
from people.absences import FURTHEST, LONGEST, colleagues_of
from people.models import User

AN_HOUR = timedelta(hours=1)


class WeekdaysField(forms.MultipleChoiceField):
    """Some days of the week, kept as digits from 0 for Monday."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[(str(number), name) for number, name in WEEKDAYS.items()], **options)

    def prepare_value(self, value: Any) -> Any:
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return "".join(sorted(set(super().clean(value))))


class HoursForm(forms.ModelForm):
    """When mails reach somebody."""

    class Meta:
        model = User
        fields: ClassVar = ["morning", "evening", "quiet_weekdays", "holiday_region"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: User = self.instance
        for name, label in (("morning", _("Not before")), ("evening", _("Not after"))):
            self.fields[name] = forms.TimeField(
                label=label, widget=TimeInput(), error_messages={"required": _("Say a time, such as 08:30.")}
            )
        self.fields["quiet_weekdays"] = WeekdaysField(
            required=False,
            label=_("Quiet days"),
            help_text=_("No mail comes on these days, even if your team works then."),
        )
        self.fields["holiday_region"] = RegionField(
            required=False,
            label=_("Public holidays"),
            help_text=_what_holidays_mean(person),
        )

    def clean_quiet_weekdays(self) -> str:
        quiet: str = self.cleaned_data["quiet_weekdays"]
        person: User = self.instance
        worked = {digit for team in person.teams for digit in team.working_weekdays} or set("01234")
        if worked <= set(quiet):
            raise forms.ValidationError(_("Leave at least one day on which your team works."))
        return quiet

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("morning"), cleaned.get("evening")
        if begins and ends and datetime.combine(date.min, ends) - datetime.combine(date.min, begins) < AN_HOUR:
            self.add_error("evening", _("Leave at least one hour between the two."))
        return cleaned


def _what_holidays_mean(person: User) -> str:
    region = next((team.holiday_region for team in person.teams if team.holiday_region), "")
    said = _("Type a country or a part of it. Left empty: those of your team, %(region)s.")
    return said % {"region": name_of(region) if region else _("which has set none")}


class AbsenceForm(forms.Form):
    """Days on which somebody is away, and who stands in."""

    first_day = forms.DateField(
        label=_("First day away"),
        widget=DayInput,
        error_messages={"required": _("Say from which day on you are away.")},
    )
    last_day = forms.DateField(
        label=_("Last day away"),
        widget=DayInput,
        error_messages={"required": _("Say which day is the last one; it can be the same.")},
    )
    stand_in = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Who stands in"),
        empty_label=_("Nobody: everything waits"),
        help_text=_(
            "Promises, actions, customers to look after, letters to sort and lessons to check go to them, too."
        ),
        error_messages={
            "invalid_choice": _("Choose somebody from one of your teams: nobody else could see what is to be done.")
        },
    )

    def __init__(self, *args: Any, person: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["stand_in"].queryset = colleagues_of(person)  # type: ignore[attr-defined]  # a field of choices

    def clean_last_day(self) -> date:
        last: date = self.cleaned_data["last_day"]
        if last < self.today:
            raise forms.ValidationError(_("This day is over. Choose today or a later one."))
        return last

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last:
            if last < first:
                self.add_error("last_day", _("This day lies before the first."))
            elif first > self.today + FURTHEST or last - first > LONGEST:
                self.add_error("last_day", _("Look at the year: this is too far ahead."))
        return self.cleaned_data
