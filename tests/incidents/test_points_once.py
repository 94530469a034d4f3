"""The database itself keeps one point from being said twice, on both engines."""

import pytest
from django.db import IntegrityError, transaction

from incidents.models import Point, Polarity
from tests.factories import make_incident

pytestmark = pytest.mark.django_db


def test_the_whole_letter_is_called_bad_at_no_stage_only_once() -> None:
    incident = make_incident()
    with pytest.raises(IntegrityError), transaction.atomic():
        Point.objects.create(incident=incident, polarity=Polarity.BAD)


def test_it_may_be_good_and_bad_at_once() -> None:
    incident = make_incident()
    Point.objects.create(incident=incident, polarity=Polarity.GOOD)
    assert incident.points.count() == 2
