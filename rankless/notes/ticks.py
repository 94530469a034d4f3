"""What is ticked on the page of notes, as forms: keys of notes, and nothing about who ticked them."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


class KeysField(forms.Field):
    """Keys of notes, of which a form sends any number."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> list[UUID]:
        try:
            return [UUID(key) for key in value or []]
        except ValueError as wrong:
            raise forms.ValidationError(_("This is no note.")) from wrong


class NotesForm(forms.Form):
    """Notes that say the same."""

    key = KeysField(required=False)


class NoteForm(forms.Form):
    """One note."""

    note = forms.UUIDField()


class BallotForm(forms.Form):
    """What somebody picked; whoever picks nothing says so."""

    pick = KeysField(required=False)
    nothing = forms.BooleanField(required=False)
