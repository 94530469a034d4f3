"""Writing a story, showing it to a team, and thanking one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import LineField, PassageField
from people.models import Team
from stories.models.stories import TITLE_LENGTH
from stories.models.thanks import LONGEST_THANKS
from stories.telling import Words

LONGEST_LETTER = 20_000
LONGEST_CHANGED = 2_000
TOO_LONG = _("This is too long: %(show_value)d characters, where %(limit_value)d fit.")


class StoryForm(forms.Form):
    """The story as others will read it."""

    title = LineField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Give it a title."), "max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    letter = PassageField(
        label=_("The letter, as others may read it"),
        max_length=LONGEST_LETTER,
        error_messages={
            "required": _("Leave the part of the letter that taught you something."),
            "max_length": TOO_LONG,
        },
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        help_text=_(
            "Names, addresses and numbers are taken out. Read it once as a stranger would; shorten it if you like."
        ),
    )
    changed = PassageField(
        label=_("What changed"),
        required=False,
        max_length=LONGEST_CHANGED,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    customer_agreed = forms.BooleanField(
        label=_("The customer was asked and agrees to be named"),
        required=False,
        help_text=_("Needed only if their name stands in it."),
    )
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def words(self) -> Words:
        return Words(**self.cleaned_data)


class ShowForm(forms.Form):
    """The team to which a story is shown."""

    team = forms.ModelChoiceField(
        Team.objects.all(),
        label=_("Show it to"),
        empty_label=_("choose a team"),
        error_messages={"required": _("Choose a team."), "invalid_choice": _("Choose a team.")},
    )

    def __init__(self, *args: Any, without: int, **kwargs: Any) -> None:
        """`without` is the team whose story it is: they know it."""
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.exclude(pk=without)


class ThanksForm(forms.Form):
    """One line of thanks."""

    words = LineField(
        label=_("Your words"),
        max_length=LONGEST_THANKS,
        error_messages={"required": _("Say what you thank them for."), "max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
