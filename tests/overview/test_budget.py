"""A page asks the database the same few questions, however much there is."""

from weakref import WeakKeyDictionary

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Kind, Promise, Stage, Theme
from lessons.learning import confirm_held, report_relapse
from tests.factories import (
    make_action,
    make_customer,
    make_incident,
    make_lesson,
    make_original,
    make_person,
    write_sections,
)
from tests.overview.days import ago, day_ago

pytestmark = pytest.mark.django_db

MOST = 12
PAGES = [
    *("/", "/letters/", "/letters/?debrief=late&kind=complaint", "/letters/?polarity=bad&stage=none&sort=due"),
    *("/letters/?theme={theme}&customer={customer}&from=2020-01-01", "/lessons/", "/lessons/?weeks=52", "/practice/"),
    *(
        "/practice/?stage={stage}",
        "/search/",
        "/search/?q=sofa",
        "/search/?q=sofa&in=debriefs",
        "/search/?q=wrap&in=lessons",
    ),
]


@pytest.fixture
def everything(team):
    """Who may see most: manager and lead at once."""
    return make_person(team=team, is_manager=True, is_lead=True)


def fill(team, person, customer, *, rows):
    """So many of every sort, in every state."""
    stages, theme = list(Stage.objects.all()), Theme.objects.first()
    for number in range(rows):
        incident = make_incident(
            team=team,
            text=f"The sofa is late {number}",
            kind=Kind.COMPLAINT if number % 2 else Kind.PRAISE,
            at=ago(number % 40),
            customer=customer,
            stage=stages[number % 9] if number % 3 else None,
            themes=[theme],
        )
        write_sections(incident.debrief, why="The sofa stood unwrapped.", differently="" if number % 2 else "Wrap.")
        lesson = make_lesson(
            debrief=incident.debrief, sentence=f"Wrap it {number}.", at=ago(40), stage=stages[number % 9]
        )
        make_action(owner=person, lesson=lesson, due_on=day_ago(number % 9 + 1))
        if number % 3:
            confirm_held(lesson, at=ago(5), incident=incident)
        elif number % 2:
            report_relapse(lesson, at=ago(5))
        Promise.objects.create(
            incident=incident,
            team=incident.team,
            what="A date",
            owner=person,
            made_at=ago(9),
            due_on=day_ago(1),
            remind_at=ago(9),
        )
        make_original(team=team, text="Blue envelope", by=person, at=ago(1))


def asked(client, page):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(page)
    assert response.status_code == 200
    return [query["sql"] for query in queries.captured_queries]


def test_no_page_asks_more_than_its_budget_nor_more_when_there_is_more(client, team, everything, monkeypatch):
    # Nothing is planned, so that what is asked can be read.
    monkeypatch.setattr("foundation.database.planned.MOST", 0)
    monkeypatch.setattr("foundation.database.planned._asked", WeakKeyDictionary())
    client.force_login(everything)
    customer = make_customer(team=team)
    pages = [
        page.format(theme=Theme.objects.first().pk, customer=customer.pk, stage=Stage.objects.first().pk)
        for page in PAGES
    ]
    fill(team, everything, customer, rows=10)
    few = {page: asked(client, page) for page in pages}
    fill(team, everything, customer, rows=50)
    many = {page: asked(client, page) for page in pages}
    for page in pages:
        assert any(Session._meta.db_table in sql for sql in many[page]), "the session is part of the budget"
        assert len(many[page]) <= MOST, (page, many[page])
        assert len(many[page]) <= len(few[page]) + counting_on(page), (page, many[page])


def counting_on(page):
    """The desk counts what it cannot show by one more question, whatever there is of it."""
    return 1 if page == "/" else 0
