"""The page of the week: the weekly letter, to be read at any time."""

from datetime import timedelta

import pytest
import time_machine

from tests.factories import MONDAY, make_debrief, make_lesson, make_person, make_team

pytestmark = pytest.mark.django_db

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def page(client, team):
    client.force_login(make_person(team=team))

    def opened(query=""):
        with time_machine.travel(WEDNESDAY, tick=False):
            return client.get(f"/week/{query}")

    return opened


def learned(answer):
    return [
        item.words for part in answer.context["parts"] for item in part.items if str(part.title) == "What we learned"
    ]


def test_it_tells_of_the_last_seven_days(page, team):
    debrief = make_debrief(team=team, is_complete=True, at=MONDAY - timedelta(days=7))
    make_lesson(debrief=debrief, sentence="We call first.", at=MONDAY)
    make_lesson(debrief=debrief, sentence="Too long ago.", at=WEDNESDAY - timedelta(days=7))
    assert learned(page()) == ["We call first."]
    assert learned(page("?until=2026-02-25")) == ["Too long ago."]


def test_a_quiet_week_is_said_to_be_one(page):
    assert "A quiet week" in page().content.decode()


@pytest.mark.parametrize("until", ["x", "2026-02-30", "0001-01-01", "9999-12-31", "", "2026-W10"])
def test_a_day_that_cannot_be_is_today(page, team, until):
    make_lesson(
        debrief=make_debrief(team=team, is_complete=True, at=MONDAY - timedelta(days=2)), sentence="We call first."
    )
    assert learned(page(f"?until={until}")) == ["We call first."]


def test_the_desk_leads_there(client, team):
    client.force_login(make_person(team=team))
    assert 'href="/week/"' in client.get("/").content.decode()
    client.force_login(make_person(is_administrator=True))
    assert 'href="/week/"' not in client.get("/").content.decode()


def test_it_asks_few_questions(page, team, django_assert_max_num_queries):
    for _ in range(3):
        make_lesson(debrief=make_debrief(team=team, is_complete=True, at=MONDAY - timedelta(days=2)))
    with django_assert_max_num_queries(12):
        page()
