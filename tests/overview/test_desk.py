import re
from datetime import timedelta

import pytest
from django.urls import reverse

from incidents.models import Incident, Promise, RecoveryStep
from overview.desk import SHOWN, desk_of, headline
from rankless.models import Debrief
from reminders.awaiting.awaited import Awaited
from reminders.awaiting.due import Awaiting
from reminders.models import Subject
from tests.factories import (
    make_action,
    make_debrief,
    make_incident,
    make_lesson,
    make_original,
    make_person,
    make_team,
    write_sections,
)
from tests.overview.days import ago, day_ago, today

pytestmark = pytest.mark.django_db


def desk(client):
    response = client.get(reverse("overview:desk"))
    assert response.status_code == 200
    return response


def awaiting(*, debriefs=0, others=0, more=0, is_counted=True):
    def thing(subject, pk):
        return Awaited(subject=subject, pk=pk, asks="", title="", due_on=today(), url="/")

    things = [thing(Subject.DEBRIEF, n) for n in range(debriefs)] + [thing(Subject.ACTION, n) for n in range(others)]
    return Awaiting(tuple(things), more=more, is_counted=is_counted)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "Nothing is waiting for you"),
        ({"debriefs": 1}, "One debrief is waiting for you"),
        ({"debriefs": 3}, "Three debriefs are waiting for you"),
        ({"debriefs": 13}, "13 debriefs are waiting for you"),
        ({"others": 1}, "One thing is waiting for you"),
        ({"debriefs": 1, "others": 1}, "One debrief and one other thing are waiting for you"),
        ({"debriefs": 2, "others": 3}, "Two debriefs and three other things are waiting for you"),
        ({"debriefs": 10, "others": 10, "more": 7}, "27 things are waiting for you"),
        ({"debriefs": 20, "more": 203, "is_counted": False}, "More than 220 things are waiting for you"),
    ],
)
def test_the_headline_says_what_waits(counts, said):
    assert headline(awaiting(**counts)) == said


def test_debriefs_lie_there_soonest_first_with_what_is_missing(client, member, team):
    later, sooner, last = (make_incident(team=team, text=text, at=ago(1)) for text in ("later", "sooner", "last"))
    for incident, days in ((later, 2), (sooner, 1), (last, 3)):
        Debrief.objects.filter(incident=incident).update(due_on=today() + timedelta(days=days))
    write_sections(later.debrief, differently="")
    write_sections(last.debrief)
    lines = desk(client).context["desk"].lines
    assert [line.title for line in lines] == ["sooner", "later", "last"]
    assert [line.hint for line in lines] == [
        "nothing written yet",
        "still empty: Differently",
        "all three written: read it and stand behind it",
    ]


def test_where_only_objections_are_waited_for_the_desk_asks_for_nothing_more(client, member, team):
    incident = make_incident(team=team, text="standing", at=ago(1))
    write_sections(incident.debrief)
    Debrief.objects.filter(incident=incident).update(objections_until=ago(-1))
    page = desk(client)
    [line] = page.context["desk"].lines
    assert line.hint == "nothing to do, unless you cannot stand behind it"
    assert "open for objections until" in page.content.decode()


@pytest.mark.parametrize("page", ["/", "/letters/", "/letters/{pk}/", "/letters/{pk}/debrief/"])
def test_what_only_waits_for_objections_is_late_on_no_page(client, member, team, page):
    incident = make_incident(team=team, kind="praise", text="standing", at=ago(20))
    RecoveryStep.objects.all().delete()
    write_sections(incident.debrief)
    client.force_login(member)
    address, late = page.format(pk=incident.pk), re.compile(r"stamp late|debrief was due")
    assert late.search(client.get(address).content.decode())
    Debrief.objects.filter(incident=incident).update(objections_until=ago(-1))
    assert not late.search(client.get(address).content.decode())


def test_nothing_begins_with_what_only_waits_for_objections(client, member, team):
    standing = make_incident(team=team, text="standing", at=ago(20))
    Debrief.objects.filter(incident=standing).update(objections_until=ago(-30))
    for n in range(SHOWN + 1):
        make_incident(team=team, text=f"letter {n}", at=ago(1))
    assert desk(client).context["desk"].first.title.startswith("letter")


def test_a_full_desk_says_what_to_begin_with_and_still_how_much_there_is(client, member, team):
    for n in range(SHOWN):
        make_incident(team=team, text=f"letter {n}", at=ago(1))
    page = desk(client).content.decode()
    assert "<h1>Ten debriefs are waiting for you</h1>" in page
    late = make_incident(team=team, text="The one to begin with", at=ago(9))
    page = desk(client).content.decode()
    assert "<h1>Start with this one</h1>" in page
    assert page.count(f'<a class="stretched-link" href="{late.debrief.get_absolute_url()}#what">') == 1
    assert "Eleven things are waiting for you." in page


def test_what_does_not_fit_is_counted_and_said_where_to_find(client, member, team):
    for n in range(SHOWN + 2):
        make_incident(team=team, text=f"letter {n}", at=ago(1))
    response = desk(client)
    page = response.content.decode()
    assert len(response.context["desk"].lines) == SHOWN - 1
    assert "2 more come after these." in page
    assert f'<a href="{reverse("overview:letters")}?debrief=open&amp;sort=due">' in page


