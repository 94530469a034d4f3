"""What somebody is asked to say yes or no to. All such kinds tell the same few columns, so that one question reads them."""

from typing import Any, ClassVar, TypeVar

from django.db.models import CharField, F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

from reminders.awaiting.awaited import Awaited, Things
from reminders.timing import cadence

M = TypeVar("M", bound=Model)
COLUMNS = ("subject_told", "number_told", "due_told", "title_told", "lesson_told", "about_told")
"""Under names of their own: a column of a model could be called the same."""


class YesOrNo(Things[M]):
    """Asked until it was answered; nobody answers in somebody else's stead."""

    ladder = cadence.YES_OR_NO
    asks: ClassVar[Any]
    title: ClassVar[Any]
    lesson: ClassVar[Any]
    about: ClassVar[Any]
    """What says these of a row; `lesson` is the number of the lesson on whose page it is answered."""

    def read(self, things: QuerySet[M]) -> QuerySet[Any, Any]:
        told = (
            Value(self.subject.value, output_field=CharField()),
            F("pk"),
            F("due_on"),
            Cast(self.title, TextField()),
            self.lesson,
            Cast(self.about, TextField()),
        )
        return things.annotate(**dict(zip(COLUMNS, told, strict=True))).values_list(*COLUMNS, named=True)

    def awaited(self, row: Any) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.number_told,
            asks=self.asks,
            title=row.title_told,
            due_on=row.due_told,
            url=self.page(row.lesson_told),
            about=row.about_told,
        )

    def page(self, lesson: int) -> str:
        """Where it is answered."""
        raise NotImplementedError
