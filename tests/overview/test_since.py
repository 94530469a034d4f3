"""What is new since a lead last read the dashboard, and that it moves only by a press."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from incidents.models import Kind
from lessons.learning import confirm_held, report_relapse
from overview.since import LONGEST, SHOWN, since_of
from people.looking import have_read, last_look
from people.models import Page
from reminders.weekly.changes import SHOWN as SHOWN_IN_A_LETTER
from tests import factories

ONE_DAY = timedelta(days=1)


@pytest.fixture
def lead(db):
    return factories.make_person(team=factories.make_team(), is_lead=True)


def lesson_of(lead, *, days_ago: int):
    at = timezone.now() - timedelta(days=days_ago)
    debrief = factories.make_debrief(team=lead.teams[0], is_complete=True, at=at - ONE_DAY)
    return factories.make_lesson(debrief=debrief, at=at)


def since(lead):
    return since_of(lead, lead.teams, on=timezone.localdate())


def told(lead) -> dict[str, list]:
    return dict(since(lead).lines)


def test_who_never_said_that_they_read_it_is_told_of_a_week(lead):
    new, _old = lesson_of(lead, days_ago=2), lesson_of(lead, days_ago=9)
    assert told(lead) == {"learned": [new]}


def test_then_of_what_came_since_their_last_look(lead):
    have_read(lead, Page.LESSONS, on=timezone.localdate() - timedelta(days=20))
    old = lesson_of(lead, days_ago=9)
    lesson_of(lead, days_ago=25)
    assert told(lead) == {"learned": [old]}


def test_after_a_long_absence_not_all_of_it_is_told(lead):
    have_read(lead, Page.LESSONS, on=timezone.localdate() - 2 * LONGEST)
    lesson_of(lead, days_ago=LONGEST.days + 5)
    assert told(lead) == {}


def test_what_came_back_comes_first_and_each_lesson_once(lead):
    now = timezone.now()
    norm, back = lesson_of(lead, days_ago=40), lesson_of(lead, days_ago=40)
    confirm_held(norm, at=now)
    report_relapse(back, at=now)
    assert since(lead).lines == [("relapsed", [back]), ("adopted", [norm])]


def test_two_of_a_sort_are_shown_and_how_many_more_there_are(lead):
    for days_ago in (1, 2, 3, 4):
        lesson_of(lead, days_ago=days_ago)
    assert [row.more for row in since(lead).rows] == ["", "and 2 more like it"]
    assert since(lead).rows[-1].more_url == "/lessons/all/"


def test_of_more_than_are_read_it_is_not_said_how_many(lead):
    for days_ago in range(SHOWN_IN_A_LETTER + 1):
        lesson_of(lead, days_ago=days_ago % 6)
    assert since(lead).rows[-1].more == f"and more than {SHOWN_IN_A_LETTER - 2} like it"


def test_the_way_to_what_needs_a_lead_stands_at_the_top(lead, client):
    factories.make_incident(team=lead.teams[0], at=timezone.now() - 30 * ONE_DAY)
    client.force_login(lead)
    page = client.get(reverse("overview:lessons")).content.decode()
    assert page.index('href="#needs"') < page.index('id="needs"')


def test_reading_the_page_moves_nothing_and_the_press_does(lead, client):
    client.force_login(lead)
    client.get(reverse("overview:lessons"))
    assert last_look(lead, Page.LESSONS) is None
    client.post(reverse("overview:read-lessons"))
    assert last_look(lead, Page.LESSONS) == timezone.localdate()
    assert since(lead).is_read


def test_who_looks_at_one_of_their_teams_does_not_say_that_they_read_the_others(lead, client):
    other = factories.make_team()
    factories.add_to_team(person=lead, team=other, is_lead=True)
    lesson_of(lead, days_ago=2)
    client.force_login(lead)
    press, both = reverse("overview:read-lessons"), reverse("overview:lessons", query={"team": "all"})
    of_one = client.get(reverse("overview:lessons", query={"team": lead.teams[0].pk})).content.decode()
    assert press not in of_one
    assert f'href="{both}"' in of_one
    assert press in client.get(both).content.decode()


def test_the_way_to_all_like_it_stays_with_the_team_that_is_looked_at(lead):
    other = factories.make_team()
    factories.add_to_team(person=lead, team=other, is_lead=True)
    for _ in range(SHOWN + 1):
        lesson_of(lead, days_ago=2)
    for teams, query in ((lead.teams[:1], {"team": lead.teams[0].pk}), (lead.teams, {})):
        rows = since_of(lead, teams, on=timezone.localdate()).rows
        assert rows[-1].more_url == reverse("overview:all-lessons", query=query)


def test_who_has_just_read_it_is_told_so_when_nothing_came_since(lead, client):
    lesson_of(lead, days_ago=2)
    client.force_login(lead)
    client.post(reverse("overview:read-lessons"))
    page = client.get(reverse("overview:lessons")).text
    assert "You have read what is new today" in page
    assert "Since then no lesson was drawn" in page
    assert "Since you last looked" not in page


def test_nothing_of_other_teams_is_told(lead):
    lesson_of(factories.make_person(team=factories.make_team()), days_ago=1)
    assert not since(lead).changes


def test_the_page_leads_to_thanking_a_team_for_those_who_lead_it(lead, client):
    praise = factories.make_incident(team=lead.teams[0], kind=Kind.PRAISE, at=timezone.now() - 2 * ONE_DAY)
    factories.make_debrief(incident=praise, is_complete=True)
    way = reverse("stories:thank", args=[praise.pk]).encode()
    client.force_login(lead)
    assert way in client.get(reverse("overview:lessons")).content
    client.force_login(factories.make_person(team=lead.teams[0]))
    assert way not in client.get(reverse("overview:lessons")).content
