"""What people say of a letter that was brought to a lesson, and what follows."""

from datetime import timedelta

import pytest
from django.test import Client

from incidents.models import Polarity
from lessons.checking import Finding, Found, settle
from lessons.holding.looking import look_at
from lessons.holding.settling import AlreadySettled, confirm, dismiss, say_again
from lessons.learning import AlreadyDropped, drop
from lessons.models import Answered, Evidence, EvidenceOutcome, Lesson, LessonKind, Sighting, Status
from reminders.awaiting.due import awaited_of
from reminders.models import Subject
from tests.factories import make_person
from tests.lessons.holding.made import LATER, make_later, make_norm

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(team):
    return make_norm(team)


@pytest.fixture
def sighting(team, lesson):
    (found,) = look_at(make_later(team), at=LATER)
    return Sighting.objects.get(lesson=lesson, incident=found.incident)


def test_what_came_back_opens_the_lesson_again_with_the_letter_as_evidence(lesson, sighting):
    confirm(sighting, at=LATER)
    lesson.refresh_from_db()
    assert lesson.status == Status.RELAPSED
    assert [(seen.outcome, seen.incident) for seen in lesson.evidence.all()] == [
        (EvidenceOutcome.RELAPSED, sighting.incident)
    ]


def test_those_who_lead_are_asked_what_now_on_the_next_working_day(team, lesson, sighting):
    lead, next_day = make_person(team=team, is_lead=True), team.working_days.add(LATER.date(), 1)
    confirm(sighting, at=LATER)
    assert Lesson.objects.get().check_on == next_day
    assert not _asked(lead, on=LATER.date())
    assert _asked(lead, on=next_day) == [("It came back: what now?", lesson.sentence, next_day)]
    client = Client()
    client.force_login(lead)
    page = client.get(f"/lessons/{lesson.pk}/").content.decode()
    assert "It came back: what now?" in page
    assert "We try again" in page
    # Who leads and says it themselves knows: they look again after the usual time.
    settle(lesson, Found(Finding.CAME_BACK, "", None, None), at=LATER, by=lead)
    assert not _asked(lead, on=next_day)


def test_of_a_habit_they_are_asked_so_too(team):
    lead, letter = make_person(team=team, is_lead=True), make_later(team)
    say_again(make_norm(team, kind=LessonKind.REPEAT), letter, at=LATER)
    [(asks, *_)] = _asked(lead, on=LATER.date() + timedelta(days=7))
    assert asks == "It did not hold: what now?"


def _asked(lead, *, on):
    things = awaited_of(lead, on=on).things
    return [(str(thing.asks), thing.title, thing.due_on) for thing in things if thing.subject == Subject.LESSON]


def test_proof_is_kept_and_changes_nothing_else(team, lesson):
    look_at(make_later(team, polarity=Polarity.GOOD), at=LATER)
    confirm(Sighting.objects.get(), at=LATER)
    lesson.refresh_from_db()
    assert lesson.status == Status.NORM
    assert lesson.evidence.get().outcome == EvidenceOutcome.HELD


def test_something_else_is_kept_with_its_reason_and_is_no_evidence(lesson, sighting):
    dismiss(sighting, because=" Snow on the roads. ")
    assert (sighting.state, sighting.dismissed_because) == (Answered.DISMISSED, "Snow on the roads.")
    assert not lesson.evidence.exists()


def test_how_often_it_was_something_else_is_said_to_whoever_is_asked_the_next_time(team, lesson, client):
    client.force_login(make_person(team=team, is_lead=True))
    address = f"/lessons/{lesson.pk}/since/"
    told, other, still_open = (Sighting.objects.get(lesson=lesson, incident=_brought(team)) for _ in range(3))
    assert "of the letters that were brought here" not in client.get(address).content.decode()
    confirm(told, at=LATER)
    dismiss(other, because="Snow on the roads.")
    assert "1 of 2 letters that were brought here told of it." in client.get(address).content.decode()
    dismiss(still_open, because="Ice on the roads.")
    assert "1 of 3 letters that were brought here told of it." in client.get(address).content.decode()


