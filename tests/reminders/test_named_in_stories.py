"""Whoever a story names is asked, on their desk and by reminders, until they said yes or no."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from lessons.learning import drop
from people.models import Membership
from reminders.awaiting.due import awaited_of
from reminders.awaiting.things.stories import Consents
from reminders.models import Notice, Subject
from reminders.sweep import sweep
from reminders.timing.planning import plan
from stories.telling import agree_to_be_named, refuse_to_be_named
from tests.factories import MONDAY, make_person, make_team
from tests.stories.conftest import Case, case

__all__ = ["case"]
pytestmark = pytest.mark.django_db

TODAY = MONDAY.date()
A_DAY = timedelta(days=1)
LATER = MONDAY + timedelta(days=60)


@pytest.fixture
def story(case: Case):
    return case.write(letter="Dan was kind.")


def asked(person):
    return [thing for thing in awaited_of(person, on=TODAY).things if thing.subject == Subject.CONSENT]


def told():
    notices = Notice.objects.filter(subject=Subject.CONSENT).order_by("pk")
    return [(notice.step, notice.person) for notice in notices]


def test_whoever_is_named_finds_it_on_their_desk_and_in_their_next_mail(case, story):
    [thing] = asked(case.dan)
    assert (str(thing.asks), thing.title) == ("This story names you: do you agree?", "It never came")
    assert thing.url == f"/lessons/{case.lesson.pk}/story/#to-agree"
    assert not asked(case.writer)
    assert not asked(case.lead)
    sweep(at=MONDAY + A_DAY)
    [letter] = [message for message in mail.outbox if message.to == [case.dan.email]]
    assert "This story names you: do you agree?" in letter.body


@pytest.mark.parametrize("answers", [True, False])
def test_it_is_asked_until_they_said_yes_or_no(case, story, answers):
    plan(at=MONDAY)
    plan(at=MONDAY + 3 * 7 * A_DAY)
    assert told() == [("invitation", case.dan), ("weekly", case.dan)]
    if answers:
        agree_to_be_named(story, person=case.dan, on=TODAY, seen=story.version)
    else:
        refuse_to_be_named(story, person=case.dan, on=TODAY)
    assert not asked(case.dan)
    plan(at=LATER)
    assert len(told()) == 2


def test_they_say_no_by_one_press_and_are_asked_again_once_the_words_changed(case, story):
    client = Client()
    client.force_login(case.dan)
    page = client.get(story.get_absolute_url()).content.decode()
    assert "I would rather not be named" in page
    client.post(f"/lessons/{case.lesson.pk}/story/consent/", {"answer": "no", "seen": story.version})
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Dan Whitlock: would rather not be named" in page
    assert not asked(case.dan)
    case.write(letter="Dan was very kind.")
    assert asked(case.dan)


def test_who_left_or_a_lesson_that_was_dropped_is_not_asked_about(case, story):
    pairs = {(story.consents.get().pk, case.dan.pk)}
    assert Consents().hearers(pairs, [case.dan]) == pairs
    drop(case.lesson, reason="No longer ours.", at=MONDAY)
    assert not asked(case.dan)
    assert Consents().hearers(pairs, [case.dan]) == set()
    plan(at=LATER)
    assert told() == []


def test_who_left_the_team_is_still_named_and_asked(case, story):
    Membership.objects.filter(user=case.dan).delete()
    assert asked(case.dan)
    client = Client()
    client.force_login(case.dan)
    assert "I agree to these words" in client.get(story.get_absolute_url()).content.decode()
    client.post(f"/lessons/{case.lesson.pk}/story/consent/", {"answer": "yes", "seen": story.version})
    assert story.consents.get().agreed_on


def test_who_is_named_in_another_team_is_told_by_mail(case):
    priya = make_person(team=make_team(), name="Priya Raman")
    case.write(letter="Then Priya Raman rang.")
    sweep(at=MONDAY + A_DAY)
    [letter] = [message for message in mail.outbox if message.to == [priya.email]]
    assert "This story names you: do you agree?" in letter.body
    client = Client()
    client.force_login(priya)
    assert "This story names you: do you agree?" in client.get("/").content.decode()
