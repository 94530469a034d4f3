"""Days are said as people say them, and what is due says whether it is still ahead."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from foundation.dates import say_day, say_due, say_moment
from foundation.templatetags.dates import people_day, say_with_day

SATURDAY = date(2026, 11, 21)


def in_one_piece(words: str) -> str:
    """With spaces at which no line ends."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 21), "today"),
        (date(2026, 11, 22), "tomorrow"),
        (date(2026, 11, 20), "yesterday"),
        (date(2026, 11, 24), in_one_piece("Tue 24 Nov")),
        (date(2026, 1, 5), in_one_piece("Mon 5 Jan")),
        (date(2025, 11, 21), in_one_piece("Fri 21 Nov 2025")),
        (date(2027, 1, 4), in_one_piece("Mon 4 Jan 2027")),
    ],
)
def test_a_day_is_said_as_people_say_it(day: date, words: str) -> None:
    assert say_day(day, today=SATURDAY) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 20), "due yesterday"),
        (date(2026, 11, 21), "due today"),
        (date(2026, 11, 22), "due tomorrow"),
        (date(2026, 11, 24), "due Tuesday"),
        (date(2026, 11, 27), "due Friday"),
        (date(2026, 11, 28), "due " + in_one_piece("Sat 28 Nov")),
        (date(2026, 12, 3), "due " + in_one_piece("Thu 3 Dec")),
        (date(2026, 11, 12), "was due " + in_one_piece("Thu 12 Nov")),
        (date(2025, 12, 31), "was due " + in_one_piece("Wed 31 Dec 2025")),
    ],
)
def test_what_is_due_says_when(day: date, words: str) -> None:
    assert say_due(day, today=SATURDAY) == words


def test_new_years_eve_is_yesterday_on_new_years_day() -> None:
    assert say_day(date(2025, 12, 31), today=date(2026, 1, 1)) == "yesterday"


def test_a_moment_follows_the_active_time_zone() -> None:
    late_in_utc = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    with timezone.override("Europe/Berlin"):
        assert say_moment(late_in_utc, today=SATURDAY) == "today, 00:30"
    with timezone.override("America/New_York"):
        assert say_moment(late_in_utc, today=SATURDAY) == "yesterday, 18:30"


@given(day=st.dates(), today=st.dates())
def test_every_day_can_be_said_and_only_neighbours_by_their_own_word(day: date, today: date) -> None:
    near = abs((day - today).days) <= 1
    assert (say_day(day, today=today) in {"today", "tomorrow", "yesterday"}) == near
    assert say_due(day, today=today).startswith("was due") == (today - day > timedelta(days=1))


@given(st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_two_days_are_never_said_alike(one: date, other: date) -> None:
    if one != other:
        assert say_day(one, today=SATURDAY) != say_day(other, today=SATURDAY)


def render(source: str, **values: object) -> str:
    return Template("{% load dates %}" + source).render(Context(values))


def test_the_element_is_exact_where_its_words_are_not() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    rendered = render("{{ day|people_day }}", day=tomorrow)
    assert f'datetime="{tomorrow.isoformat()}"' in rendered
    assert f"{tomorrow.day}" in rendered.split("title=")[1]
    assert ">tomorrow</time>" in rendered


def test_what_is_late_wears_a_stamp_and_what_is_not_does_not() -> None:
    today = timezone.localdate()
    assert "stamp late" in render("{% due day %}", day=today - timedelta(days=1))
    assert "stamp late" not in render("{% due day %}", day=today)


@pytest.mark.parametrize("source", ["{{ day|people_day }}", "{{ day|people_moment }}", "{% due day %}"])
def test_no_day_leaves_nothing(source: str) -> None:
    assert render(source, day=None) == ""


def test_words_hold_their_day_wherever_a_language_puts_it_and_nothing_typed_becomes_markup():
    day = timezone.localdate()
    assert say_with_day("<b> %(day)s an", day) == f"&lt;b&gt; {people_day(day)} an"
