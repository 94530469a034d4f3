"""Several workers at once, and workers that die at their work: nothing is sent twice but what nobody could know of."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from reminders.models import Call, Channel, Webhook
from reminders.outlets import sending
from reminders.outlets.models import ErrandState
from reminders.outside import tell_outside
from tests.factories import MONDAY, make_incident
from tests.reminders.outlets.conftest import ring

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Killed(BaseException):
    """What no handler of errors holds up."""


def test_four_workers_at_once_tell_each_thing_once(team, webhook, channel, outside):
    for number in range(9):
        make_incident(team=team, text=f"Letter {number}")
    start, trouble = threading.Barrier(4), []

    def work():
        start.wait()
        try:
            for minute in range(3):
                tell_outside(at=MONDAY + timedelta(seconds=minute))
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert trouble == []
    ids = [received.headers["webhook-id"] for received in outside.received if "webhook-id" in received.headers]
    assert len(ids) == len(set(ids)) == 9
    messages = [received.body.decode() for received in outside.received if "webhook-id" not in received.headers]
    assert sum(message.count("A complaint came in.") for message in messages) == 9


def test_a_worker_that_dies_before_it_sends_loses_nothing(team, webhook, outside, monkeypatch):
    make_incident(team=team)
    monkeypatch.setattr(sending, "_attempt", _dies)
    with pytest.raises(Killed):
        ring()
    monkeypatch.undo()
    ring(minutes=3)
    assert len(outside.received) == 1
    assert Call.objects.get().state == ErrandState.SENT


def test_a_worker_that_dies_before_it_records_calls_again_under_the_same_id(team, webhook, outside, monkeypatch):
    make_incident(team=team)
    monkeypatch.setattr(sending, "settle", _dies)
    with pytest.raises(Killed):
        ring()
    monkeypatch.undo()
    ring(minutes=3)
    first, second = outside.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_an_outlet_removed_while_it_is_called_is_no_error(team, webhook, channel, outside):
    make_incident(team=team)

    def remove(handler):
        Webhook.objects.all().delete()
        Channel.objects.all().delete()
        connection.close()
        handler.send_response(200)
        handler.end_headers()

    outside.otherwise = remove
    ring()
    ring(minutes=1)
    assert not Call.objects.exists()


def _dies(*arguments, **options):
    raise Killed
