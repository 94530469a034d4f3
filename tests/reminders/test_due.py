"""What awaits a person: of every kind, soonest first, never another team's, and at a price that does not grow."""

from datetime import date, timedelta

import pytest

from incidents.intake import title_without_words
from incidents.models import RecoveryStep
from incidents.recovery import make_promise
from reminders.awaiting.due import awaited_of
from reminders.awaiting.reading import awaited_of_each
from reminders.models import Notice, Subject
from tests.factories import (
    MONDAY,
    make_action,
    make_debrief,
    make_incident,
    make_lesson,
    make_original,
    make_person,
    make_team,
    write_sections,
)

pytestmark = pytest.mark.django_db

TODAY = MONDAY.date()
QUERIES = 10


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def manager(team):
    return make_person(team=team, is_manager=True)


@pytest.fixture
def member(team):
    return make_person(team=team)


@pytest.fixture
def lead(team):
    return make_person(team=team, is_lead=True)


def subjects(person, *, on=TODAY):
    return [awaited.subject for awaited in awaited_of(person, on=on).things]


def test_a_member_is_awaited_in_the_debriefs_they_are_invited_to(team, member):
    debrief = make_debrief(team=team)
    [awaited] = awaited_of(member, on=TODAY).things
    assert awaited.debrief == debrief
    assert awaited.title == "The sofa is late."
    assert awaited.kind == "complaint"
    assert awaited.due_on == debrief.due_on
    assert awaited.url == f"{debrief.get_absolute_url()}#what"


def test_a_debrief_is_opened_at_the_box_to_be_filled_in_next(team, member):
    debrief = make_debrief(team=team)
    write_sections(debrief, why="", differently="")
    assert awaited_of(member, on=TODAY).things[0].url.endswith("/debrief/#why")
    write_sections(debrief)
    assert awaited_of(member, on=TODAY).things[0].url.endswith("/debrief/#differently")


def test_who_is_not_invited_is_not_awaited(team, member):
    make_debrief(team=team)
    assert subjects(make_person(team=team)) == []
    assert subjects(make_person(team=make_team(), is_manager=True, is_lead=True)) == []


def test_of_a_complete_debrief_its_voices_are_awaited_to_read_what_was_agreed_and_nobody_else(team, member):
    make_debrief(team=team, is_complete=True)
    assert subjects(member) == [Subject.AFTERWARDS]
    assert subjects(make_person(team=team, is_manager=True)) == [Subject.STEP]


def test_a_manager_sorts_letters_and_looks_after_customers(team, manager):
    original = make_original(team=team, text="\n\nThree words only\nand more")
    make_incident(team=team)
    things = awaited_of(manager, on=TODAY).things
    assert [awaited.subject for awaited in things] == [Subject.ORIGINAL, Subject.STEP, Subject.DEBRIEF]
    assert (things[0].pk, things[0].title) == (original.pk, "Three words only")


def test_a_letter_without_words_is_called_as_it_will_be_once_it_is_sorted(team, manager):
    original = make_original(team=team, text="")
    assert awaited_of(manager, on=TODAY).things[0].title == title_without_words(team.day_of(original.received_at))


def test_of_the_steps_with_one_customer_the_next_one_is_shown(team, manager):
    incident = make_incident(team=team)
    first = RecoveryStep.objects.filter(incident=incident).earliest("due_on")
    steps = [awaited for awaited in awaited_of(manager, on=TODAY).things if awaited.subject == Subject.STEP]
    assert [awaited.pk for awaited in steps] == [first.pk]


def test_promises_and_actions_await_their_owner(team, manager, member):
    incident = make_incident(team=team, at=MONDAY - timedelta(days=30))
    make_debrief(incident=incident, is_complete=True)
    make_promise(incident=incident, what="Call again", owner=member, due_on=TODAY, by=manager, at=MONDAY)
    make_action(owner=member, lesson=make_lesson(debrief=incident.debrief), due_on=TODAY - timedelta(days=1))
    assert subjects(member) == [Subject.ACTION, Subject.PROMISE]
    assert [awaited.about for awaited in awaited_of(member, on=TODAY).things][1] == incident.title


