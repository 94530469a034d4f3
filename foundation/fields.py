"""Form fields for what people type: as a database can hold it, never cut off without a word, and days that can be kept."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.text import is_seen, storable

FURTHEST_DUE = timedelta(days=5 * 366)
"""Nobody means a day further ahead: it is a slip in the year."""
TOO_LONG = _("This has %(show_value)d characters; at most %(limit_value)d fit. Shorten it.")


class LineField(forms.CharField):
    """One line: white space of any kind, line ends included, becomes a single space; what nobody would see is nothing."""

    default_error_messages: ClassVar = {"max_length": TOO_LONG}

    def to_python(self, value: Any) -> str:
        line = " ".join(storable(str(value or "")).split())
        return line if is_seen(line) else ""


class PassageField(forms.CharField):
    """Several lines, kept as they were typed; what nobody would see is nothing."""

    default_error_messages: ClassVar = {"max_length": TOO_LONG}
    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        passage = storable(super().to_python(value) or "")
        return passage if is_seen(passage) else ""


class Select(forms.Select):
    """A list to choose one from, without groups, put together at once: Django takes two templates for each of its options.

    It bears the name of Django's, by which forms are styled.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = self.get_context(name, value, attrs)["widget"]
        options = [option for _, group, _ in shown["optgroups"] for option in group]
        return format_html(
            '<select name="{}"{}>{}</select>',
            shown["name"],
            flatatt(shown["attrs"]),
            format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options),
            ),
        )


class DayInput(forms.DateInput):
    """The browser's own calendar; without one, a day typed as 2026-11-21."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock; without one, a time typed as 14:30."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def check_due_day(day: date, *, today: date) -> None:
    """Raise ValidationError if nothing can be due on `day`: it is over, or further ahead than anybody means."""
    if day < today:
        raise ValidationError(_("This day is over. Choose today or a later one."))
    if day > today + FURTHEST_DUE:
        raise ValidationError(_("Look at the year: this is too far ahead."))
