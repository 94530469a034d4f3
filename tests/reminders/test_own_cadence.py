"""A team's own cadence: which rungs it may choose, that a mistake has its place, and that no choice ends the reminders."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.working_days import WorkingDays
from reminders.awaiting.things import BY_SUBJECT
from reminders.models import Cadence, Subject
from reminders.timing.cadence import Step, ladder_of, next_step_day, rungs, step_on
from reminders.timing.own_cadence import (
    CHOICES,
    MOST_DAYS,
    NotALadder,
    back_to_usual,
    mistakes,
    own_ladders,
    readable,
    rungs_by_subject,
    set_cadence,
    usual_rungs,
)
from tests.factories import make_team

OPENED, DUE = date(2026, 11, 16), date(2026, 11, 23)
SOONER = [(Step.INVITATION, 0), (Step.DAY_BEFORE, 2), (Step.FIVE_AFTER, 2)]

kinds = st.sampled_from(list(CHOICES))
calendars = st.builds(
    WorkingDays, st.sampled_from(["01234", "0", "56", "0123456"]), st.sampled_from(["", "DE-BY", "JP"])
)


@st.composite
def chosen(draw, subject):
    """Whatever somebody can tick and type for this kind that is taken."""
    steps = [choice for choice in CHOICES[subject] if choice.stays or draw(st.booleans())]
    picked = [(choice.step, draw(st.integers(1, MOST_DAYS)) if choice.counts_days else 0) for choice in steps]
    late = iter(sorted(days for step, days in picked if days and step != Step.DAY_BEFORE))
    picked = [(step, next(late) if days and step != Step.DAY_BEFORE else days) for step, days in picked]
    return picked if picked and not mistakes(subject, picked) else usual_rungs(subject)


spoilt = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([*Step.values, "never"]), st.integers(-5, 90)).map(list),
        st.text(max_size=3),
        st.none(),
    )
)


@pytest.mark.parametrize("subject", CHOICES)
def test_what_is_usual_on_the_page_is_what_planning_does(subject):
    ladder = ladder_of(usual_rungs(subject))
    assert rungs(OPENED, DUE, ladder=ladder) == rungs(OPENED, DUE, ladder=BY_SUBJECT[subject].ladder)


@pytest.mark.parametrize("subject", CHOICES)
def test_what_is_usual_has_no_mistakes(subject):
    assert mistakes(subject, usual_rungs(subject)) == {}


@given(data=st.data(), subject=kinds, span=st.integers(0, 60), after=st.integers(-10, 900), days=calendars)
def test_whatever_a_team_chose_there_is_exactly_one_next_day_and_it_lies_later(data, subject, span, after, days):
    ladder = ladder_of(data.draw(chosen(subject)))
    due_on, today = OPENED + timedelta(days=span), OPENED + timedelta(days=after)
    ahead = next_step_day(OPENED, due_on, today, ladder=ladder, days=days)
    assert ahead > today
    assert days.is_working_day(ahead)
    assert step_on(OPENED, due_on, ahead, ladder=ladder, days=days).day == ahead
    the_day_before = step_on(OPENED, due_on, ahead - timedelta(days=1), ladder=ladder, days=days)
    assert the_day_before == step_on(OPENED, due_on, today, ladder=ladder, days=days)


@given(data=st.data(), subject=kinds, span=st.integers(0, 60))
def test_whatever_a_team_chose_it_is_weekly_without_end(data, subject, span):
    ladder = ladder_of(data.draw(chosen(subject)))
    due_on = OPENED + timedelta(days=span)
    day = rungs(OPENED, due_on, ladder=ladder)[-1].day
    for _ in range(60):
        ahead = next_step_day(OPENED, due_on, day, ladder=ladder)
        assert (ahead - day).days == 7
        assert step_on(OPENED, due_on, ahead, ladder=ladder).step == Step.WEEKLY
        day = ahead


@given(rungs=spoilt, subject=kinds)
def test_a_row_spoilt_by_hand_stops_no_reminder(rungs, subject):
    ladder = ladder_of(readable(rungs, subject)) or BY_SUBJECT[subject].ladder
    ahead = next_step_day(OPENED, DUE, DUE, ladder=ladder)
    assert ahead > DUE


@given(data=st.data(), subject=kinds)
def test_what_is_kept_is_read_as_it_was_chosen(data, subject):
    picked = data.draw(chosen(subject))
    assert readable([[step.value, days] for step, days in picked], subject) == picked


@pytest.mark.parametrize(
    ("subject", "rungs", "at"),
    [
        (Subject.DEBRIEF, [(Step.FIVE_AFTER, 5)], Step.INVITATION),
        (Subject.DEBRIEF, [(Step.INVITATION, 0)], Step.FIVE_AFTER),
        (Subject.DEBRIEF, [(Step.INVITATION, 0), (Step.THREE_AFTER, 6), (Step.FIVE_AFTER, 5)], Step.FIVE_AFTER),
        (Subject.DEBRIEF, [(Step.INVITATION, 0), (Step.FIVE_AFTER, MOST_DAYS + 1)], Step.FIVE_AFTER),
        (Subject.PROMISE, [(Step.DAY_BEFORE, 0)], Step.DAY_BEFORE),
        (Subject.PROMISE, [], None),
        (Subject.LESSON, [(Step.ON_THE_DAY, 0), (Step.INVITATION, 0)], None),
        (Subject.ACTION, [(Step.ON_THE_DAY, 0)], Step.INVITATION),
        (Subject.ACTION, [(Step.INVITATION, 0), (Step.WEEKLY, 0)], None),
    ],
)
def test_a_mistake_is_found_where_it_is_made(subject, rungs, at):
    assert list(mistakes(subject, rungs)) == [at]


@pytest.mark.django_db
def test_a_cadence_that_is_none_is_not_kept():
    with pytest.raises(NotALadder):
        set_cadence(make_team(), Subject.PROMISE, rungs=[])
    assert not Cadence.objects.exists()


@pytest.mark.django_db
def test_one_teams_choice_is_that_team_s_alone(django_assert_num_queries):
    team, other = make_team(), make_team()
    set_cadence(team, Subject.DEBRIEF, rungs=SOONER)
    with django_assert_num_queries(1):
        ladders = own_ladders(Subject.DEBRIEF, [team.pk, other.pk, team.pk])
    assert list(ladders) == [team.pk]
    assert [rung.step for rung in rungs(OPENED, DUE, ladder=ladders[team.pk])] == [step for step, _ in SOONER]
    assert own_ladders(Subject.PROMISE, [team.pk]) == {}
    assert own_ladders(Subject.AFTERWARDS, [team.pk]) == {}
    assert rungs_by_subject(team)[Subject.DEBRIEF] == SOONER
    assert rungs_by_subject(other)[Subject.DEBRIEF] == usual_rungs(Subject.DEBRIEF)


@pytest.mark.django_db
def test_back_to_the_usual_is_the_usual_again():
    team = make_team()
    set_cadence(team, Subject.DEBRIEF, rungs=SOONER)
    back_to_usual(team, Subject.DEBRIEF)
    assert own_ladders(Subject.DEBRIEF, [team.pk]) == {}
    assert rungs_by_subject(team)[Subject.DEBRIEF] == usual_rungs(Subject.DEBRIEF)
