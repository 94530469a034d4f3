"""A question is planned once for a connection, and answered by its plan as it was without."""

from datetime import UTC, date, datetime
from decimal import Decimal
from weakref import WeakKeyDictionary

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation.database.planned import MOST, answered
from foundation.database.prepared import Prepared
from people.models import User
from tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]  # SQLite plans in no time


@pytest.fixture(autouse=True)
def nothing_was_asked(monkeypatch):
    """Whatever other tests asked on this connection."""
    monkeypatch.setattr("foundation.database.planned._asked", WeakKeyDictionary())


def asked(question, **values):
    with CaptureQueriesContext(connection) as queries:
        rows = answered(question, values)
    return queries[0]["sql"].startswith("EXECUTE"), rows


def test_from_the_second_time_on_the_plan_answers():
    question = "SELECT %(day)s - 1, %(number)s + %(number)s, %(at)s, '100%%' AS planned"
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    answers = [asked(question, number=number, day=date(2026, 3, 2), at=at) for number in (1, 2, 3)]
    assert [is_planned for is_planned, _ in answers] == [False, True, True]
    assert [rows for _, rows in answers] == [[(date(2026, 3, 1), 2 * number, at, "100%")] for number in (1, 2, 3)]


def test_a_plan_outlives_what_is_rolled_back():
    question = "SELECT %(number)s AS kept"
    asked(question, number=1)
    with transaction.atomic():
        assert asked(question, number=2) == (True, [(2,)])
        transaction.set_rollback(True)
    assert asked(question, number=3) == (True, [(3,)])


def test_what_may_be_anything_is_asked_as_it_is():
    for _ in range(2):
        assert asked("SELECT %(word)s IS NULL AS nothing", word=None) == (False, [(True,)])


def test_a_queryset_is_planned_as_well():
    person = make_person(name="Ada")
    find = Prepared(lambda pk: User.objects.filter(pk=pk, name="Ada"))
    with CaptureQueriesContext(connection) as queries:
        assert [find(person.pk) for _ in range(3)] == [[person]] * 3
    assert ["EXECUTE" in query["sql"] for query in queries] == [False, True, True]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_nobody_looks_at_is_answered_the_same():
    """Outside a transaction a plan is asked past Django's cursor."""
    at, question = datetime(2026, 3, 2, 9, tzinfo=UTC), "SELECT %(at)s, %(word)s || '%%', NULL, %(day)s, %(yes)s, 1.5"
    values = {"at": at, "word": "Ünique", "day": date(2026, 3, 2), "yes": True}
    person = make_person(name="Ada")
    find = Prepared(lambda pk: User.objects.filter(pk=pk).order_by("name").values_list("name", "morning"))
    answers = [answered(question, values) for _ in range(3)]
    assert answers == [[(at, "Ünique%", None, date(2026, 3, 2), True, Decimal("1.5"))]] * 3
    assert [find(person.pk) for _ in range(3)] == [[("Ada", person.morning)]] * 3
    assert answered("SELECT 1 / %(number)s", {"number": 1}) == [(1,)]
    with pytest.raises(DataError):
        answered("SELECT 1 / %(number)s", {"number": 0})
    assert answered(question, values) == answers[0]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_counts_what_is_asked_counts_plans_too():
    counted = []
    for _ in range(2):
        answered("SELECT 7 AS counted", {})
    with connection.execute_wrapper(lambda execute, *arguments: counted.append(1) or execute(*arguments)):
        answered("SELECT 7 AS counted", {})
    assert counted == [1]


def test_a_plan_knows_what_never_differs():
    """An index of some rows alone is found by what is written out, not by what the next one may ask otherwise."""
    find = Prepared(lambda pk: User.objects.filter(pk=pk, name="100% Ada", is_demo=False))
    people = [make_person(name="100% Ada"), make_person(name="Berta")]
    with CaptureQueriesContext(connection) as queries:
        assert [[len(find(person.pk)) for person in people] for _ in range(2)] == [[1, 0], [1, 0]]
    assert queries[-1]["sql"].endswith(f"({people[1].pk})")


def test_no_more_plans_are_kept_than_said():
    for number in range(MOST + 1):
        asked(f"SELECT {number} AS many")
    assert asked(f"SELECT {MOST} AS many") == (False, [(MOST,)])
