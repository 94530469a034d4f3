import pytest

from tests.factories import make_debrief, make_incident, make_person
from tests.shown_forms import Browser


@pytest.fixture
def client():
    return Browser()


@pytest.fixture
def member(team):
    return make_person(team=team, name="Mia")


@pytest.fixture
def debrief(team, member):
    return make_debrief(incident=make_incident(team=team, text="The sofa is late.\nNobody calls."))


@pytest.fixture
def browser(client, member):
    client.force_login(member)
    return client
