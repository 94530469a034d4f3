"""The frame of every page: cheap, honest about where one is, and without rank around a debrief."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from people.models import User
from tests.factories import make_person, make_team


def page(template: str, person: User | AnonymousUser, *, path: str = "/") -> str:
    request = RequestFactory().get(path)
    request.user = User.objects.get(pk=person.pk) if isinstance(person, User) else person
    request._messages = []  # type: ignore[attr-defined]
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", render_to_string(template, request=request))


def below(template: str, person: User) -> list[str]:
    bar = page(template, person).partition('class="bottombar"')[2].partition('<div class="menu-panel">')[0]
    return re.findall(r"</svg>\s*([^<\s]+)</", bar)


def here(path: str, tag: str) -> str:
    template = Template("{% load frame %}" + tag)
    return template.render(Context({"request": RequestFactory().get(path)})).strip()


@pytest.mark.django_db
def test_the_frame_asks_only_who_is_there_and_in_which_teams(django_assert_num_queries: Any) -> None:
    person = make_person(team=make_team(), is_manager=True)
    with django_assert_num_queries(2):
        assert reverse("incidents:log") in page("base.html", person)


@pytest.mark.django_db
def test_only_who_may_log_is_offered_to_log_and_only_administrators_see_people() -> None:
    member, administrator = make_person(team=make_team()), make_person(is_administrator=True)
    assert reverse("incidents:log") not in page("base.html", member)
    assert reverse("people:people") not in page("base.html", member)
    assert reverse("people:people") in page("base.html", administrator)


@pytest.mark.django_db
def test_below_on_a_phone_are_the_same_five_everywhere_and_only_who_logs_has_that_in_the_middle() -> None:
    member, manager = make_person(team=make_team()), make_person(team=make_team(), is_manager=True)
    assert below("base_debrief.html", member) == ["Desk", "Letters", "Practice", "Lessons", "More"]
    assert below("base.html", member) == ["Desk", "Letters", "Practice", "Lessons", "More"]
    assert below("base.html", manager) == ["Desk", "Letters", "Log", "Lessons", "More"]


@pytest.mark.django_db
def test_around_a_debrief_the_frame_is_the_same_for_everybody(django_assert_num_queries: Any) -> None:
    team = make_team()
    people = [
        make_person(name="Ada Member", team=team),
        make_person(name="Bo Manager", team=team, is_manager=True, is_administrator=True),
        make_person(name="Cy Lead", team=team, is_lead=True, language="en"),
    ]
    assert len({page("base_debrief.html", person, path="/letters/7/debrief/") for person in people}) == 1
    with django_assert_num_queries(1):
        page("base_debrief.html", people[0])


def test_the_bare_frame_needs_nobody_and_no_database() -> None:
    assert "Debrief" in page("bare.html", AnonymousUser())


@pytest.mark.parametrize(
    ("path", "tag", "mark"),
    [
        ("/", "{% here 'overview:desk' %}", 'aria-current="page"'),
        ("/letters/", "{% here 'overview:desk' %}", ""),
        ("/letters/", "{% here 'overview:letters' 'incidents:log' %}", 'aria-current="page"'),
        ("/letters/7/", "{% here 'overview:letters' 'incidents:log' %}", 'aria-current="true"'),
        ("/letters/new/", "{% here 'overview:letters' 'incidents:log' %}", ""),
        ("/letters/new/", "{% here 'incidents:log' %}", 'aria-current="page"'),
    ],
)
def test_the_navigation_says_where_one_is(path: str, tag: str, mark: str) -> None:
    assert here(path, tag) == mark


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_errors_are_said_in_plain_words_without_a_request(name: str) -> None:
    said = render_to_string(f"{name}.html")
    assert "<h1>" in said
    assert 'href="/"' in said


@pytest.mark.django_db
def test_an_address_that_does_not_exist_gets_the_plain_page(client: Client) -> None:
    client.force_login(make_person())
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert b"nothing here for you" in answer.content
