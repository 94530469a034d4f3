"""After the talk: who answered stays sealed, and no figure ever rests on, or moves by, fewer than five answers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.models import Kind
from rankless import afterwards
from rankless.afterwards import AlreadyAnswered, NotAsked, answer, close_due, unanswered_by
from rankless.models import Afterwards, Debrief, Envelope, Purpose, TeamPulse, Voice
from rankless.texts.agreeing import reopen
from tests.factories import MONDAY, agree, make_debrief, make_incident, make_person, make_team
from tests.kinds import EACH_KIND
from tests.rankless.pulses import Pulse, pulse_of

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + timedelta(days=1)
DUE = date(2026, 3, 10)
OVER = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
"""The day answers are due has ended everywhere on earth."""


@pytest.fixture
def team():
    return make_team()


def people_of(team, number):
    return [make_person(team=team, password=None) for _ in range(number)]


def done(team, *, kind=Kind.COMPLAINT):
    """Completed on Tuesday the 3rd of March."""
    return make_debrief(incident=make_incident(team=team, kind=kind), is_complete=True)


def answers(debrief, *given):
    for voice, (could_say, come_again) in zip(debrief.voices.order_by("pk"), given, strict=False):
        answer(voice, could_say=could_say, come_again=come_again)


@pytest.mark.parametrize("kind", EACH_KIND)
def test_completing_asks_everybody_invited_for_five_working_days(team, kind):
    people_of(team, 2)
    asked = done(team, kind=kind).afterwards
    assert (asked.begun_at, asked.remind_at, asked.due_on) == (TUESDAY, TUESDAY, DUE)
    assert asked.closed_at is None


def test_the_days_are_those_of_the_team():
    team = make_team(time_zone="Pacific/Auckland")
    debrief = make_debrief(incident=make_incident(team=team, at=MONDAY.replace(hour=13)), is_complete=True)
    assert debrief.afterwards.due_on == date(2026, 3, 11)


@pytest.mark.parametrize("kind", EACH_KIND)
def test_an_answer_is_sealed_and_shows_nowhere(team, kind):
    person, *_ = people_of(team, 3)
    debrief = done(team, kind=kind)
    moves = debrief.moves
    assert Afterwards.objects.get(unanswered_by(person)) == debrief.afterwards
    answers(debrief, (True, False))
    sealed = Envelope.objects.get()
    assert (sealed.purpose, sealed.content) == (Purpose.ANSWERS, {"could_say": True, "come_again": False})
    assert not Afterwards.objects.filter(unanswered_by(person)).exists()
    assert Debrief.objects.get(pk=debrief.pk).moves == moves
    assert not TeamPulse.objects.exists()
    assert pulse_of([team]) is None


def test_a_voice_answers_once(team):
    people_of(team, 2)
    debrief = done(team)
    answers(debrief, (True, True))
    with pytest.raises(AlreadyAnswered):
        answers(debrief, (False, False))
    assert [envelope.content["could_say"] for envelope in Envelope.objects.all()] == [True]


def test_nothing_is_asked_before_the_debrief_is_done_while_it_is_open_again_or_when_the_time_is_over(team):
    people_of(team, 2)
    with pytest.raises(NotAsked):
        answers(make_debrief(incident=make_incident(team=team)), (True, True))
    debrief = done(team)
    reopen(debrief, reason="Another letter came.", at=TUESDAY)
    with pytest.raises(NotAsked):
        answers(debrief, (True, True))
    other = done(team)
    close_due(at=OVER)
    with pytest.raises(NotAsked):
        answers(other, (True, True))


def test_answers_are_taken_until_the_day_is_over_everywhere(team):
    people_of(team, 2)
    done(team)
    assert close_due(at=OVER - timedelta(minutes=1)) == 0
    assert close_due(at=OVER) == 1
    assert close_due(at=OVER) == 0


def test_closing_opens_all_answers_at_once_and_forgets_who_gave_them(team):
    people_of(team, 6)
    debrief = done(team)
    answers(debrief, (True, True), (True, False), (False, True), (True, True), (True, True))
    close_due(at=OVER)
    assert pulse_of([team]) == Pulse(answers=5, could_say=4, come_again=4)
    assert not Envelope.objects.exists()
    assert not Voice.objects.filter(has_answered=True).exists()
    asked = Afterwards.objects.get()
    assert (asked.closed_at, asked.remind_at) == (OVER, None)


def test_four_answers_wait_until_a_fifth_can_be_shown_with_them(team):
    people_of(team, 4)
    answers(done(team), *[(True, True)] * 4)
    close_due(at=OVER)
    assert pulse_of([team]) is None
    answers(done(team), (False, False))
    close_due(at=OVER)
    assert pulse_of([team]) == Pulse(answers=5, could_say=4, come_again=4)


def test_a_debrief_completed_anew_asks_anew(team):
    people_of(team, 5)
    debrief = done(team)
    answers(debrief, *[(True, True)] * 5)
    reopen(debrief, reason="Another letter came.", at=TUESDAY)
    agree(debrief, at=TUESDAY + timedelta(days=2))
    assert pulse_of([team]) == Pulse(answers=5, could_say=5, come_again=5)
    debrief.afterwards.refresh_from_db()
    assert debrief.afterwards.due_on == date(2026, 3, 12)
    answers(debrief, *[(False, False)] * 5)
    close_due(at=OVER + timedelta(days=2))
    assert pulse_of([team]) == Pulse(answers=10, could_say=5, come_again=5)


def test_several_teams_are_shown_together_only_from_what_each_shows(team):
    other = make_team()
    for each, number in ((team, 5), (other, 4)):
        people_of(each, number)
        answers(done(each), *[(True, False)] * number)
    close_due(at=OVER)
    assert pulse_of([team, other]) == Pulse(answers=5, could_say=5, come_again=0)
    assert pulse_of([other]) is None
    assert pulse_of([]) is None


def test_a_bell_closes_so_many_and_the_next_one_the_rest(team, monkeypatch):
    monkeypatch.setattr(afterwards, "BATCH", 2)
    for _ in range(3):
        done(team)
    assert [close_due(at=OVER) for _ in range(3)] == [2, 1, 0]


yes_or_no = st.tuples(st.booleans(), st.booleans())


@pytest.mark.same_on_any_engine
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.lists(yes_or_no, max_size=7), max_size=6))
def test_no_difference_that_anybody_sees_comes_from_fewer_than_five(rounds):
    with transaction.atomic():
        team = make_team()
        people_of(team, 7)
        seen, given_so_far = Pulse(0, 0, 0), []
        for some in rounds:
            answers(done(team), *some)
            close_due(at=OVER)
            given_so_far += some
            now = pulse_of([team]) or Pulse(0, 0, 0)
            assert now == seen or now.answers - seen.answers >= 5
            shown = given_so_far[: now.answers]
            assert now == Pulse(len(shown), sum(c for c, _ in shown), sum(a for _, a in shown))
            assert len(given_so_far) - now.answers < 5
            seen = now
        transaction.set_rollback(True)
