"""The forms of a letter: logging it (or keeping it for later), and changing what is known about it."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.database.prepared import Prepared
from foundation.fields import DayInput, LineField, Select
from foundation.text import storable
from incidents import papers
from incidents.customers import Contact
from incidents.editing import Details
from incidents.forms.fields import (
    CustomerField,
    LetterField,
    RowField,
    SeveralField,
    SeveralFilesField,
    SeveralFilesInput,
    offer,
)
from incidents.intake import Sorted
from incidents.models import Channel, Customer, Incident, Kind, Stage, Theme
from incidents.models.incidents import TITLE_LENGTH
from people.models import Team, User

NEEDED_FOR_LATER = {"text", "papers", "team", NON_FIELD_ERRORS}
LONGEST_VALUE_KEPT = 2_000
EARLIEST_LETTER = date(1970, 1, 1)

# Put into SQL once for all forms.
STAGES = Prepared(Stage.objects.active, numbers=0)
THEMES = Prepared(Theme.objects.active, numbers=0)


class DetailsForm(forms.Form):
    """What is known about a letter beside its text."""

    kind = forms.ChoiceField(
        label=_("Is it a complaint or praise?"),
        choices=Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is a complaint or praise.")},
    )
    title = LineField(label=_("Title"), required=False, max_length=TITLE_LENGTH)
    received_on = forms.DateField(label=_("Date of the letter"), widget=DayInput)
    customer = CustomerField(required=False, widget=forms.HiddenInput)
    customer_name = LineField(
        label=_("Customer"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": _("Name, phone or e-mail")}),
    )
    customer_phone = LineField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    customer_email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    channel = forms.ChoiceField(
        label=_("How it came"), required=False, widget=Select, choices=[("", _("not sure")), *Channel.choices]
    )
    themes = SeveralField(
        Theme.objects.active(), read=THEMES, label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, team_ids: list[int], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["received_on"].widget.attrs["max"] = today.isoformat()
        if "customer" in self.fields:
            self.fields["customer"].team_ids = team_ids

    def clean_received_on(self) -> date:
        """Today if none was said; not a day to come, and not one so long ago that the year must be wrong."""
        day = self.cleaned_data["received_on"] or self.today
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        if day < EARLIEST_LETTER:
            raise forms.ValidationError(_("Look at the year: this is too long ago."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "customer" in self.errors:
            # They are chosen from what stands below the name, so the mistake is named there.
            del self.errors["customer"]
            self.add_error("customer_name", _("Choose the customer again."))
        is_somebody = cleaned.get("customer") or cleaned.get("customer_name")
        has_contact = cleaned.get("customer_phone") or cleaned.get("customer_email")
        if has_contact and not is_somebody and "customer_name" not in self.errors:
            self.add_error("customer_name", _("Say whose phone or e-mail this is."))
        return cleaned

    @property
    def contact(self) -> Contact:
        """What was typed about a customer. With a known one chosen, the name typed was only to find them."""
        cleaned = self.cleaned_data
        return Contact(cleaned["customer_name"], cleaned["customer_phone"], cleaned["customer_email"])

    @property
    def chosen_customer(self) -> Customer | None:
        """The customer whose card the page shows as chosen, also when the form is shown again."""
        value = self["customer"].value()
        field = self.fields["customer"]
        try:
            return field.clean(getattr(value, "pk", value))
        except forms.ValidationError:
            return None


class LetterForm(DetailsForm):
    """Log a letter. To log it, its words or a photo and its kind are needed; to keep it for later, only the former."""

    field_order: ClassVar = ["team", "text", "papers", "kind"]

    text = LetterField(label=_("What the letter says"), widget=forms.Textarea({"rows": 7}))
    papers = SeveralFilesField(
        label=_("Photo or scan"), required=False, widget=SeveralFilesInput({"accept": papers.ACCEPT})
    )
    team = RowField(Team.objects.none(), label=_("Team"), widget=Select, empty_label=None)
    stage = RowField(
        Stage.objects.active(), read=STAGES, label=_("Stage"), required=False, widget=Select, empty_label=_("not sure"),
        help_text=_("Where in the customer's way with us did it happen?"),
    )  # fmt: skip
    people_hear_first = forms.BooleanField(
        label=_("A harsh complaint: the people concerned should hear of it first"),
        required=False,
        help_text=_("Its debrief keeps the letter back until somebody has spoken with them."),
    )

    def __init__(
        self, *args: Any, person: User, today: date, is_for_later: bool = False, kept_papers: int = 0, **options: Any
    ) -> None:
        super().__init__(*args, team_ids=person.managed_team_ids, today=today, **options)
        self.is_for_later = is_for_later
        self.kept_papers = kept_papers
        self.good_papers: list[UploadedFile] = []
        managed = _managed_teams(person)
        self.only_team = managed[0] if len(managed) == 1 else None
        self.fields["received_on"].required = False
        self.person = person
        if self.only_team:
            self.fields.pop("team", None)
        else:
            offer(self, "team", self.managed_teams, read=lambda: managed)

    def full_clean(self) -> None:
        """A letter for later is taken whatever stands in the other fields; they are looked at when it is sorted."""
        super().full_clean()
        if self.is_for_later:
            for name in set(self.errors) - NEEDED_FOR_LATER:
                del self.errors[name]

    def clean_papers(self) -> list[UploadedFile]:
        room = papers.MOST_PAPERS - self.kept_papers
        for upload in self.cleaned_data["papers"]:
            refusal = papers.refusal_of(upload, has_room=len(self.good_papers) < room)
            if refusal:
                self.add_error("papers", refusal)
            else:
                self.good_papers.append(upload)
        return self.good_papers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        has_words = bool((cleaned.get("text") or "").strip()) or "text" in self.errors
        if not has_words and not self.good_papers and not self.kept_papers and "papers" not in self.errors:
            self.add_error("text", _("Type what the letter says, or add a photo of it."))
        customer = cleaned.get("customer")
        if customer and cleaned.get("team", self.only_team) not in {customer.team, None}:
            self.add_error("customer_name", _("This customer belongs to another of your teams."))
        return cleaned

    @cached_property
    def managed_teams(self) -> QuerySet[Team]:
        return Team.objects.filter(pk__in=self.person.managed_team_ids)

    @property
    def chosen_team(self) -> Team:
        """The team that is to have the letter; if none was chosen rightly, the first that can be chosen."""
        if self.only_team:
            return self.only_team
        return self.cleaned_data.get("team") or self.managed_teams[0]

    @property
    def sorted_as(self) -> Sorted:
        cleaned = self.cleaned_data
        return Sorted(
            kind=Kind(cleaned["kind"]),
            team=self.chosen_team,
            received_on=cleaned["received_on"],
            title=cleaned["title"],
            customer=cleaned["customer"],
            contact=self.contact,
            channel=cleaned["channel"],
            stage=cleaned["stage"],
            themes=cleaned["themes"],
            people_hear_first=cleaned["people_hear_first"] and cleaned["kind"] == Kind.COMPLAINT,
        )

    @property
    def has_folded_errors(self) -> bool:
        """Whether a mistake hides under “More”."""
        return bool(set(self.errors) - {"kind", "text", "papers", "team", "__all__"})


class FirstPressForm(LetterForm):
    """What the first press of a form sent. It is never shown, so of what was left empty no field is made.

    Nearly every letter comes with no more than its words and its kind, and a field takes longer to make than to look at.
    """

    def __init__(self, data: QueryDict, *, person: User, today: date) -> None:
        self.base_fields = {  # type: ignore[misc]  # of this form alone
            name: field
            for name, field in LetterForm.base_fields.items()
            if any(data.getlist(name)) or name not in _what_empty_fields_hold()
        }
        if len(person.managed_team_ids) == 1:
            self.base_fields.pop("team", None)
        super().__init__(data, person=person, today=today)

    def _clean_fields(self) -> None:
        super()._clean_fields()
        self.cleaned_data = {**_what_empty_fields_hold(), **self.cleaned_data}

    def add_error(self, field: str | None, error: Any) -> None:
        """Nobody reads where the mistake is: the form that is shown says so."""
        super().add_error(field if field in self.fields else None, error)


class EditForm(DetailsForm):
    """Change what is known about a letter. Its text never changes; its kind does not after the debrief is complete."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        incident: Incident,
        today: date,
        is_kind_settled: bool,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        """`typed` is what stands in the form that is shown again unjudged, after a customer was looked up."""
        themes = [theme.pk for theme in incident.themes.all()]
        initial = {
            "kind": incident.kind,
            "title": incident.own_title,
            "received_on": incident.received_on,
            "customer": incident.customer_id,
            "channel": incident.channel,
            "themes": themes,
        }
        super().__init__(data, initial=typed or initial, team_ids=[incident.team_id], today=today)
        self.fields["title"].required = True
        offer(self, "themes", Theme.objects.active() | Theme.objects.filter(pk__in=themes))
        self.fields["kind"].disabled = is_kind_settled

    @property
    def details(self) -> Details:
        cleaned = self.cleaned_data
        return Details(
            kind=Kind(cleaned["kind"]),
            title=cleaned["title"],
            received_on=cleaned["received_on"],
            customer=cleaned["customer"],
            contact=self.contact,
            channel=cleaned["channel"],
            themes=cleaned["themes"],
        )


@cache
def _what_empty_fields_hold() -> dict[str, Any]:
    """What each field that may be left empty gives then. The letter's own words are not among them: they may be missing
    only where a photo came along, which the form itself looks at.
    """
    fields = LetterForm.base_fields.items()
    return {name: field.clean(None) for name, field in fields if not field.required and name != "text"}


def typed_in(data: QueryDict) -> dict[str, Any]:
    """Everything typed beside the letter itself, as it was typed: what a form can be filled with again."""
    kept = [name for name in LetterForm.base_fields if name not in {"text", "papers"}]
    typed: dict[str, Any] = {name: storable(data.get(name, ""))[:LONGEST_VALUE_KEPT] for name in kept if name in data}
    if "themes" in data:
        typed["themes"] = [storable(value)[:20] for value in data.getlist("themes")[:100]]
    return typed


def filled_with(typed: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """What a letter form starts with: what was typed before, the day of today if none was."""
    return {**typed, "received_on": typed.get("received_on") or today}


def _managed_teams(person: User) -> list[Team]:
    managed = person.managed_team_ids
    return [team for team in person.teams if team.pk in managed]
