"""Every address answers every person as the table in permissions.py says, and no address is missing from it."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from incidents.models import Incident
from tests.rules.permissions import TABLE
from tests.rules.places import the_lesson_told, the_shown_norm
from tests.rules.routes import names, routes
from tests.rules.visits import ask, signed_in
from tests.rules.world import MISSING, PEOPLE

pytestmark = pytest.mark.same_on_any_engine

# Rooms whose addresses name things that belong to one team.
OF_A_TEAM = {"incidents", "rankless", "lessons", "stories", "exports", "overview"}
# What a team has agreed to tell everybody.
FOR_EVERYBODY = {("GET", the_lesson_told), ("GET", the_shown_norm), ("POST", the_shown_norm)}
# Who may look is asked in test_get_never_writes.py, where every page is opened by everybody anyhow.
PRESSES = [(name, entry) for name, entries in TABLE.items() for entry in entries if entry.method != "GET"]
WITH_PARAMETERS = [
    (route.name, entry)
    for route in routes()
    if route.parameters and not route.is_open and route.name.partition(":")[0] in OF_A_TEAM
    for entry in TABLE.get(route.name, [])
    if (entry.method, entry.at) not in FOR_EVERYBODY
]
ONLY_READ = [name for name, entries in TABLE.items() if {entry.method for entry in entries} == {"GET"}]


def each(entries):
    ids = [f"{entry.method} {name}" for name, entry in entries]
    return pytest.mark.parametrize(("name", "entry"), entries, ids=ids)


def test_every_address_is_in_the_table():
    assert set(names()) == set(TABLE)


def _a_trial() -> transaction.Atomic:
    """A transaction that also holds what must otherwise be the outermost one, such as a reveal."""
    trial = transaction.atomic()
    trial._from_testcase = True
    return trial


@each(PRESSES)
def test_who_may_press(name, entry, world):
    answers = {}
    for person in PEOPLE:
        client = signed_in(world, person)
        with _a_trial():
            answers[person] = ask(client, name, entry, world).status_code
            transaction.set_rollback(True)  # each finds the world as it was
    assert answers == dict(zip(PEOPLE, entry.answers, strict=True))


@pytest.mark.parametrize("name", ONLY_READ)
def test_what_is_only_read_takes_no_form(name, world):
    address = reverse(name, args=TABLE[name][0].at(world))
    answers = TABLE[name][0].answers
    person = PEOPLE[answers.index(200) if 200 in answers else 0]  # for figures nobody's sign-in counts, but a token
    assert signed_in(world, person).post(address).status_code == 405


@each(WITH_PARAMETERS)
def test_what_belongs_to_others_looks_like_what_does_not_exist(name, entry, world):
    """An outsider cannot tell by the answer whether there is such a letter."""
    client = signed_in(world, "outsider")
    foreign = ask(client, name, entry, world)
    assert foreign.status_code == 404
    arguments = [MISSING if isinstance(value, int) else type(value)(int=MISSING) for value in entry.at(world)]
    missing = ask(client, name, entry, world, arguments=arguments)
    assert missing.status_code == 404
    assert missing.content == foreign.content


def test_a_letter_cannot_be_logged_in_a_team_that_is_not_ones_own(world):
    entry = next(entry for entry in TABLE["incidents:log"] if entry.method == "POST")
    before = Incident.objects.filter(team=world.team).count()
    ask(signed_in(world, "outsider"), "incidents:log", entry, world)
    assert Incident.objects.filter(team=world.team).count() == before
    assert Incident.objects.exclude(team=world.team).exists()
