"""Nothing of another team appears on the pages that read across, not even as a number."""

import re

import pytest
from django.urls import reverse

from incidents.models import Kind, Promise, Stage
from lessons.learning import confirm_held, report_relapse
from rankless.models import Voice
from tests.factories import (
    make_action,
    make_customer,
    make_debrief,
    make_incident,
    make_lesson,
    make_original,
    make_person,
    make_standing,
    make_team,
    write_sections,
)
from tests.overview.days import ago, day_ago

pytestmark = pytest.mark.django_db

PAGES = [
    *("/", "/letters/", "/letters/?debrief=late", "/letters/?sort=due", "/letters/?polarity=bad&stage=none"),
    *("/lessons/", "/lessons/?weeks=52", "/practice/", "/search/?q=zanzibar", "/search/?q=zanz"),
    *(f"/search/?q=zanzibar&in={sort}" for sort in ("debriefs", "lessons", "actions", "customers")),
]


@pytest.fixture
def elsewhere():
    """A team with something of every sort, all of it about Zanzibar."""
    team, stage = make_team(name="Zanzibar team"), Stage.objects.first()
    worker = make_person(team=team, is_manager=True, is_lead=True, name="Zanzibar worker")
    customer = make_customer(team=team, name="Zanzibar customer")
    for days in (3, 20, 30):
        incident = make_incident(team=team, text="Zanzibar letter", at=ago(days), stage=stage, customer=customer)
    write_sections(incident.debrief, what="Zanzibar debrief")
    make_incident(team=team, text="Zanzibar praise", kind=Kind.PRAISE, at=ago(2))
    make_debrief(incident=make_incident(team=team, text="Zanzibar done", at=ago(9)), is_complete=True)
    lesson = make_lesson(debrief=incident.debrief, sentence="Zanzibar lesson.", at=ago(30), stage=stage)
    make_action(owner=worker, lesson=lesson, what="Zanzibar action", due_on=day_ago(2))
    report_relapse(lesson, at=ago(3))
    confirm_held(make_lesson(debrief=incident.debrief, sentence="Zanzibar norm.", at=ago(30)), at=ago(3))
    Promise.objects.create(
        incident=incident,
        team=incident.team,
        what="Zanzibar promise",
        owner=worker,
        made_at=ago(9),
        due_on=day_ago(1),
        remind_at=ago(9),
    )
    make_original(team=team, text="Zanzibar to sort", at=ago(1))
    return team


@pytest.fixture
def outsider(client, elsewhere):
    person = make_person(team=make_team(name="Here"), is_manager=True, is_lead=True)
    client.force_login(person)
    return person


def body(client, page):
    """The page without what was typed into it."""
    response = client.get(page)
    assert response.status_code == 200
    content = response.content.decode()
    for typed in ("zanzibar", "“<bdi>zanz", '"zanz'):
        content = content.replace(typed, "")
    return response, content


@pytest.mark.parametrize("page", PAGES)
def test_an_outsider_reads_nothing_of_another_team(client, outsider, page):
    _, content = body(client, page)
    assert "Zanz" not in content
    assert "zanz" not in content.replace("zanz ·", "").replace("q=zanz", "")


@pytest.mark.parametrize("parameter", ["?team={}", "?team={}&weeks=52"])
@pytest.mark.parametrize("page", ["/letters/", "/lessons/", "/practice/"])
def test_asking_for_another_team_by_number_does_not_open_it(client, outsider, elsewhere, page, parameter):
    _, content = body(client, page + parameter.format(elsewhere.pk))
    assert "Zanz" not in content


def test_no_number_counts_another_teams_letters(client, outsider, elsewhere):
    context = client.get(reverse("overview:lessons"), {"weeks": 52}).context
    figures = context["figures"]
    assert figures.letters.letters == figures.letters.spans.late == figures.actions_late == figures.promises_late == 0
    assert figures.letters.spans.median is None
    assert not figures.lessons.looked
    assert not any(figures.lessons.by_status.values())
    assert not context["heat"].ranked
    assert not context["board"]
    assert not context["themes"].lines
    assert not context["since"].changes
    assert client.get(reverse("overview:letters")).context["count"].number == 0
    sorts = client.get(reverse("overview:search"), {"q": "zanzibar"}).context["sorts"]
    assert [sort.count.number for sort in sorts] == [0, 0, 0, 0, 0]


def test_a_guest_of_one_debrief_finds_it_on_the_desk_and_nothing_else(client, outsider, elsewhere):
    invited = make_incident(team=elsewhere, text="Come and help", at=ago(1))
    Voice.objects.create(debrief=invited.debrief, person=outsider)
    response, content = body(client, "/")
    assert [line.title for line in response.context["desk"].lines] == ["Come and help"]
    assert "Zanzibar letter" not in content
    assert client.get(reverse("overview:letters")).context["count"].number == 0


@pytest.mark.same_on_any_engine
@pytest.mark.parametrize("made", [make_standing, make_debrief], ids=["standing", "done"])
def test_no_link_leads_a_guest_of_one_debrief_into_nothing(client, outsider, made):
    debrief = made(at=ago(3)) if made is make_standing else made(is_complete=True)
    lesson = make_lesson(debrief=debrief, sentence="We call first.")
    make_action(owner=make_person(team=debrief.team), lesson=lesson)
    Voice.objects.create(debrief=debrief, person=outsider)
    names = ("overview:letter", "overview:debrief", "overview:afterwards", "rankless:people", "lessons:draw")
    for address in (reverse(name, args=[debrief.incident_id]) for name in names):
        page = client.get(address, follow=True).content.decode()
        for link in set(re.findall(r'href="(/letters/[^"#?]*|/lessons/[^"#?]*)', page)):
            assert client.get(link, follow=True).status_code == 200, f"{link} on {address}"


def test_an_administrator_without_the_team_reads_nothing_of_it(client, elsewhere):
    client.force_login(make_person(is_administrator=True))
    for page in PAGES:
        _, content = body(client, page)
        assert "Zanzibar" not in content, page


def test_who_is_in_the_team_reads_it(client, elsewhere):
    client.force_login(make_person(team=elsewhere, is_lead=True))
    for page in PAGES[1:]:
        assert "anzibar" in client.get(page).content.decode(), page