def test_where_more_letters_wait_than_are_shown_it_is_said(team, lesson, client, monkeypatch):
    monkeypatch.setattr("lessons.pages.since.MOST_SIGHTINGS", 1)
    client.force_login(make_person(team=team))
    address = f"/lessons/{lesson.pk}/since/"
    _brought(team)
    assert "There are more" not in client.get(address).content.decode()
    _brought(team)
    assert "There are more" in client.get(address).content.decode()


def _brought(team):
    (found,) = look_at(make_later(team), at=LATER)
    return found.incident


@pytest.mark.parametrize("first", [lambda one: confirm(one, at=LATER), lambda one: dismiss(one, because="Snow.")])
def test_it_is_settled_once(sighting, first):
    first(sighting)
    with pytest.raises(AlreadySettled):
        confirm(sighting, at=LATER)
    with pytest.raises(AlreadySettled):
        dismiss(sighting, because="Something else")


def test_what_was_dismissed_may_turn_out_to_be_that_again(lesson, sighting):
    dismiss(sighting, because="Snow on the roads.")
    say_again(lesson, sighting.incident, at=LATER)
    sighting.refresh_from_db()
    assert (sighting.state, sighting.dismissed_because) == (Answered.CONFIRMED, "")


def test_a_dropped_lesson_does_not_come_back(lesson, sighting):
    drop(lesson, reason="No longer ours", at=LATER)
    with pytest.raises(AlreadyDropped):
        confirm(sighting, at=LATER)
    sighting.refresh_from_db()
    assert sighting.is_open
    assert not Evidence.objects.exists()


def test_the_same_trouble_again_while_the_lesson_is_open_is_one_more_piece_of_evidence(team, lesson, sighting):
    confirm(sighting, at=LATER)
    checked = lesson.evidence.count()
    lesson.refresh_from_db()
    say_again(lesson, make_later(team), at=LATER)
    assert lesson.evidence.count() == checked + 1
    assert lesson.events.filter(what="relapsed").count() == 1


# From the page


def as_member(team):
    client = Client()
    client.force_login(make_person(team=team))
    return client


def test_a_member_settles_it_from_the_page(team, lesson, sighting):
    answer = as_member(team).post(f"/sightings/{sighting.pk}/confirm/", follow=True)
    assert "It came back" in answer.content.decode()
    assert Sighting.objects.get().state == Answered.CONFIRMED


def test_something_else_needs_a_reason_and_keeps_what_was_typed(team, sighting):
    client = as_member(team)
    answer = client.post(f"/sightings/{sighting.pk}/dismiss/", {"because": "  "})
    assert answer.status_code == 422
    assert "Say in a few words what it is instead." in answer.content.decode()
    assert client.post(f"/sightings/{sighting.pk}/dismiss/", {"because": "Snow"}).status_code == 302
    assert Sighting.objects.get().dismissed_because == "Snow"


@pytest.mark.parametrize(
    ("path", "sent", "says"),
    [
        ("confirm", {}, "Noted: it came back, and the lesson is open again."),
        ("dismiss", {"because": "Snow on the roads."}, "Letters like this one will not be asked about again."),
    ],
)
def test_a_press_that_came_twice_is_answered_alike(team, sighting, path, sent, says):
    browser = as_member(team)
    for _ in range(2):
        page = browser.post(f"/sightings/{sighting.pk}/{path}/", sent, follow=True).content.decode()
        assert says in page
        assert "settled this already" not in page


def test_who_comes_second_reads_what_the_first_said(team, lesson, sighting):
    dismiss(sighting, because="Snow on the roads.")
    page = as_member(team).post(f"/sightings/{sighting.pk}/confirm/", follow=True).content.decode()
    assert "Somebody had said already that it is something else: “Snow on the roads.”" in page
    say_again(lesson, sighting.incident, at=LATER)
    sent = {"because": "Fog."}
    page = as_member(team).post(f"/sightings/{sighting.pk}/dismiss/", sent, follow=True).content.decode()
    assert "Somebody had said already that it tells of the lesson." in page


def test_whoever_leads_is_told_on_the_dashboard_until_it_is_settled(team, lesson, sighting):
    client = Client()
    client.force_login(make_person(team=team, is_lead=True))
    told = f'href="/lessons/{lesson.pk}/#since"'
    assert told in client.get("/lessons/").content.decode()
    dismiss(sighting, because="Snow on the roads.")
    assert told not in client.get("/lessons/").content.decode()
