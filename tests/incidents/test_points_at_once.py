"""Two people who take back the last two things that a letter says at the same moment: one is left."""

from contextlib import suppress

import pytest

from incidents.models import Point, Polarity
from incidents.passages import LastPoint, add_point, remove_point
from tests.factories import make_incident
from tests.rankless.test_gathering_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_letter_keeps_a_point():
    incident = make_incident(text="The van was late and nobody rang.")
    for quote in ("The van was late", "nobody rang", "rang"):
        add_point(incident=incident, quote=quote, polarity=Polarity.BAD, stage=None, factor=None, effect=None)

    def remove(point: Point) -> None:
        with suppress(LastPoint):
            remove_point(point)

    at_once(*(lambda point=point: remove(point) for point in Point.objects.filter(incident=incident)))
    assert Point.objects.filter(incident=incident).count() == 1
