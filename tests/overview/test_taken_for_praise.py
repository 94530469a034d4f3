"""A letter that was taken for praise is put right, and what lessons were asked of it with it."""

import pytest
from django.utils import timezone

from incidents.models import Kind, Stage
from lessons.holding.looking import look_at
from lessons.models import LooksLike, Sighting
from tests.factories import make_incident, make_person
from tests.lessons.holding.made import DELIVERY, WARDROBE, make_norm

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(team):
    stage = Stage.objects.get(name=DELIVERY)
    return make_incident(team=team, text=WARDROBE, kind=Kind.PRAISE, stage=stage, at=timezone.now())


@pytest.mark.parametrize(("kind", "asked"), [("praise", LooksLike.PROOF), ("complaint", LooksLike.RELAPSE)])
def test_it_is_asked_about_as_what_it_is(client, team, letter, kind, asked):
    lesson = make_norm(team)
    look_at(letter, at=timezone.now())
    client.force_login(make_person(team=team, is_manager=True))
    sent = {"kind": kind, "title": "Wardrobe", "received_on": letter.received_on.isoformat()}
    assert client.post(f"/letters/{letter.pk}/edit/", sent).url == letter.get_absolute_url()
    assert Sighting.objects.get(lesson=lesson).looks_like == asked
