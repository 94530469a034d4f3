import pytest
from django.urls import reverse
from django.utils import timezone

from overview.paging import PAGE_SIZE
from people.absences import go_away
from tests.factories import make_original, make_person, make_team
from tests.overview.days import ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(team, client):
    person = make_person(team=team, is_manager=True)
    client.force_login(person)
    return person


def titles(response):
    return [thing.title for thing in response.context["things"]]


def test_every_letter_saved_for_later_is_found_the_latest_first(client, team, manager):
    make_original(team=make_team(), text="Of another team", at=ago(1))
    for number in range(PAGE_SIZE + 3):
        make_original(team=team, text=f"Photo {number}", at=ago(40 - number))
    first = client.get(reverse("overview:to-sort"))
    second = client.get(reverse("overview:to-sort"), {"after": str(first.context["page"].after)})
    assert titles(first) + titles(second) == [f"Photo {number}" for number in reversed(range(PAGE_SIZE + 3))]


def test_the_desk_leads_to_those_it_does_not_show(client, team, manager):
    for number in range(12):
        make_original(team=team, text=f"Photo {number}", at=ago(12 - number))
    assert f'href="{reverse("overview:to-sort")}"'.encode() in client.get(reverse("overview:desk")).content


def test_whoever_stands_in_for_the_manager_finds_what_their_desk_leads_to(client, team, manager):
    today, stand_in = timezone.localdate(), make_person(team=team)
    go_away(manager, first_day=today, last_day=today, stand_in=stand_in)
    for number in range(12):
        make_original(team=team, text=f"Photo {number}", at=ago(12 - number))
    make_original(team=make_team(), text="Of another team", at=ago(1))
    client.force_login(stand_in)
    assert f'href="{reverse("overview:to-sort")}"'.encode() in client.get(reverse("overview:desk")).content
    assert len(titles(client.get(reverse("overview:to-sort")))) == 12


def test_with_nothing_to_sort_the_page_says_how_letters_come_here(client, manager):
    assert "Nothing to sort" in client.get(reverse("overview:to-sort")).text


def test_the_questions_do_not_grow_with_what_waits(client, team, manager, django_assert_max_num_queries):
    for number in range(15):
        make_original(team=team, text=f"Photo {number}", at=ago(15 - number))
    with django_assert_max_num_queries(8):
        client.get(reverse("overview:to-sort"))
