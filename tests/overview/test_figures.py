"""The dashboard's figures against a naive count in Python, over random small histories, on whichever engine runs."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median as plain_median

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.models import Incident, Kind, Point, Polarity, Stage
from overview.figures import figures_of, median
from overview.filters import LetterFilter
from overview.heatmap import heat_map, shade_of
from overview.periods import Period, monday_of
from people.models import Team
from rankless.models import Debrief, Phase, Way
from tests.factories import make_person, make_team

TODAY = date(2026, 3, 4)
PERIOD = Period(4, TODAY)


@dataclass(frozen=True)
class Told:
    """A letter as the naive count knows it."""

    kind: str
    is_ours: bool
    days_ago: int
    took: int | None
    due_in: int
    way: str
    points: tuple[tuple[str, int | None], ...]

    @property
    def received_on(self) -> date:
        return TODAY - timedelta(days=self.days_ago)

    @property
    def is_counted(self) -> bool:
        return self.is_ours and PERIOD.since <= self.received_on <= TODAY

    @property
    def is_late(self) -> bool:
        return self.took is None and self.due_in < 0


letters = st.builds(
    Told,
    kind=st.sampled_from(Kind.values),
    is_ours=st.booleans(),
    days_ago=st.integers(0, 40),
    took=st.none() | st.integers(0, 9),
    due_in=st.integers(-3, 3),
    way=st.sampled_from(Way.values),
    points=st.lists(st.tuples(st.sampled_from(Polarity.values), st.none() | st.integers(0, 2)), max_size=4).map(tuple),
)


def write(history: list[Told], *, ours: Team, theirs: Team, stages: list[Stage]) -> None:
    for number, told in enumerate(history):
        received = datetime.combine(told.received_on, time(9), tzinfo=UTC)
        incident = Incident.objects.create(
            kind=told.kind,
            team=ours if told.is_ours else theirs,
            title=f"letter {number}",
            received_on=told.received_on,
            logged_at=received,
        )
        done_at = received + timedelta(days=told.took) if told.took is not None else None
        Debrief.objects.create(
            incident=incident,
            team=incident.team,
            way=told.way,
            phase=Phase.COMPLETE if done_at else Phase.AGREE,
            opened_at=received,
            due_on=TODAY + timedelta(days=told.due_in),
            completed_at=done_at,
            remind_at=None if done_at else received,
            what="a",
            why="b",
            differently="c",
        )
        Point.objects.bulk_create(
            Point(incident=incident, quote="q", start=n, end=n + 1, polarity=polarity, stage=_nth(stages, stage))
            for n, (polarity, stage) in enumerate(told.points)
        )


def _nth(stages: list[Stage], number: int | None) -> Stage | None:
    return None if number is None else stages[number]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(letters, max_size=12))
def test_every_figure_equals_a_naive_count(history):
    with transaction.atomic():
        ours, theirs = make_team(), make_team()
        person, stages = make_person(team=ours), list(Stage.objects.all())
        write(history, ours=ours, theirs=theirs, stages=stages)
        counted = [told for told in history if told.is_counted]
        asked = LetterFilter(since=PERIOD.since, until=PERIOD.until)
        found = asked.letters(person, today=TODAY)

        figures = figures_of(found, period=PERIOD)
        for share, kind in ((figures.complaints, Kind.COMPLAINT), (figures.praises, Kind.PRAISE)):
            of_kind = [told for told in counted if told.kind == kind]
            assert (share.done, share.total) == (sum(told.took is not None for told in of_kind), len(of_kind))
        ways = Counter(told.way for told in counted if told.took is not None)
        assert (figures.short_way, figures.notes_first) == (ways[Way.SHORT], ways[Way.LONG])
        assert figures.late == sum(told.is_late for told in counted)
        by_week = Counter((monday_of(told.received_on), told.kind) for told in counted)
        assert [(week.monday, week.complaints, week.praises) for week in figures.weeks] == [
            (monday, by_week[monday, "complaint"], by_week[monday, "praise"]) for monday in PERIOD.mondays
        ]

        took = [told.took for told in counted if told.took is not None]
        assert figures.median_days == (plain_median(took) if took else None)

        heat = heat_map(found, asked=asked)
        said = Counter(point for told in counted for point in told.points)
        for cells, polarity in ((heat.bad, "bad"), (heat.good, "good")):
            expected = [said[polarity, n] for n in range(3)] + [0] * (len(stages) - 3) + [said[polarity, None]]
            assert [cell.number for cell in cells] == expected
        transaction.set_rollback(True)


@given(st.lists(st.integers(0, 400), min_size=1))
def test_the_median_of_counted_spans_is_the_median(days):
    counted = Counter(timedelta(days=day) for day in days)
    assert median(counted) == plain_median(days)


def test_no_span_has_no_median():
    assert median({}) is None


def test_a_few_points_are_not_painted_darkest():
    assert [shade_of(number, most=2) for number in (0, 1, 2)] == [0, 1, 2]
    assert [shade_of(number, most=40) for number in (0, 1, 10, 11, 40)] == [0, 1, 1, 2, 4]


def test_a_period_begins_on_a_monday_and_holds_its_weeks():
    assert PERIOD.mondays == [date(2026, 2, 9), date(2026, 2, 16), date(2026, 2, 23), date(2026, 3, 2)]
    assert Period.read("4", today=TODAY) == PERIOD
    assert Period.read("1000000", today=TODAY).weeks == 12