def test_a_lesson_awaits_the_leads_when_its_check_day_has_come(team, lead, member):
    lesson = make_lesson(debrief=make_debrief(team=team, is_complete=True))
    assert Subject.LESSON not in subjects(lead, on=lesson.check_on - timedelta(days=1))
    assert Subject.LESSON in subjects(lead, on=lesson.check_on)
    assert Subject.LESSON not in subjects(member, on=lesson.check_on)


def test_soonest_comes_first(team, member):
    for days in (3, 1, 2):
        make_debrief(team=team, at=MONDAY + timedelta(days=days))
    due = [awaited.due_on for awaited in awaited_of(member, on=TODAY).things]
    assert due == sorted(due)


def test_what_is_past_its_day_is_late(team, member):
    make_debrief(team=team)
    [awaited] = awaited_of(member, on=TODAY).things
    assert not awaited.is_late(on=awaited.due_on)
    assert awaited.is_late(on=awaited.due_on + timedelta(days=1))


def test_more_than_fits_is_counted(team, member):
    for _ in range(5):
        make_debrief(team=team)
    make_action(owner=member, lesson=make_lesson(debrief=make_debrief(team=team)), due_on=date(2030, 1, 1))
    awaiting = awaited_of(member, on=TODAY, cap=3)
    assert len(awaiting.things) == 3
    assert awaiting.more == 4
    assert awaiting.is_counted


def test_counting_stops_where_nobody_would_read_on(team, member, monkeypatch):
    monkeypatch.setattr("reminders.awaiting.due.COUNTED", 4)
    for _ in range(6):
        make_debrief(team=team)
    awaiting = awaited_of(member, on=TODAY, cap=2)
    assert (awaiting.more, awaiting.is_counted) == (2, False)


def test_it_costs_the_same_however_much_awaits(team, manager, django_assert_max_num_queries):
    for _ in range(12):
        incident = make_incident(team=team)
        make_original(team=team)
        make_promise(incident=incident, what="Call", owner=manager, due_on=TODAY, by=manager, at=MONDAY)
        make_action(owner=manager, lesson=make_lesson(debrief=incident.debrief))
    with django_assert_max_num_queries(QUERIES):
        assert awaited_of(manager, on=TODAY, cap=10).more == 12 * 5 - 10


def test_long_texts_are_not_read(team, manager, django_assert_max_num_queries):
    make_debrief(team=team, text="x" * 50_000)
    make_original(team=team, text="y" * 50_000)
    with django_assert_max_num_queries(QUERIES) as asked:
        awaited_of(manager, on=TODAY)
    assert not [query["sql"] for query in asked.captured_queries if '"incidents_incident"."text"' in query["sql"]]
    assert not [query["sql"] for query in asked.captured_queries if '"rankless_debrief"."what"' in query["sql"]]


def notice_of(awaited, person):
    return Notice(person=person, subject=awaited.subject, subject_id=awaited.pk)


def told_of(notices, person):
    answers = awaited_of_each(notices, [person], on=TODAY, cap=10)
    return {key for answer in answers.values() for key in answer.told}


def test_what_was_done_meanwhile_is_no_longer_awaited(team, member):
    incident = make_incident(team=team)
    [awaited] = awaited_of(member, on=TODAY).things
    assert told_of([notice_of(awaited, member)], member) == {("debrief", awaited.pk)}
    make_debrief(incident=incident, is_complete=True)
    assert told_of([notice_of(awaited, member)], member) == set()


def test_who_left_the_team_is_not_told_of_its_things(team, manager):
    original = make_original(team=team)
    notice = Notice(person=manager, subject=Subject.ORIGINAL, subject_id=original.pk)
    manager.memberships.all().delete()
    assert told_of([notice], manager) == set()
