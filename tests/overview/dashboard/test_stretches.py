"""A dashboard says the same whether the totals of its weeks are kept, half of them not folded yet, or none."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from incidents.models import Factor, Kind, Point, Polarity, RecoveryStep, Stage, Theme
from incidents.recovery import finish_step, make_promise, settle_promise
from overview.dashboard.periods import CHOICES, Period
from overview.dashboard.reading import read_counts, read_teams, read_why
from overview.dashboard.sums import OF_TEAMS
from overview.dashboard.words import read_words
from tallies.folding import fold, tend_tallies
from tallies.models import Counted, Stretch, Tally, Total
from tests.factories import make_debrief, make_incident, make_person, make_revealed, make_team
from tests.overview.days import ago, day_ago, today

pytestmark = pytest.mark.django_db

NOBODY: frozenset[int] = frozenset()
DAYS = (0, 1, 2, 9, 20, 35, 60, 100, 200, 350, 400)


@pytest.fixture
def teams():
    found = [make_team(), make_team()]
    for place, days in enumerate(DAYS):
        much_happens_to_a_letter(found[place % 2], days=days, is_done=place % 3 == 0)
    return found


def much_happens_to_a_letter(team, *, days, is_done):
    person = make_person(team=team)
    kind = Kind.PRAISE if days % 2 else Kind.COMPLAINT
    letter = make_incident(team=team, kind=kind, at=ago(days), themes=[Theme.objects.first()])
    stage, factor = Stage.objects.last(), Factor.objects.first()
    place = {"polarity": Polarity.GOOD, "stage": stage, "factor": factor, "effect": "helped"}
    of_letter = {"incident": letter, "team": team, "received_on": letter.received_on}
    Point.objects.create(**of_letter, quote="a", start=0, end=1, **place)
    promise = make_promise(
        incident=letter, what="Call", owner=person, due_on=day_ago(days - 3), by=person, at=ago(days)
    )
    make_revealed(team=team, people=3, hand_ins=2, at=ago(days))
    if is_done:
        make_debrief(incident=letter, is_complete=True)
        settle_promise(promise, is_kept=True, by=person, at=ago(max(days - 2, 0)))
        finish_step(RecoveryStep.objects.filter(incident=letter).first(), by=person, at=ago(max(days - 1, 0)))


def said(teams, weeks):
    """All that is read, whatever rows it comes in; and whether the totals were."""
    ids, period = [team.pk for team in teams], Period(weeks, today())
    stretches = read_words(ids, period=period).stretches
    return [
        of_rows(counts)
        for counts in (
            read_counts(ids, period=period, stretches=stretches, alone=NOBODY, is_by_team=True),
            read_counts(ids[:1], period=period, stretches=stretches, alone=NOBODY),
            read_teams(ids, period=period, stretches=stretches, alone=NOBODY),
            read_why(ids, period=period, stretches=stretches),
        )
    ], stretches.are_kept


def of_rows(counts):
    numbers = Counter()
    rows = [row for group in (counts._rows, counts._of_teams) for found in group.values() for row in found]
    rows = [row for row in rows if row.team_id or row.counted not in OF_TEAMS]
    for row in rows:
        numbers[row[:6], "number"] += row.number
        numbers[row[:6], "of which"] += row.of_which
    return {key: number for key, number in numbers.items() if number}, counts.letters, counts.letters_of


def test_whether_or_not_totals_are_kept(teams):
    week_by_week = {weeks: said(teams, weeks) for weeks in CHOICES}
    assert not any(are_kept for _, are_kept in week_by_week.values())
    fold(limit=Tally.objects.count() // 2)
    tend_tallies(at=timezone.now(), is_over=lambda: True)
    assert Total.objects.exists()
    assert Tally.objects.filter(is_folded=False).exists()
    assert {weeks: said(teams, weeks) for weeks in CHOICES} == {w: (of, True) for w, (of, _) in week_by_week.items()}
    tend_tallies(at=timezone.now())
    assert {weeks: said(teams, weeks) for weeks in CHOICES} == {w: (of, True) for w, (of, _) in week_by_week.items()}


def test_a_page_about_a_week_that_is_not_kept_reads_the_tallies(teams):
    tend_tallies(at=ago(30))
    assert Stretch.objects.exists()
    _, are_kept = said(teams, CHOICES[0])
    assert not are_kept


def test_totals_that_an_older_release_summed_are_not_read(teams):
    """It kept less of the weeks before: until the bell has summed them up anew, weeks are read."""
    week_by_week, _ = said(teams, CHOICES[0])
    tend_tallies(at=timezone.now())
    Stretch.objects.update(holds="")
    Total.objects.filter(counted__in=[Counted.STEP_DONE, Counted.SAID, Counted.THEME]).delete()
    assert said(teams, CHOICES[0]) == (week_by_week, False)
    tend_tallies(at=timezone.now())
    assert said(teams, CHOICES[0]) == (week_by_week, True)
