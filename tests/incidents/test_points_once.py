"""The database itself keeps one point from being said twice, on both engines."""

import pytest
from django.db import IntegrityError, transaction

from incidents.models import Effect, Factor, Point, Polarity
from incidents.passages import add_point
from tests.factories import make_incident

pytestmark = pytest.mark.django_db


def test_the_whole_letter_is_called_bad_at_no_stage_only_once() -> None:
    incident = make_incident()
    of_letter = {"incident": incident, "team": incident.team, "received_on": incident.received_on}
    with pytest.raises(IntegrityError), transaction.atomic():
        Point.objects.create(**of_letter, polarity=Polarity.BAD)


def test_it_may_be_good_and_bad_at_once() -> None:
    incident = make_incident()
    of_letter = {"incident": incident, "team": incident.team, "received_on": incident.received_on}
    Point.objects.create(**of_letter, polarity=Polarity.GOOD)
    assert incident.points.count() == 2


def test_said_again_with_the_other_effect_the_later_word_counts() -> None:
    incident = make_incident(text="Nobody rang me.")
    said = {"incident": incident, "quote": "Nobody rang", "polarity": Polarity.BAD, "stage": None}
    factor = Factor.objects.get(name="Speed")
    first = add_point(**said, factor=factor, effect=Effect.HELPED)
    again = add_point(**said, factor=factor, effect=Effect.HINDERED)
    assert again.pk == first.pk
    assert Point.objects.get(pk=first.pk).effect == Effect.HINDERED
