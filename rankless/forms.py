"""The three boxes of a debrief, and the reason for opening a completed one again. Nothing here asks who is writing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import PassageField
from foundation.text import storable
from rankless.models import Debrief, Section
from rankless.seen import Seen, as_stored
from rankless.writing import Typed

LONGEST_TEXT = 100_000
LONGEST_REASON = 1_000
TOO_LONG = _("This is too long to save: %(show_value)d characters. At most %(limit_value)d fit.")


class SectionField(PassageField):
    def __init__(self) -> None:
        super().__init__(required=False, max_length=LONGEST_TEXT, error_messages={"max_length": TOO_LONG})


class SectionsForm(forms.Form):
    """What was sent for the sections; one that was not sent at all is left alone.

    Beside each text stands, as `<section>_seen`, what its writer had before them.
    """

    what = SectionField()
    why = SectionField()
    differently = SectionField()

    def was_sent(self, section: Section) -> bool:
        return section.value in self.data

    def text_of(self, section: Section) -> str:
        """The text as it was sent, whether or not it can be saved."""
        return storable(self.data.get(section.value, ""))

    def errors_of(self, section: Section) -> list[str]:
        return [str(error) for error in self.errors.get(section.value, [])]

    def seen(self, section: Section) -> Seen:
        return Seen.parse(self.data.get(f"{section.value}_seen", ""))

    def touched(self) -> dict[Section, Typed]:
        """The texts that differ from what their writer had before them, and can be saved."""
        return {
            section: Typed(self.cleaned_data[section.value], based_on=self.seen(section).version)
            for section in Section
            if self.was_sent(section)
            and section.value in self.cleaned_data
            and not self.seen(section).is_of(self.text_of(section))
        }

    def versions_read(self, debrief: Debrief) -> dict[Section, int]:
        """For each section the version its sender has read: the present one only if they sent just that text."""
        return {
            section: debrief.version_of(section)
            if as_stored(self.text_of(section)) == debrief.text_of(section)
            else self.seen(section).version
            for section in Section
        }


class ReopenForm(forms.Form):
    """Why a completed debrief is opened again; everybody reads it."""

    reason = PassageField(
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why, in a few words: everybody reads it.")},
    )
