"""The list of letters that may tell against a lesson and that nobody has answered."""

from datetime import timedelta

import pytest

from lessons.holding.settling import dismiss
from lessons.learning import drop
from lessons.models import Answered, LooksLike, Sighting, Status
from overview.paging import COUNT_LIMIT, PAGE_SIZE
from tests.factories import MONDAY, add_to_team, make_debrief, make_incident, make_lesson, make_person, make_team

pytestmark = pytest.mark.django_db

QUERIES = 8
PAGE = "/lessons/doubts/"


@pytest.fixture
def lesson(team):
    return lesson_of(team)


def lesson_of(team):
    return make_lesson(debrief=make_debrief(incident=make_incident(team=team)), sentence="We call first.")


def brought(lesson, title="It was late", *, team=None, looks_like=LooksLike.RELAPSE, days=0):
    """A letter that is brought to the lesson so many days after MONDAY."""
    letter = make_incident(team=team or lesson.team, text=title)
    day = (MONDAY + timedelta(days=days)).date()
    return Sighting.objects.create(
        lesson=lesson, incident=letter, team=letter.team, looks_like=looks_like, found_on=day
    )


def titles(response):
    return [sighting.incident.title for sighting in response.context["page"]]


def test_all_that_nobody_has_answered_is_there_the_latest_first(client, member, lesson):
    for number in range(PAGE_SIZE + 3):
        brought(lesson, f"Letter {number}", days=number)
    first = client.get(PAGE)
    second = client.get(PAGE, {"after": str(first.context["page"].after)})
    assert titles(first) + titles(second) == [f"Letter {number}" for number in reversed(range(PAGE_SIZE + 3))]
    assert f"{PAGE_SIZE + 3} letters may tell against a lesson" in first.text


def test_what_is_settled_or_shows_that_it_holds_and_what_is_dropped_or_anothers_is_no_doubt(client, member, lesson):
    brought(lesson, "It is so")
    dismiss(brought(lesson, "Snow"), because="Snow on the roads.")
    brought(lesson, "All went well", looks_like=LooksLike.PROOF)
    brought(lesson_of(make_team()), "Of another team")
    gone = lesson_of(lesson.team)
    brought(gone, "Nobody minds")
    drop(gone, reason="Not ours to do.", at=MONDAY)
    assert titles(client.get(PAGE)) == ["It is so"]


def test_of_what_another_team_learned_only_letters_to_ones_own_are_read(client, member, lesson, team):
    other = make_team(name="Southside")
    brought(lesson, "Told elsewhere", team=other)
    assert "Told elsewhere" not in client.get(PAGE).text
    assert "Nothing to answer" in client.get(PAGE).text


def test_it_is_narrowed_to_one_team_and_says_so_in_its_address(client, lesson, team):
    other = make_team(name="Southside")
    person = make_person(team=team)
    add_to_team(person=person, team=other)
    client.force_login(person)
    brought(lesson, "In the north")
    brought(lesson_of(other), "In the south")
    assert set(titles(client.get(PAGE))) == {"In the north", "In the south"}
    assert titles(client.get(PAGE, {"team": other.pk})) == ["In the south"]
    assert set(titles(client.get(PAGE, {"team": "nonsense"}))) == {"In the north", "In the south"}


def test_it_is_answered_where_it_is_read(client, member, lesson, team):
    sighting = brought(lesson)
    told = client.post(f"/sightings/{sighting.pk}/confirm/", {"to_list": str(team.pk)})
    assert told.url == f"{PAGE}?team={team.pk}"
    lesson.refresh_from_db()
    assert lesson.status == Status.PROPOSED, "a lesson that nobody tried does not come back"
    sighting.refresh_from_db()
    assert sighting.state == Answered.CONFIRMED


@pytest.mark.parametrize(("listed", "goes_to"), [("all", PAGE), ("//elsewhere.example", PAGE)])
def test_something_else_needs_a_reason_and_goes_back_to_the_list(client, member, lesson, listed, goes_to):
    address = f"/sightings/{brought(lesson).pk}/dismiss/"
    missing = client.post(address, {"to_list": listed, "because": ""})
    assert (missing.status_code, 'name="to_list"' in missing.text) == (422, True)
    assert client.post(address, {"to_list": listed, "because": "Snow"}).url == goes_to


def test_past_the_end_it_leads_to_the_first_page(client, member, lesson):
    brought(lesson)
    assert "Back to the first page" in client.get(PAGE, {"after": "2020-01-01.1"}).text


def test_the_questions_do_not_grow_with_what_waits(client, member, lesson, django_assert_max_num_queries):
    for number in range(COUNT_LIMIT + 1):
        brought(lesson, days=-number)
    with django_assert_max_num_queries(QUERIES):
        assert f"More than {COUNT_LIMIT} letters" in client.get(PAGE).text


def test_of_several_teams_the_latest_are_found_page_by_page_among_all_of_them(client, lesson, team):
    other = make_team(name="Southside")
    person = make_person(team=team)
    add_to_team(person=person, team=other)
    client.force_login(person)
    lessons = [lesson, lesson_of(other)]
    for number in range(PAGE_SIZE * 2 + 1):
        brought(lessons[number % 2], f"Letter {number}", days=number // 3)
    first = client.get(PAGE)
    second = client.get(PAGE, {"after": str(first.context["page"].after)})
    third = client.get(PAGE, {"after": str(second.context["page"].after)})
    latest_first = [f"Letter {number}" for number in reversed(range(PAGE_SIZE * 2 + 1))]
    assert titles(first) + titles(second) + titles(third) == latest_first
    back = client.get(PAGE, {"before": str(second.context["page"].before)})
    assert titles(back) == titles(first)
