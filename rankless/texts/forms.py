"""The texts of a debrief, and the reasons against what was agreed. Nothing here asks who is writing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import PassageField
from foundation.text import storable
from rankless.models import Debrief, Part, Section
from rankless.texts.seen import Seen, as_stored
from rankless.texts.writing import Typed

LONGEST_TEXT = 100_000
LONGEST_REASON = 1_000
LONGEST_ADDITION = 5_000
TOO_LONG = _("This is too long to save: %(show_value)d characters. At most %(limit_value)d fit.")


class TextField(PassageField):
    def __init__(self) -> None:
        super().__init__(required=False, max_length=LONGEST_TEXT, error_messages={"max_length": TOO_LONG})


class TextsForm(forms.Form):
    """What was sent of the texts of a debrief; one that was not sent at all is left alone.

    Beside each text stands, as `<part>_seen`, what its writer had before them.
    """

    what = TextField()
    why = TextField()
    differently = TextField()
    other_side = TextField()
    no_change_because = TextField()

    def was_sent(self, part: Part) -> bool:
        return part.value in self.data

    def text_of(self, part: Part) -> str:
        """The text as it was sent, whether or not it can be saved."""
        return storable(self.data.get(part.value, ""))

    def errors_of(self, part: Part) -> list[str]:
        return [str(error) for error in self.errors.get(part.value, [])]

    def seen(self, part: Part) -> Seen:
        return Seen.parse(self.data.get(f"{part.value}_seen", ""))

    def touched(self) -> dict[Part, Typed]:
        """The texts that differ from what their writer had before them, and can be saved."""
        return {
            part: Typed(self.cleaned_data[part.value], based_on=self.seen(part).version)
            for part in Part
            if self.was_sent(part) and part.value in self.cleaned_data and not self.seen(part).is_of(self.text_of(part))
        }

    def versions_read(self, debrief: Debrief) -> dict[Part, int]:
        """For each text the version its sender has read: the present one only if they sent just that text."""
        return {
            part: debrief.version_of(part)
            if as_stored(self.text_of(part)) == debrief.text_of(part)
            else self.seen(part).version
            for part in Part
        }


class ReasonForm(forms.Form):
    """Why a completed debrief is opened again, or what somebody objects; everybody reads it."""

    reason = PassageField(
        max_length=LONGEST_REASON,
        error_messages={
            "required": _("Say why, in a few words: everybody reads it."),
            "max_length": TOO_LONG,
        },
    )


class AdditionForm(forms.Form):
    """What is added to one section of a completed debrief."""

    section = forms.ChoiceField(choices=Section.choices)
    text = PassageField(
        max_length=LONGEST_ADDITION,
        error_messages={"required": _("Write what is to be added."), "max_length": TOO_LONG},
    )
