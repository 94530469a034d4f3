"""A changed cadence is followed: by what is planned next, and sooner by whatever would have been looked at too late."""

from datetime import date, timedelta

import pytest

from incidents.recovery import make_promise
from rankless.models import Debrief
from reminders.models import Cadence, Notice, Subject
from reminders.timing import moving
from reminders.timing.cadence import Step
from reminders.timing.foresight import foresee
from reminders.timing.mornings import remind_at
from reminders.timing.moving import follow_new_cadences
from reminders.timing.own_cadence import back_to_usual, set_cadence, usual_rungs
from reminders.timing.planning import plan
from tests.factories import MONDAY, make_debrief, make_incident, make_person, make_team
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + timedelta(days=1)
EAGER = [(Step.INVITATION, 0), (Step.HALF_WAY, 0), (Step.DAY_BEFORE, 2), (Step.DAY_AFTER, 1), (Step.FIVE_AFTER, 2)]
LATE_ONLY = [(Step.INVITATION, 0), (Step.FIVE_AFTER, 10)]


def told(**filters):
    """Each rung told so far, as “step day”."""
    keys = Notice.objects.filter(**filters).values_list("key", flat=True)
    return sorted({f"{key.split(':')[3]} {key.split(':')[2]}" for key in keys})


def climb(*, days, begin=MONDAY):
    for day in range(days):
        follow_new_cadences(at=begin + timedelta(days=day))
        plan(at=begin + timedelta(days=day, hours=3))


def test_planning_follows_the_teams_own_cadence(team, member, debrief):
    other = make_debrief(team=make_team())
    make_person(team=other.team)
    set_cadence(team, Subject.DEBRIEF, rungs=EAGER)
    climb(days=14)
    assert told(subject="debrief", subject_id=debrief.pk) == [
        "2026-03-02 invitation",
        "2026-03-04 half-way",
        "2026-03-05 day-before",
        "2026-03-10 day-after",
        "2026-03-11 five-after",
    ]


def test_a_batch_reads_the_cadences_of_all_its_teams_at_once(django_assert_max_num_queries):
    for _ in range(8):
        team = make_team()
        make_person(team=team)
        make_debrief(team=team)
        set_cadence(team, Subject.DEBRIEF, rungs=EAGER)
    with django_assert_max_num_queries(60):
        plan(at=MONDAY)


def test_what_would_be_looked_at_too_late_is_looked_at_sooner(team, member, debrief):
    set_cadence(team, Subject.DEBRIEF, rungs=LATE_ONLY)
    climb(days=1)
    debrief.refresh_from_db()
    assert debrief.remind_at == remind_at(date(2026, 3, 23))
    back_to_usual(team, Subject.DEBRIEF)
    follow_new_cadences(at=TUESDAY)
    debrief.refresh_from_db()
    assert debrief.remind_at == remind_at(date(2026, 3, 4))


def test_nothing_is_moved_later_and_notices_that_are_planned_stay(team, member, debrief):
    plan(at=MONDAY)
    before = list(Notice.objects.values_list("key", "not_before"))
    debrief.refresh_from_db()
    set_cadence(team, Subject.DEBRIEF, rungs=LATE_ONLY)
    follow_new_cadences(at=TUESDAY)
    was = debrief.remind_at
    debrief.refresh_from_db()
    assert debrief.remind_at == was
    assert list(Notice.objects.values_list("key", "not_before")) == before


def test_what_is_due_already_is_planned_and_not_moved(team, member, debrief):
    set_cadence(team, Subject.DEBRIEF, rungs=EAGER)
    Debrief.objects.update(remind_at=MONDAY)
    follow_new_cadences(at=TUESDAY)
    debrief.refresh_from_db()
    assert debrief.remind_at == MONDAY


def test_only_things_of_that_kind_and_team_are_moved(team, member, debrief):
    other = make_debrief(team=make_team())
    promise = make_promise(
        incident=debrief.incident, what="A call", owner=member, due_on=date(2026, 4, 1), by=member, at=MONDAY
    )
    far = utc(2026, 6, 1)
    Debrief.objects.update(remind_at=far)
    type(promise).objects.update(remind_at=far)
    set_cadence(team, Subject.DEBRIEF, rungs=EAGER)
    follow_new_cadences(at=TUESDAY)
    for thing in (debrief, other, promise):
        thing.refresh_from_db()
    assert (debrief.remind_at < far, other.remind_at, promise.remind_at) == (True, far, far)


@pytest.mark.parametrize("subject", [Subject.PROMISE, Subject.ACTION, Subject.STEP, Subject.ORIGINAL, Subject.LESSON])
def test_things_of_every_kind_can_be_moved(team, subject):
    set_cadence(team, subject, rungs=usual_rungs(subject)[:1])
    follow_new_cadences(at=TUESDAY)
    assert Cadence.objects.get().looked_up_to is None


def test_it_is_done_batch_by_batch_and_goes_on_where_the_last_bell_ended(team, member, monkeypatch):
    monkeypatch.setattr(moving, "BATCH", 2)
    letters = [make_incident(team=team) for _ in range(5)]
    Debrief.objects.update(remind_at=utc(2026, 6, 1))
    set_cadence(team, Subject.DEBRIEF, rungs=EAGER)
    answers = iter([False, False, True, True])
    follow_new_cadences(at=TUESDAY, is_over=lambda: next(answers))
    assert Cadence.objects.get().looked_up_to == letters[3].debrief.pk
    assert Debrief.objects.filter(remind_at=utc(2026, 6, 1)).count() == 1
    follow_new_cadences(at=TUESDAY)
    assert Cadence.objects.get().looked_up_to is None
    assert not Debrief.objects.filter(remind_at=utc(2026, 6, 1)).exists()


def test_what_is_foreseen_follows_the_teams_own_cadence(team, member, debrief):
    plan(at=MONDAY)
    set_cadence(team, Subject.DEBRIEF, rungs=EAGER)
    follow_new_cadences(at=TUESDAY)
    assert [seen.person for seen in foresee(on=date(2026, 3, 5), at=TUESDAY).digests] == [member]
    back_to_usual(team, Subject.DEBRIEF)
    assert foresee(on=date(2026, 3, 5), at=TUESDAY).digests == []
