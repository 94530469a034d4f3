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
        self.now: dict[str, str] = {}
        super().__init__(data, initial=None if data else _as_it_is(lesson))
        self.stages = _by_key(Stage.objects.active())
        self.offered: dict[str, dict[str, Any]] = {
            "factors": _by_key(Factor.objects.all()),
            "themes": _by_key(Theme.objects.order_by("name")),
            "points": _by_key(letter),
        }
        if lesson.stage and str(lesson.stage.pk) not in self.stages:
            self.stages[str(lesson.stage.pk)] = lesson.stage
        self.fields["stage"].choices = [("", _("not sure")), *((key, s.name) for key, s in self.stages.items())]
        for name, rows in self.offered.items():
            self.fields[name].choices = [(key, str(row)) for key, row in rows.items()]

    def clean_sentence(self) -> str:
        sentence: str = self.cleaned_data["sentence"]
        if not sentence:
            raise forms.ValidationError(_("Say the lesson in one sentence."))
        return sentence

    def tell_what_it_says_now(self) -> None:
        """Somebody else was faster: `now` says what it says where that is not what was typed. Sent once more, it is kept."""
        as_it_is = _as_it_is(self.lesson)
        for name, value in as_it_is.items():
            if name != "seen" and _told(value) != _told(self[name].value()):
                self.now[name] = self._in_words(name, value)
        sent: Any = self.data
        sent = sent.copy()
        sent["seen"], self.data = as_it_is["seen"], sent

    def _in_words(self, name: str, value: Any) -> str:
        match name:
            case "stage":
                words = str(self.lesson.stage or _("not sure"))
            case "kind":
                words = str(LessonKind(value).label)
            case "factors" | "themes" | "points":
                words = ", ".join(str(row) for key, row in self.offered[name].items() if key in value)
            case _:
                words = str(value)
        return words or str(_("nothing"))

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


def _told(value: Any) -> Any:
    """What is in a field, however its ends and lines were sent."""
    return sorted(value) if isinstance(value, list) else " ".join(str(value or "").split())


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
