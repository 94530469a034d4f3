"""The form for putting a lesson differently: its words, what it is about, what is expected, and when it is looked at."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import PassageField
from incidents.models import Factor, Point, Stage, Theme
from lessons.changing import Put, chosen_of, seen_of
from lessons.forms.drawing import LONGEST_SENTENCE, ShortLineField
from lessons.models import Lesson, LessonKind

LONGEST_TEXT = 2_000
LONGEST_WAIT = 730


class DaysField(forms.IntegerField):
    """After how many days somebody looks whether it holds."""

    def __init__(self, **options: Any) -> None:
        wrong = _("A whole number of days, from 1 to 730.")
        words = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
        super().__init__(min_value=1, max_value=LONGEST_WAIT, error_messages=words, **options)


class ChosenField(forms.MultipleChoiceField):
    """Any of some rows, by their number."""

    def __init__(self, wrong: Any) -> None:
        super().__init__(required=False, error_messages={"invalid_choice": wrong, "invalid_list": wrong})


class PutForm(forms.Form):
    """Everything but where the lesson stands. `seen` says what whoever opened the form saw."""

    sentence = ShortLineField(max_length=LONGEST_SENTENCE)
    kind = forms.ChoiceField(choices=LessonKind.choices, error_messages={"required": _("Choose one.")})
    expects = PassageField(required=False, max_length=LONGEST_TEXT)
    how_to_look = PassageField(required=False, max_length=LONGEST_TEXT)
    first_check_after = DaysField()
    later_check_after = DaysField()
    stage = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": _("Choose one of the stages in the list.")}
    )
    factors = ChosenField(_("Choose among these."))
    themes = ChosenField(_("Choose among these."))
    points = ChosenField(_("Choose among these."))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, lesson: Lesson, letter: list[Point]) -> None:
        self.lesson = lesson
        super().__init__(data, initial=None if data else _as_it_is(lesson))
        self.stages = _by_key(Stage.objects.active())
        self.offered: dict[str, dict[str, Any]] = {
            "factors": _by_key(Factor.objects.all()),
            "themes": _by_key(Theme.objects.order_by("name")),
            "points": _by_key(letter),
        }
        if lesson.stage and str(lesson.stage.pk) not in self.stages:
            self.stages[str(lesson.stage.pk)] = lesson.stage
        self.fields["stage"].choices = [("", _("not sure")), *((key, s.name) for key, s in self.stages.items())]  # type: ignore[attr-defined]
        for name, rows in self.offered.items():
            self.fields[name].choices = [(key, str(row)) for key, row in rows.items()]  # type: ignore[attr-defined]

    def clean_sentence(self) -> str:
        sentence: str = self.cleaned_data["sentence"]
        if not sentence:
            raise forms.ValidationError(_("Say the lesson in one sentence."))
        return sentence

    @property
    def put(self) -> Put:
        cleaned = self.cleaned_data
        chosen = {name: [rows[key] for key in cleaned[name]] for name, rows in self.offered.items()}
        return Put(
            sentence=cleaned["sentence"],
            kind=LessonKind(cleaned["kind"]),
            stage=self.stages.get(cleaned["stage"]),
            expects=cleaned["expects"],
            how_to_look=cleaned["how_to_look"],
            first_check_after=cleaned["first_check_after"],
            later_check_after=cleaned["later_check_after"],
            **chosen,
        )


def _by_key(rows: Any) -> dict[str, Any]:
    return {str(row.pk): row for row in rows}


def _as_it_is(lesson: Lesson) -> dict[str, Any]:
    chosen = chosen_of(lesson)
    plain = ("sentence", "kind", "expects", "how_to_look", "first_check_after", "later_check_after")
    return {
        **{name: getattr(lesson, name) for name in plain},
        "stage": str(lesson.stage_id or ""),
        **{name: [str(pk) for pk in pks] for name, pks in chosen.items()},
        "seen": seen_of(lesson, chosen),
    }
