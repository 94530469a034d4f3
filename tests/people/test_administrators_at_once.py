"""Two administrators who take it from each other at the same moment: one remains."""

from __future__ import annotations

from contextlib import suppress

import pytest

from people.joining import LastAdministrator, change_person
from people.models import User
from tests.factories import make_person
from tests.rankless.test_gathering_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_one_administrator_remains() -> None:
    people = [make_person(is_administrator=True) for _ in range(4)]

    def dismiss(person: User) -> None:
        dismissed = User.objects.get(pk=person.pk)
        dismissed.is_administrator = False
        with suppress(LastAdministrator):
            change_person(person=dismissed, duties={})

    at_once(*(lambda person=person: dismiss(person) for person in people))
    assert User.objects.active().filter(is_administrator=True).count() == 1
