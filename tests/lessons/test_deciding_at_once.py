"""Two people who lead look at one lesson at once: nobody overrules what they have not seen."""

import re

import pytest
from django.test import Client

from lessons.models import LessonEvent, Status, Turn
from tests.factories import make_debrief, make_incident, make_lesson, make_person, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    return make_lesson(debrief=make_debrief(incident=make_incident(team=make_team()), is_complete=True))


@pytest.fixture
def leads(lesson):
    def signed_in(name):
        client = Client()
        client.force_login(make_person(name=name, team=lesson.team, is_lead=True))
        return client

    return [signed_in("Ada"), signed_in("Grace")]


def seen_by(client, lesson):
    page = client.get(f"/lessons/{lesson.pk}/").content.decode()
    return re.search(r'name="seen" value="(\d+)"', page).group(1)


def note(client, lesson, finding, *, seen, words=""):
    return client.post(f"/lessons/{lesson.pk}/check/", {"finding": finding, "note": words, "seen": seen})


def test_the_second_reads_what_the_first_said_and_keeps_their_own_words(lesson, leads):
    first, second = leads
    before = seen_by(second, lesson)
    note(first, lesson, "holds", seen=seen_by(first, lesson), words="Asked at the desk.")
    answer = note(second, lesson, "came_back", seen=before, words="Mine came late again.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Asked at the desk." in page
    assert "Mine came late again." in page
    lesson.refresh_from_db()
    assert lesson.status == Status.NORM
    # Having read it, they say so all the same.
    assert note(second, lesson, "came_back", seen=re.search(r'"seen" value="(\d+)"', page).group(1)).status_code == 302
    lesson.refresh_from_db()
    assert lesson.status == Status.RELAPSED


@pytest.mark.parametrize("finding", ["holds", "trying", "came_back", "drop"])
def test_a_press_that_came_twice_is_noted_once(lesson, leads, finding):
    before = seen_by(leads[0], lesson)
    for _ in range(2):
        assert note(leads[0], lesson, finding, seen=before, words="Said once.").status_code == 302
    assert LessonEvent.objects.filter(lesson=lesson).count() == 1
    assert lesson.evidence.count() == (finding in {"holds", "came_back"})


def test_what_becomes_of_an_action_meanwhile_is_no_decision_on_the_lesson(lesson, leads):
    before = seen_by(leads[0], lesson)
    LessonEvent.objects.create(lesson=lesson, what=Turn.ACCEPTED, happened_on=lesson.drawn_on)
    assert note(leads[0], lesson, "holds", seen=before).status_code == 302


@pytest.mark.parametrize("odd", ["", "x", "-1", "9" * 40, "\x00"])
def test_an_odd_number_is_no_server_error(lesson, leads, odd):
    assert note(leads[0], lesson, "holds", seen=odd).status_code in {302, 409, 422}
