"""Fields of the forms about letters: the letter itself, choices among many, and files."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from foundation.addresses import read_number
from foundation.fields import PassageField

M = TypeVar("M", bound=Model)

LONGEST_LETTER = 200_000


class LetterField(PassageField):
    """The text of a letter. It has no `maxlength` in the page: a browser would cut a pasted letter silently."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, required=False, **options)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > LONGEST_LETTER:
            raise ValidationError(
                _("The letter is %(length)s characters long; %(most)s fit. Shorten it, or attach it as a PDF."),
                params={
                    "length": number_format(len(value), force_grouping=True),
                    "most": number_format(LONGEST_LETTER, force_grouping=True),
                },
            )


def offer(
    form: forms.BaseForm, name: str, choices: QuerySet[M], *, read: Callable[[], Iterable[M]] | None = None
) -> None:
    """Let the field `name` of `form` choose among `choices`, which a page may `read` in a cheaper way."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = choices
    if read:
        known = cache(read)  # a list is gone through twice
        nothing = [] if field.empty_label is None else [("", field.empty_label)]
        field.choices = lambda: [*nothing, *((row.pk, str(row)) for row in known())]


class SeveralField(forms.ModelMultipleChoiceField):
    """Several of the choices. A number that no row can have is refused before SQLite stumbles over it."""

    def clean(self, value: Any) -> list[Any]:  # type: ignore[override]  # read, and none without asking
        for key in value or ():
            if read_number(str(key)) is None:
                raise ValidationError(self.error_messages["invalid_pk_value"], params={"pk": key})
        chosen = super().clean(value)
        return list(chosen) if value else []


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Any number of files; each is looked at by the form."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [file for file in data or [] if file]
