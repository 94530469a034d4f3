from datetime import timedelta

import pytest
from django.utils import timezone

from incidents.models import Stage
from lessons.learning import confirm_held, drop
from lessons.models import EvidenceOutcome, Lesson, Status
from tests.factories import (
    MONDAY,
    make_action,
    make_debrief,
    make_incident,
    make_lesson,
    make_person,
    make_team,
)

pytestmark = pytest.mark.django_db

QUERIES = 12


@pytest.fixture
def outsider():
    return make_person(team=make_team(), is_lead=True, is_manager=True)


@pytest.fixture
def lesson(team):
    debrief = make_debrief(incident=make_incident(team=team, title="Charged twice"))
    return make_lesson(debrief=debrief, sentence="Two people read every invoice.", stage=Stage.objects.first())


def signed_in(client, person):
    client.force_login(person)
    return client


def address(lesson):
    return f"/lessons/{lesson.pk}/"


# The page of one lesson


def test_the_page_tells_where_a_lesson_comes_from_and_whether_it_held(client, lesson, member):
    make_action(lesson=lesson, owner=member, what="Change the form")
    confirm_held(lesson, at=MONDAY, note="Six letters say so.")
    html = signed_in(client, member).get(address(lesson)).content.decode()
    for words in ("Two people read every invoice.", "Charged twice", "Change the form", "Mia", "Six letters say so."):
        assert words in html
    assert "How we do it" in html


def test_only_people_of_the_team_find_a_lesson(client, lesson, outsider):
    signed_in(client, outsider)
    assert client.get(address(lesson)).status_code == 404
    assert client.post(f"{address(lesson)}check/", {"finding": "holds"}).status_code == 404


def test_only_leads_are_asked_whether_it_holds(client, lesson, member, lead):
    assert "Does it hold?" not in signed_in(client, member).get(address(lesson)).content.decode()
    assert client.post(f"{address(lesson)}check/", {"finding": "holds"}).status_code == 403
    page = signed_in(client, lead).get(address(lesson)).content.decode()
    assert "Does it hold?" in page
    assert page.count('href="#since"') == 1, "nobody says so before they could read the letters"


def test_who_checks_is_told_when_this_very_lesson_is_looked_at_again(client, lesson, lead):
    Lesson.objects.filter(pk=lesson.pk).update(first_check_after=14, later_check_after=180)
    html = signed_in(client, lead).get(address(lesson)).content.decode()
    assert "This is how we do it now. Looked at again in 180 days." in html
    assert "Too early to tell. Looked at again in 14 days." in html
    assert "It happened again. Looked at again in 14 days." in html


