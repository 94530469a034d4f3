"""What people type, as forms take it."""

from datetime import date, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test.html import parse_html

from foundation.fields import LineField, PassageField, Select, check_due_day

TODAY = date(2026, 3, 2)


def test_a_line_has_no_line_ends_and_no_space_around_it() -> None:
    assert LineField().clean("  We call\r\n before\x00\tthey ask. ") == "We call before they ask."


def test_a_passage_keeps_its_lines() -> None:
    assert PassageField().clean("one\r\n\r\ntwo") == "one\n\ntwo"


@pytest.mark.parametrize("field", [LineField, PassageField])
def test_what_is_too_long_is_said_in_plain_words(field: type[forms.CharField]) -> None:
    with pytest.raises(ValidationError, match=r"This has 9 characters; at most 8 fit\. Shorten it\."):
        field(max_length=8).clean("too long.")


@pytest.mark.parametrize("unseen", [" \r\n\t", "\u200b\u200b", "\u2060\n\ufeff", "\u202e\u00a0"])
def test_what_nobody_would_see_is_nothing(unseen: str) -> None:
    assert LineField(required=False).clean(unseen) == ""
    assert PassageField(required=False, strip=False).clean(unseen) == ""
    with pytest.raises(ValidationError):
        PassageField(strip=False).clean(unseen)


@pytest.mark.parametrize("days", [0, 1, 5 * 365])
def test_something_may_be_due_today_or_years_ahead(days: int) -> None:
    check_due_day(TODAY + timedelta(days=days), today=TODAY)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), date(2226, 3, 2), date.max])
def test_nothing_is_due_on_a_day_that_is_over_or_that_nobody_means(day: date) -> None:
    with pytest.raises(ValidationError):
        check_due_day(day, today=TODAY)


def test_a_list_to_choose_from_looks_like_that_of_django() -> None:
    choices = [("", "not sure"), (1001, "<b>Counter</b> & “till”"), ("b'\"", "by phone")]
    looks = {"id": "id_team", "class": "form-select", "required": True, "disabled": False}
    for chosen in (None, "", 1001, "1001", "b'\""):
        ours, theirs = (select(choices=choices).render("team", chosen, looks) for select in (Select, forms.Select))
        assert parse_html(ours) == parse_html(theirs)
