import pytest
from django.test import Client
from django.utils import timezone

from people.models import Team
from rankless.models import Debrief, Voice
from tests.factories import make_gathering, make_person, make_team
from tests.kinds import EACH_KIND
from tests.rankless.gathering_page.desk import browser_of


@pytest.fixture
def team() -> Team:
    return make_team(name="Northside")


@pytest.fixture(params=EACH_KIND)
def debrief(request, team) -> Debrief:
    """Six invited, of whom two look after more than their own work."""
    make_person(team=team, name="Mona", is_manager=True)
    make_person(team=team, name="Lea", is_lead=True)
    return make_gathering(team=team, people=6, kind=request.param, at=timezone.now())


@pytest.fixture
def voice(debrief) -> Voice:
    return debrief.voices.select_related("person").order_by("pk").last()


@pytest.fixture
def writer(voice) -> Client:
    return browser_of(voice.person)


@pytest.fixture
def colleague(debrief, voice) -> Client:
    return browser_of(debrief.voices.exclude(pk=voice.pk).order_by("pk").last().person)
