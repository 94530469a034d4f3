"""What is ticked on the page of notes, as forms: keys of notes, and nothing about who ticked them."""

from uuid import UUID

from django import forms

NO_NOTE = UUID(int=0)
"""Stands for whatever was sent that is no key at all. No note has it, so it is answered like a key that was made up."""


def read_key(sent: str) -> UUID:
    try:
        return UUID(sent)
    except ValueError:
        return NO_NOTE


class KeysField(forms.Field):
    """Keys of notes, of which a form sends any number."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> list[UUID]:
        return [read_key(key) for key in value or []]


class KeyField(forms.CharField):
    """The key of one note; none if nothing was chosen."""

    def to_python(self, value: str | None) -> UUID | None:  # type: ignore[override]  # a key, where characters were sent
        return read_key(value) if value else None


class NotesForm(forms.Form):
    """Notes that say the same."""

    key = KeysField(required=False)


class NoteForm(forms.Form):
    """One note."""

    note = KeyField(required=False)


class BallotForm(forms.Form):
    """What somebody picked; whoever picks nothing says so."""

    pick = KeysField(required=False)
    nothing = forms.BooleanField(required=False)
