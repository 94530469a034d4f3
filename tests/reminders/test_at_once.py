"""Several at once: two sweeps from two places tell everybody once, on either database."""

import threading
from collections import Counter

import pytest
from django.core import mail
from django.db import connection

from reminders.mailing import gathering
from reminders.mailing.delivering import deliver
from reminders.mailing.gathering import gather
from reminders.models import Digest, Notice, State
from reminders.sweep import sweep
from reminders.timing import planning
from reminders.timing.planning import plan
from tests.factories import MONDAY, make_debrief, make_person
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TUESDAY_AT_EIGHT = utc(2026, 3, 3, 8)
AT_ONCE = 4


def at_once(work):
    """Run the work in several threads that begin together, each with its own connection; return what each answered."""
    barrier, answers, errors = threading.Barrier(AT_ONCE), [], []

    def run():
        try:
            barrier.wait(timeout=60)
            answers.append(work())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    return answers


@pytest.fixture
def letters(team, monkeypatch):
    for module in (planning, gathering):
        monkeypatch.setattr(module, "BATCH", 7)
    people = [make_person(team=team, password=None) for _ in range(10)]
    for _ in range(20):
        make_debrief(team=team)
    return people


def test_planners_at_once_write_each_notice_once(letters):
    assert sum(at_once(lambda: plan(at=MONDAY))) == 200
    assert Notice.objects.count() == 200
    told = Counter(Notice.objects.values_list("person_id", "subject_id"))
    assert set(told.values()) == {1}


def test_gatherers_at_once_make_one_digest_a_person(letters):
    plan(at=MONDAY)
    at_once(lambda: gather(at=TUESDAY_AT_EIGHT))
    assert Digest.objects.count() == 10
    assert Notice.objects.filter(digest__isnull=True).count() == 0
    assert not [
        notice for notice in Notice.objects.select_related("digest") if notice.digest.person_id != notice.person_id
    ]


def test_deliverers_at_once_send_one_mail_a_person(letters):
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)
    answers = at_once(lambda: deliver(at=TUESDAY_AT_EIGHT))
    assert sum(delivered.sent for delivered in answers) == 10
    assert Counter(message.to[0] for message in mail.outbox) == {person.email: 1 for person in letters}
    assert set(Notice.objects.values_list("state", flat=True)) == {State.SENT}


def test_whole_sweeps_at_once_tell_everybody_once(letters):
    answers = at_once(lambda: sweep(at=TUESDAY_AT_EIGHT.replace(day=4)))
    sweep(at=TUESDAY_AT_EIGHT.replace(day=4, minute=1))
    assert sum(swept.planned for swept in answers) == 200
    assert Counter(message.to[0] for message in mail.outbox) == {person.email: 1 for person in letters}
