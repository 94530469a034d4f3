"""Planning: every thing that is due tells its people once, has its next moment, and never holds up another."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Original, Promise
from incidents.recovery import make_promise
from lessons.models import Action, Lesson
from people.models import Team
from rankless.models import Debrief
from rankless.texts.agreeing import reopen
from reminders.awaiting.things import KINDS
from reminders.models import Notice, State
from reminders.timing import planning
from reminders.timing.mornings import remind_at
from reminders.timing.planning import plan
from tests.factories import (
    MONDAY,
    make_action,
    make_debrief,
    make_incident,
    make_lesson,
    make_original,
    make_person,
    make_team,
)
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db


def keys(**filters):
    return sorted(Notice.objects.filter(**filters).values_list("key", flat=True))


def of_debriefs():
    return keys(subject="debrief")


def test_a_new_debrief_invites_its_voices_for_the_next_morning(debrief, member):
    assert plan(at=MONDAY) == 1
    notice = Notice.objects.get()
    assert notice.key == f"debrief:{debrief.pk}:invitation:2026-03-02:person:{member.pk}"
    assert notice.not_before == utc(2026, 3, 3, 8)
    assert (notice.person, notice.subject_id, notice.state) == (member, debrief.pk, State.QUEUED)


def test_planning_twice_plans_once(debrief):
    assert plan(at=MONDAY) == 1
    assert plan(at=MONDAY) == 0
    Debrief.objects.update(remind_at=MONDAY)
    assert plan(at=MONDAY) == 0
    assert len(of_debriefs()) == 1


def test_the_next_look_is_at_the_next_rung(debrief):
    plan(at=MONDAY)
    debrief.refresh_from_db()
    assert debrief.remind_at == remind_at(date(2026, 3, 4))


def test_after_a_silence_only_the_latest_rung_is_told(debrief, member):
    plan(at=utc(2026, 3, 10, 12))
    assert of_debriefs() == [f"debrief:{debrief.pk}:day-after:2026-03-10:person:{member.pk}"]


def test_a_late_bell_tells_the_rung_of_today_and_already_plans_that_of_tomorrow(debrief, member):
    plan(at=utc(2026, 3, 3, 14))
    told = dict(Notice.objects.values_list("step", "not_before"))
    assert told == {"invitation": utc(2026, 3, 3, 8), "half-way": utc(2026, 3, 4, 8)}


def test_a_rung_that_was_planned_is_not_planned_again_with_the_next(debrief, team):
    plan(at=MONDAY)
    late = make_person(team=team)
    debrief.voices.create(person=late)
    plan(at=remind_at(date(2026, 3, 4)))
    assert set(Notice.objects.filter(person=late).values_list("step", flat=True)) == {"half-way"}


def test_somebody_who_begins_at_night_is_told_on_the_day(team):
    baker = make_person(team=team, time_zone="Pacific/Kiritimati", morning=time(0, 30))
    make_debrief(team=team)
    plan(at=MONDAY)
    plan(at=remind_at(date(2026, 3, 4)))
    assert Notice.objects.get(person=baker, step="half-way").not_before == utc(2026, 3, 3, 10, 30)


def test_a_notice_waits_for_a_day_on_which_the_person_works(team):
    team.working_weekdays = "012345"
    team.save()
    make_person(team=team, name="On Saturdays")
    make_person(team=team, name="Not on Saturdays", quiet_weekdays="5")
    make_debrief(team=team, at=utc(2026, 3, 6, 9))
    plan(at=utc(2026, 3, 6, 9))
    first = dict(Notice.objects.filter(step="invitation").values_list("person__name", "not_before"))
    assert first == {"On Saturdays": utc(2026, 3, 7, 8), "Not on Saturdays": utc(2026, 3, 9, 8)}


def test_leads_are_told_from_five_days_after_on(team, member, lead):
    outsider_debrief = make_debrief(team=team)
    lead_of_it = make_person(team=team, is_lead=True)  # joined after the debrief opened: no voice
    plan(at=utc(2026, 3, 12, 12))
    assert not keys(person=lead_of_it, subject="debrief")
    plan(at=utc(2026, 3, 16, 12))
    assert keys(person=lead_of_it, subject="debrief") == [
        f"debrief:{outsider_debrief.pk}:five-after:2026-03-16:person:{lead_of_it.pk}"
    ]
    plan(at=utc(2026, 3, 23, 12))
    assert len(keys(step="weekly", subject="debrief")) == 3


def test_leads_are_not_told_of_what_only_waits_for_objections(team, member):
    standing = make_debrief(team=team)
    lead_of_it = make_person(team=team, is_lead=True)
    Debrief.objects.filter(pk=standing.pk).update(objections_until=utc(2026, 3, 17, 23))
    plan(at=utc(2026, 3, 16, 12))
    assert not keys(person=lead_of_it, subject="debrief")


def test_somebody_who_is_voice_and_lead_is_told_once(team, lead):
    make_debrief(team=team)
    plan(at=utc(2026, 3, 16, 12))
    assert len(keys(subject="debrief", person=lead)) == 1


def test_who_may_no_longer_sign_in_is_not_told(debrief, member):
    other = make_person(team=debrief.incident.team, is_lead=True)
    member.is_active = False
    member.save()
    plan(at=MONDAY)
    assert [notice.person for notice in Notice.objects.filter(subject="debrief")] == [other]


def test_each_is_told_in_their_own_morning(team):
    near = make_person(team=team, time_zone="Pacific/Kiritimati")
    far = make_person(team=team, time_zone="Pacific/Pago_Pago")
    make_debrief(team=team)
    plan(at=MONDAY)
    plan(at=utc(2026, 3, 9, 18))
    assert Notice.objects.get(person=near, step="day-after").not_before == utc(2026, 3, 9, 18)
    assert Notice.objects.get(person=far, step="day-after").not_before == utc(2026, 3, 10, 19)


def test_one_person_with_an_unknown_zone_does_not_stop_the_others(team, member):
    make_person(team=team, time_zone="Mars/Olympus_Mons")
    make_debrief(team=team)
    assert plan(at=MONDAY) == 2


def test_a_complete_debrief_plans_nothing(team, member):
    make_debrief(team=team, is_complete=True)
    plan(at=utc(2027, 1, 1, 12))
    assert of_debriefs() == []


def test_reopening_begins_anew(team, member):
    debrief = make_debrief(team=team, is_complete=True)
    reopen(debrief, reason="A second letter came.", at=utc(2026, 4, 1, 10))
    plan(at=utc(2026, 4, 1, 10, 1))
    assert of_debriefs() == [f"debrief:{debrief.pk}:invitation:2026-04-01:person:{member.pk}"]


def test_a_telling_that_had_become_void_is_wanted_again(debrief):
    plan(at=MONDAY)
    Notice.objects.update(state=State.VOID, reason="done")
    Debrief.objects.update(remind_at=MONDAY + timedelta(hours=1))
    assert plan(at=MONDAY + timedelta(hours=1)) == 1
    assert Notice.objects.get().state == State.QUEUED


def test_every_kind_of_thing_is_planned(team):
    manager = make_person(team=team, is_manager=True, is_lead=True)
    incident = make_incident(team=team)
    make_original(team=team)
    make_promise(incident=incident, what="Call", owner=manager, due_on=date(2026, 3, 6), by=manager, at=MONDAY)
    lesson = make_lesson(debrief=incident.debrief)
    make_action(owner=manager, lesson=lesson, due_on=date(2026, 3, 6))
    plan(at=MONDAY)
    assert {notice.step for notice in Notice.objects.all()} == {"invitation"}
    plan(at=utc(2026, 3, 6, 12))
    told = {f"{notice.subject} {notice.step}" for notice in Notice.objects.all()}
    expected = {
        "original three-after",
        "step day-after",
        "promise on-the-day",
        "action on-the-day",
        "debrief day-before",
    }
    assert told == {"debrief invitation", *expected}
    plan(at=utc(2026, 4, 2, 12))
    assert Notice.objects.filter(subject="lesson", step="on-the-day").count() == 1


@pytest.mark.parametrize("model", [Promise, Action])
def test_what_belongs_to_somebody_who_left_is_told_to_those_who_look_after_the_team(team, model):
    owner = make_person(team=team, is_active=False)
    keeper = make_person(team=team, is_manager=True, is_lead=True)
    incident = make_incident(team=team)
    if model is Promise:
        make_promise(incident=incident, what="Call", owner=owner, due_on=MONDAY.date(), by=keeper, at=MONDAY)
    else:
        make_action(owner=owner, lesson=make_lesson(debrief=incident.debrief), due_on=MONDAY.date())
    plan(at=MONDAY)
    assert keys(subject=model.__name__.lower(), person=keeper)
    assert not keys(person=owner)


def test_where_nobody_manages_the_leads_are_told(team, lead):
    make_original(team=team)
    plan(at=utc(2026, 3, 3, 12))
    assert keys(subject="original", person=lead)


def test_a_thing_nobody_can_be_told_of_is_looked_at_again(team):
    original = make_original(team=team)
    assert plan(at=utc(2026, 3, 3, 12)) == 0
    original.refresh_from_db()
    assert original.remind_at == remind_at(date(2026, 3, 6))


def test_one_bad_row_is_put_off_and_does_not_hold_up_the_others(team, member):
    bad_team = make_team()
    make_person(team=bad_team)
    bad = make_debrief(team=bad_team)
    good = make_debrief(team=team)
    Team.objects.filter(pk=bad_team.pk).update(time_zone="Mars/Olympus_Mons")
    at = utc(2026, 3, 3, 12)
    assert plan(at=at) > 0
    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.remind_at == at + planning.LOOK_AGAIN_AFTER
    assert good.remind_at > at
    assert {key.split(":")[1] for key in of_debriefs()} == {str(good.pk)}


def test_what_cannot_be_planned_is_logged_without_the_words_of_the_error(team, member, caplog):
    make_debrief(team=team)
    Team.objects.filter(pk=team.pk).update(time_zone="Mars/Olympus_Mons")
    plan(at=utc(2026, 3, 3, 12))
    told = [record for record in caplog.records if record.name == "reminders.timing.planning"]
    assert "A batch could not be planned" in str(told[0].msg)
    assert "A thing could not be planned" in str(told[1].msg)
    assert "ZoneInfoNotFoundError" in str(told[1].msg)
    assert "Olympus" not in caplog.text


def test_batches_go_on_until_all_is_planned(team, member, monkeypatch):
    monkeypatch.setattr(planning, "BATCH", 3)
    for _ in range(8):
        make_debrief(team=team)
    assert plan(at=MONDAY) == 8
    assert Debrief.objects.filter(remind_at__lte=MONDAY).count() == 0


def test_planning_ends_when_its_time_is_over(debrief):
    assert plan(at=MONDAY, is_over=lambda: True) == 0


def test_the_price_of_planning_does_not_grow_with_the_things(team, member, django_assert_max_num_queries):
    for _ in range(3):
        make_debrief(team=team)
    with django_assert_max_num_queries(100) as few:
        plan(at=MONDAY)
    for _ in range(30):
        make_debrief(team=team)
    with django_assert_max_num_queries(len(few)):
        assert plan(at=MONDAY) == 30


def test_nothing_due_costs_one_short_look_a_kind(debrief, django_assert_num_queries):
    plan(at=MONDAY)
    with django_assert_num_queries(len(KINDS)):
        assert plan(at=MONDAY) == 0


@pytest.mark.only_on("postgresql")
def test_of_very_many_that_are_due_at_one_moment_a_batch_reads_no_more_than_its_own(debrief):
    """Put in order first, each batch would read all of them."""
    with CaptureQueriesContext(connection) as asked:
        plan(at=MONDAY)
    [taking] = [query["sql"] for query in asked if "SKIP LOCKED" in query["sql"] and "rankless_debrief" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {taking}")
        way = "\n".join(row[0] for row in cursor.fetchall())
    assert "debriefs_to_remind" in way
    assert "Sort" not in way


def test_every_open_thing_has_its_next_moment_ahead_after_planning(team):
    manager = make_person(team=team, is_manager=True, is_lead=True)
    incident = make_incident(team=team)
    make_original(team=team)
    make_action(owner=manager, lesson=make_lesson(debrief=incident.debrief))
    at = utc(2026, 5, 5, 5)
    plan(at=at)
    for model in (Debrief, Original, Action, Lesson):
        assert not model.objects.filter(remind_at__lte=at).exists()
