"""About this day, a year ago."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lessons.learning import report_relapse
from stories.remembering import a_year_ago
from tests import factories

NOW = datetime(2028, 2, 29, 9, tzinfo=UTC)


@pytest.fixture
def team(db):
    return factories.make_team()


def norm_of(team, day: date):
    return factories.make_norm(team=team, at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


@pytest.mark.parametrize("day", [date(2027, 2, 28), date(2027, 3, 3), date(2026, 2, 25)])
def test_a_lesson_of_these_days_is_remembered(team, day):
    lesson = norm_of(team, day)
    taught, letter = a_year_ago([team.pk], on=NOW.date()), lesson.debrief.incident
    assert (taught.sentence, taught.url) == (lesson.sentence, lesson.get_absolute_url())
    assert (taught.title, taught.letter_url, taught.received_on) == (letter.title, letter.get_absolute_url(), day)


@pytest.mark.parametrize("day", [date(2027, 3, 4), date(2027, 2, 24), date(2028, 2, 28), date(2024, 2, 29)])
def test_one_of_other_days_is_not(team, day):
    norm_of(team, day)
    assert a_year_ago([team.pk], on=NOW.date()) is None


def test_last_year_comes_before_the_year_before(team):
    norm_of(team, date(2026, 2, 28))
    last_year = norm_of(team, date(2027, 3, 2))
    assert a_year_ago([team.pk], on=NOW.date()).lesson == last_year.pk


def test_what_came_back_is_not_told_as_if_it_held(team):
    lesson = norm_of(team, date(2027, 2, 28))
    report_relapse(lesson, at=NOW - timedelta(days=30))
    assert a_year_ago([team.pk], on=NOW.date()) is None


def test_other_teams_letters_are_not_told(team):
    norm_of(team, date(2027, 2, 28))
    assert a_year_ago([factories.make_team().pk], on=NOW.date()) is None