@pytest.mark.parametrize(
    ("finding", "status", "outcomes"),
    [
        ("holds", Status.NORM, [EvidenceOutcome.HELD]),
        ("trying", Status.TRYING, []),
        ("came_back", Status.RELAPSED, [EvidenceOutcome.RELAPSED]),
        ("drop", Status.DROPPED, []),
    ],
)
def test_a_check_changes_what_the_lesson_is(client, lesson, lead, finding, status, outcomes):
    letter = make_incident(team=lesson.team)
    sent = {"finding": finding, "note": "Seen on Tuesday.", "letter": str(letter.pk)}
    answer = signed_in(client, lead).post(f"{address(lesson)}check/", sent)
    assert (answer.status_code, answer.url) == (302, address(lesson))
    lesson.refresh_from_db()
    assert lesson.status == status
    assert [(seen.outcome, seen.note, seen.incident) for seen in lesson.evidence.all()] == [
        (outcome, "Seen on Tuesday.", letter) for outcome in outcomes
    ]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Say what you found."),
        ({"finding": "perhaps"}, "Say what you found."),
        ({"finding": "drop", "note": "  "}, "Say why it is dropped: everybody reads it."),
        ({"finding": "holds", "letter": "0"}, "Choose one of the letters in the list."),
    ],
)
def test_what_is_wrong_with_a_check_is_said_beside_it(client, lesson, lead, sent, said):
    answer = signed_in(client, lead).post(f"{address(lesson)}check/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    lesson.refresh_from_db()
    assert lesson.status == Status.PROPOSED


def test_another_teams_letter_cannot_be_named(client, lesson, lead):
    sent = {"finding": "holds", "letter": str(make_incident().pk)}
    assert signed_in(client, lead).post(f"{address(lesson)}check/", sent).status_code == 422


def test_a_dropped_lesson_says_why_and_is_not_checked_again(client, lesson, lead):
    drop(lesson, reason="The till is gone.", at=MONDAY)
    html = signed_in(client, lead).get(address(lesson)).content.decode()
    assert "The till is gone." in html
    assert "Does it hold?" not in html
    assert client.post(f"{address(lesson)}check/", {"finding": "holds"}).status_code == 302
    lesson.refresh_from_db()
    assert lesson.status == Status.DROPPED


def test_the_page_of_a_lesson_stays_within_its_queries(client, lesson, lead, django_assert_max_num_queries):
    for number in range(3):
        make_action(lesson=lesson, owner=make_person(team=lesson.team), what=f"Action {number}")
        confirm_held(lesson, at=MONDAY, incident=make_incident(team=lesson.team))
    signed_in(client, lead)
    with django_assert_max_num_queries(QUERIES):
        client.get(address(lesson))


# Doing actions


def test_owner_and_lead_say_that_an_action_is_done_and_nobody_else(client, lesson, member, lead, outsider):
    colleague = make_person(team=lesson.team)
    for person, status in ((outsider, 404), (colleague, 403), (member, 302), (lead, 302)):
        action = make_action(lesson=lesson, owner=member, what=f"For {person.pk}")
        assert signed_in(client, person).post(f"/actions/{action.pk}/done/").status_code == status
        action.refresh_from_db()
        assert action.is_done == (status == 302)
    lesson.refresh_from_db()
    assert lesson.status == Status.TRYING


def test_an_action_done_twice_was_done_once(client, lesson, member):
    action = make_action(lesson=lesson, owner=member)
    signed_in(client, member)
    first = client.post(f"/actions/{action.pk}/done/")
    action.refresh_from_db()
    done_at = action.done_at
    second = client.post(f"/actions/{action.pk}/done/", {"to_list": "1"})
    assert (first.url, second.url) == (address(lesson), "/actions/")
    action.refresh_from_db()
    assert action.done_at == done_at


def actions_on(client, query=""):
    return client.get(f"/actions/{query}").content.decode()


def test_the_list_shows_ones_own_first_then_the_others(client, lesson, member, lead):
    make_action(lesson=lesson, owner=lead, what="Theirs", due_on=timezone.localdate() - timedelta(days=9))
    make_action(lesson=lesson, owner=member, what="My own", due_on=timezone.localdate() + timedelta(days=9))
    done = make_action(lesson=lesson, owner=member, what="Long done")
    signed_in(client, member).post(f"/actions/{done.pk}/done/")
    html = actions_on(client)
    html = html[html.index('id="main"') :]
    assert html.index("My own") < html.index("Theirs")
    assert 'class="stamp late"' in html
    assert html.count("btn-sm") == 1
    mine = actions_on(client, "?show=mine")
    assert "My own" in mine
    assert "Theirs" not in mine
    assert "Long done" in actions_on(client, "?show=done")


def test_other_teams_actions_are_not_listed(client, lesson, member, outsider):
    make_action(lesson=lesson, owner=member, what="Not for you")
    for query in ("", "?show=mine", "?show=done"):
        assert "Not for you" not in actions_on(signed_in(client, outsider), query)


def test_the_list_goes_on_by_key(client, lesson, member, lead, django_assert_max_num_queries):
    day = timezone.localdate()
    for number in range(60):
        make_action(lesson=lesson, owner=lead, what=f"Nr {number:02}.", due_on=day + timedelta(days=number // 3))
    signed_in(client, member)
    seen, query = [], "?show=open"
    while query:
        with django_assert_max_num_queries(QUERIES):
            html = actions_on(client, query)
        seen += [f"{number:02}" for number in range(60) if f"<strong>Nr {number:02}.</strong>" in html]
        _before, _link, rest = html.partition("&amp;after=")
        query = "?show=open&after=" + rest.partition('"')[0] if rest else ""
    assert seen == [f"{number:02}" for number in range(60)]


@pytest.mark.parametrize("query", ["?show=nonsense", "?after=x", "?after=2026-13-01.1", "?before=0"])
def test_an_odd_address_shows_the_list_from_its_start(client, member, query):
    assert signed_in(client, member).get(f"/actions/{query}").status_code == 200


# Drawing a lesson later


def test_a_lesson_is_drawn_later_by_anybody_of_the_team(client, lesson, member, outsider):
    later = f"/letters/{lesson.debrief.incident_id}/lessons/"
    assert signed_in(client, outsider).get(later).status_code == 404
    assert client.post(later, {"lesson-sentence": "No."}).status_code == 404
    assert "Two people read every invoice." in signed_in(client, member).get(later).content.decode()
    answer = client.post(later, {"lesson-sentence": "We ask before we charge."})
    assert answer.status_code == 302
    assert Lesson.objects.filter(sentence="We ask before we charge.").count() == 1


def test_a_lesson_drawn_later_needs_a_sentence(client, lesson, member):
    answer = signed_in(client, member).post(
        f"/letters/{lesson.debrief.incident_id}/lessons/", {"action1-what": "Change the form"}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Say the lesson in one sentence." in html
    assert "Each action has one owner." in html
    assert 'value="Change the form"' in html
