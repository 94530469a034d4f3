"""Every address answers every person as the table in permissions.py says, and no address is missing from it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.rules.permissions import TABLE
from tests.rules.routes import names, routes
from tests.rules.visits import ask, signed_in
from tests.rules.world import MISSING, PEOPLE

# Rooms whose addresses name things that belong to one team.
OF_A_TEAM = {"incidents", "rankless", "lessons", "overview"}
ENTRIES = [(name, entry) for name, entries in TABLE.items() for entry in entries]
WITH_PARAMETERS = [
    (route.name, entry)
    for route in routes()
    if route.parameters and route.name.partition(":")[0] in OF_A_TEAM
    for entry in TABLE.get(route.name, [])
]


def test_every_address_is_in_the_table():
    assert set(names()) == set(TABLE)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[f"{entry.method} {name}" for name, entry in ENTRIES])
def test_who_may_enter(name, entry, person, world):
    answered = ask(signed_in(world, person), name, entry, world).status_code
    assert answered == entry.answer_for(person)


@pytest.mark.parametrize("name", [name for name, entries in TABLE.items() if {e.method for e in entries} == {"GET"}])
def test_what_is_only_read_takes_no_form(name, world):
    address = reverse(name, args=TABLE[name][0].at(world))
    assert signed_in(world, "manager").post(address).status_code == 405


@pytest.mark.parametrize(
    ("name", "entry"), WITH_PARAMETERS, ids=[f"{entry.method} {name}" for name, entry in WITH_PARAMETERS]
)
def test_what_belongs_to_others_looks_like_what_does_not_exist(name, entry, world):
    """An outsider cannot tell by the answer whether there is such a letter."""
    client = signed_in(world, "outsider")
    foreign = ask(client, name, entry, world)
    if foreign.status_code != 404:
        pytest.fail(f"{name} answers an outsider with {foreign.status_code}; it should be 404")
    arguments = [MISSING if isinstance(value, int) else type(value)(int=MISSING) for value in entry.at(world)]
    missing = ask(client, name, entry, world, arguments=arguments)
    assert missing.status_code == 404
    assert missing.content == foreign.content