def test_where_nobody_would_count_on_many_more_are_said(client, member, team, monkeypatch):
    monkeypatch.setattr("overview.desk.COUNTED", SHOWN + 1)
    for n in range(SHOWN + 2):
        make_incident(team=team, text=f"letter {n}", at=ago(1))
    page = desk(client).content.decode()
    assert "Many more come after these." in page
    assert f"More than {SHOWN} things are waiting for you." in page


def test_ten_minutes_are_said_of_a_debrief_and_of_nothing_else(client, member, team):
    make_action(owner=member, lesson=make_lesson(debrief=make_debrief(team=make_team(), is_complete=True), at=ago(3)))
    make_incident(team=team, at=ago(1))
    assert "A debrief takes about ten minutes" in desk(client).content.decode()


def test_a_line_is_drawn_anew_as_soon_as_something_of_it_is_another(client, member, team):
    incident = make_incident(team=team, kind="complaint", text="sofa", at=ago(3))
    client.force_login(member)
    pages = [desk(client).content.decode()]
    Debrief.objects.filter(incident=incident).update(what="The van broke down", due_on=day_ago(2))
    pages.append(desk(client).content.decode())
    Incident.objects.filter(pk=incident.pk).update(title="Settee", kind="praise")
    pages.append(desk(client).content.decode())
    assert ["<bdi>sofa</bdi>" in page for page in pages] == [True, True, False]
    assert ["<bdi>Settee</bdi>" in page for page in pages] == [False, False, True]
    rows = [re.search(r'<li class="rowlink">.*?</li>', page, re.DOTALL).group() for page in pages]
    assert len(set(rows)) == len(rows)


def test_a_finished_debrief_is_off_the_desk(client, member, team):
    make_debrief(incident=make_incident(team=team, at=ago(9)), is_complete=True)
    response = desk(client)
    assert response.context["desk"].is_empty
    assert b"All done" in response.content


def test_customers_and_letters_to_sort_stand_at_the_side(client, team):
    manager = make_person(team=team, is_manager=True)
    client.force_login(manager)
    incident = make_incident(team=team, at=ago(3))
    Promise.objects.create(
        incident=incident,
        team=incident.team,
        what="A new date",
        owner=manager,
        made_at=ago(3),
        due_on=day_ago(1),
        remind_at=ago(3),
    )
    make_original(team=team, text="Blue envelope", at=ago(1))
    make_action(owner=manager, lesson=make_lesson(debrief=incident.debrief, at=ago(3)))
    found = desk(client).context["desk"]
    assert {thing.subject for thing in found.customers} == {Subject.PROMISE, Subject.STEP}
    assert [thing.title for thing in found.to_sort] == ["Blue envelope"]
    assert {line.subject for line in found.lines} == {Subject.DEBRIEF, Subject.ACTION}


def test_an_empty_desk_says_what_to_do(client, team):
    client.force_login(make_person(team=team, is_manager=True))
    assert b"Two minutes, and the team can learn from it" in desk(client).content
    client.force_login(make_person(team=team))
    assert b"what earlier letters taught us" in desk(client).content
    client.force_login(make_person())
    assert b"You are not in a team yet" in desk(client).content


def test_an_administrator_without_a_team_is_told_what_to_set_up_next(client):
    client.force_login(make_person(is_administrator=True))
    assert b"First a team" in desk(client).content
    assert f'href="{reverse("people:new-team")}"' in desk(client).text
    team = make_team()
    assert b"make a person of a team its manager" in desk(client).content
    make_person(team=team, is_manager=True)
    assert b"make a person of a team its lead" in desk(client).content
    make_person(team=team, is_lead=True)
    response = desk(client)
    assert b"The house is in order" in response.content
    assert reverse("people:people").encode() in response.content
    assert reverse("reminders:outbox").encode() in response.content


@pytest.mark.parametrize("page", ["letters", "lessons", "teams"])
def test_who_is_in_no_team_is_told_whom_to_ask_and_an_administrator_what_to_press(client, page):
    client.force_login(make_person())
    assert "Ask an administrator" in client.get(reverse(f"overview:{page}")).text
    client.force_login(make_person(is_administrator=True))
    told = client.get(reverse(f"overview:{page}")).text
    assert "Ask an administrator" not in told
    assert f'href="{reverse("people:people")}"' in told


def test_an_administrator_in_a_team_has_a_desk_as_everybody(client, team):
    client.force_login(make_person(team=team, is_administrator=True))
    assert desk(client).context["desk"].setting_up is None


def test_many_late_debriefs_hide_no_customer_and_no_letter_to_sort(team):
    manager = make_person(team=team, is_manager=True)
    for number in range(12):
        make_incident(team=team, text=f"Late letter {number}", at=ago(40))
    RecoveryStep.objects.all().delete()
    make_incident(team=team, text="The one who waits for a call", at=ago(0))
    make_original(team=team, text="Blue envelope", by=manager, at=ago(0))
    shown = desk_of(manager, on=today())
    assert [thing.title for thing in shown.to_sort] == ["Blue envelope"]
    assert {thing.title for thing in shown.customers} == {"The one who waits for a call"}
