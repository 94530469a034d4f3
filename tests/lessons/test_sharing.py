"""What is sent from the page of another team's practice: taken up, left, and a press that came twice."""

import pytest
from django.test import Client

from lessons.models import Turn
from lessons.sharing import keep_to_the_team, propose, share, take_up
from tests.factories import MONDAY, add_to_team, make_person, make_team
from tests.lessons.holding.made import make_norm

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(lead):
    """What another team does and shows, taken up by the team of the lead."""
    others = make_team()
    lesson = make_norm(others)
    share(lesson, at=MONDAY, by=make_person(team=others))
    take_up(lesson, team=lead.teams[0], at=MONDAY, by=lead)
    return lesson


@pytest.fixture
def browser(lead):
    client = Client()
    client.force_login(lead)
    return client


def leave(browser, lesson, team):
    return browser.post(f"/lessons/{lesson.pk}/leave/", {"team": team.pk}, follow=True)


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_practice_is_left_once_by_a_press_that_came_twice(practice, browser, team, lead, is_shown):
    if not is_shown:
        keep_to_the_team(practice, at=MONDAY, by=lead)
    for _ in range(2):
        assert f"{team.name} does not do this." in leave(browser, practice, team).content.decode()
    assert practice.events.filter(what=Turn.LEFT).count() == 1


def test_what_was_never_taken_up_is_not_left(browser, team):
    assert leave(browser, make_norm(make_team()), team).status_code == 404


def test_whoever_leads_another_team_as_well_answers_for_it_on_the_page_of_the_lesson(team, lead, browser):
    """They read the lesson as one of those who learned it, and are asked about what was proposed to their other team."""
    home = make_team()
    add_to_team(person=lead, team=home)
    lesson = make_norm(home)
    page = f"/lessons/{lesson.pk}/"
    assert b"We do this too" not in browser.get(page).content
    share(lesson, at=MONDAY, by=lead)
    propose(lesson, team=team, at=MONDAY, by=make_person(team=team))
    assert f"Proposed to {team.name}" in browser.get(page).content.decode()
    browser.post(f"/lessons/{lesson.pk}/take-up/", {"team": team.pk})
    assert f"{team.name} does this too" in browser.get(page).content.decode()
    keep_to_the_team(lesson, at=MONDAY, by=lead)
    assert b"We no longer do this" in browser.get(page).content
