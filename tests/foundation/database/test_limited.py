"""A question that takes too long is given up, and nothing else is."""

import pytest
from django.db import connection

from foundation.database.limited import TakesTooLong, answered_within

pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_what_takes_too_long_is_given_up_and_nothing_else_is_stopped():
    with pytest.raises(TakesTooLong):
        answered_within(1, "SELECT pg_sleep(600)", {})
    assert answered_within(120_000, "SELECT %(word)s UNION ALL SELECT 'b'", {"word": "a"}) == [("a",), ("b",)]
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
