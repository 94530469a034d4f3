"""Fields of the forms about letters: the letter itself, choices among many, and files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from foundation.addresses import read_number
from foundation.fields import PassageField
from incidents.models import Customer

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
    assert isinstance(field, RowField)
    field.read = read
    field.queryset = choices


class RowChoices(ModelChoiceIterator):
    """What a page shows to choose from; a list is gone through twice, and read once."""

    field: "RowField"

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from ((row.pk, str(row)) for row in self.field.rows)


class RowField(forms.ModelChoiceField):
    """One of some rows, which a page may `read` in a cheaper way than the one that is chosen is found."""

    iterator = RowChoices

    def __init__(self, queryset: QuerySet[Any], *, read: Callable[[], Iterable[Any]] | None = None, **options: Any):
        self.read = read
        super().__init__(queryset, **options)

    @cached_property
    def rows(self) -> list[Any]:
        return list(self.read() if self.read else self.queryset)


class CustomerField(forms.ModelChoiceField):
    """A customer of one of `team_ids`. Few letters name a known one, so the choices are read only when one does."""

    team_ids: Sequence[int] = ()

    def __init__(self, **options: Any) -> None:
        super().__init__(Customer.objects.none(), **options)

    def to_python(self, value: Any) -> Customer | None:
        if value not in self.empty_values:
            self.queryset = Customer.objects.filter(team_id__in=self.team_ids)
        return super().to_python(value)


class SeveralField(RowField, forms.ModelMultipleChoiceField):
    """Several of the rows, or none. A number that no row can have is refused before SQLite stumbles over it."""

    def clean(self, value: Any) -> list[Any]:  # type: ignore[override]  # read, and none without asking
        for key in value or ():
            if read_number(str(key)) is None:
                raise ValidationError(self.error_messages["invalid_pk_value"], params={"pk": key})
        return list(super().clean(value)) if value else []


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Any number of files; each is looked at by the form."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [file for file in data or [] if file]
