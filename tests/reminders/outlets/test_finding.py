"""Nothing is found twice and nothing is missed, whoever looks, how often, and however late it was committed."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from incidents.recovery import make_promise, settle_promise
from lessons.learning import confirm_held, keep_trying, report_relapse
from reminders.models import Call, Webhook
from reminders.outlets.finding import find
from reminders.webhooks.calling import KIND
from reminders.webhooks.keeping import add_webhook
from tests.factories import MONDAY, make_debrief, make_incident, make_lesson, make_person, make_team
from tests.reminders.outlets.conftest import BEFORE

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def webhook(team, settings):
    settings.OUTWARD_HOSTS = frozenset({"hooks.internal"})
    return add_webhook(team=team, name="Stock", address="http://hooks.internal/1", at=BEFORE)[0]


def events() -> list[str]:
    return list(Call.objects.order_by("pk").values_list("event", flat=True))


def test_looking_again_finds_nothing_new(team, webhook):
    make_incident(team=team)
    assert [find(KIND, at=MONDAY + minutes * timedelta(minutes=1)) for minutes in range(3)] == [1, 0, 0]


@pytest.mark.parametrize("late", [timedelta(seconds=1), HOUR, 20 * HOUR])
def test_what_was_committed_late_is_found(team, webhook, late):
    """It bears a moment before others that were found already."""
    make_incident(team=team, text="Quick", at=MONDAY)
    find(KIND, at=MONDAY + late)
    make_incident(team=team, text="Slow", at=MONDAY - timedelta(seconds=30))
    assert find(KIND, at=MONDAY + late + timedelta(minutes=1)) == 1


def test_a_bell_that_was_silent_for_weeks_misses_nothing(team, webhook):
    for day in range(0, 40, 5):
        make_incident(team=team, text=f"Day {day}", at=MONDAY + day * DAY)
    assert find(KIND, at=MONDAY + 41 * DAY) == 8


def test_a_clock_that_was_ahead_leaves_no_gap(team, webhook):
    find(KIND, at=MONDAY + 30 * DAY)
    make_incident(team=team, at=MONDAY + HOUR)
    assert find(KIND, at=MONDAY + 2 * HOUR) == 1


def test_what_happened_before_it_was_switched_on_is_not_told(team, webhook):
    make_incident(team=team, at=BEFORE - HOUR)
    assert find(KIND, at=MONDAY) == 0


def test_each_webhook_of_a_team_is_told(team, webhook):
    add_webhook(team=team, name="Other", address="http://hooks.internal/2", at=BEFORE)
    make_incident(team=team)
    assert find(KIND, at=MONDAY) == 2


def test_a_promise_is_late_from_the_day_after_where_the_team_is(settings):
    settings.OUTWARD_HOSTS = frozenset({"hooks.internal"})
    team = make_team(time_zone="Pacific/Auckland")  # thirteen hours ahead in March
    add_webhook(team=team, name="Stock", address="http://hooks.internal/1", at=BEFORE)
    manager = make_person(team=team, is_manager=True)
    letter = make_incident(team=team, by=manager, at=MONDAY)
    promise = make_promise(incident=letter, what="A", owner=manager, due_on=MONDAY.date(), by=manager, at=MONDAY)
    kept = make_promise(incident=letter, what="B", owner=manager, due_on=MONDAY.date(), by=manager, at=MONDAY)
    settle_promise(kept, is_kept=True, by=manager, at=MONDAY)
    find(KIND, at=MONDAY + timedelta(minutes=59, hours=1))
    assert "promise.late" not in events()
    for hours in (2, 3, 30):
        find(KIND, at=MONDAY + hours * HOUR)
    assert list(Call.objects.filter(event="promise.late").values_list("subject_id", flat=True)) == [promise.pk]


def test_a_lesson_is_adopted_once_until_it_comes_back(team, webhook):
    lesson = make_lesson(debrief=make_debrief(team=team))
    confirm_held(lesson, at=MONDAY)
    confirm_held(lesson, at=MONDAY + HOUR)
    find(KIND, at=MONDAY + 2 * HOUR)
    confirm_held(lesson, at=MONDAY + 2 * DAY)
    find(KIND, at=MONDAY + 2 * DAY)
    report_relapse(lesson, at=MONDAY + 3 * DAY)
    find(KIND, at=MONDAY + 3 * DAY)
    keep_trying(lesson, at=MONDAY + 4 * DAY)
    confirm_held(lesson, at=MONDAY + 5 * DAY)
    find(KIND, at=MONDAY + 5 * DAY)
    assert [event for event in events() if event.startswith("lesson")] == [
        "lesson.adopted",
        "lesson.relapsed",
        "lesson.adopted",
    ]


def test_a_minute_in_which_nothing_happened_asks_a_few_questions_whatever_the_number_of_outlets(
    team, webhook, django_assert_max_num_queries
):
    for number in range(2, 9):
        add_webhook(team=team, name="Other", address=f"http://hooks.internal/{number}", at=BEFORE)
    with django_assert_max_num_queries(9):
        find(KIND, at=MONDAY)


def test_without_outlets_there_is_one_question(django_assert_num_queries):
    with django_assert_num_queries(1):
        find(KIND, at=MONDAY)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_bells_at_once_write_each_call_once(team, webhook):
    for number in range(20):
        make_incident(team=team, text=f"Letter {number}")
    start, trouble = threading.Barrier(4), []

    def look():
        start.wait()
        try:
            find(KIND, at=MONDAY)
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert Call.objects.count() == 20


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_calls_are_written_together_with_how_far_was_read(team, webhook, monkeypatch):
    make_incident(team=team)
    monkeypatch.setattr("reminders.outlets.finding._write", _writes_and_dies)
    with pytest.raises(RuntimeError), transaction.atomic():
        find(KIND, at=MONDAY)
    monkeypatch.undo()
    assert Webhook.objects.get().looked_at == BEFORE
    assert find(KIND, at=MONDAY) == 1


def _writes_and_dies(*arguments, **options):
    raise RuntimeError
