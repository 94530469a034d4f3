"""The night's check: an engine that works has nothing to show; each kind of trouble is found, told, and left as it is."""

from datetime import timedelta

import pytest
from django.db import connection

from rankless.models import Debrief
from reminders.checkup import check, check_tonight
from reminders.mailing.claims import claim
from reminders.mailing.gathering import gather
from reminders.models import Checkup, Digest, Notice, State
from reminders.sweep import sweep
from reminders.timing.planning import plan
from tests.factories import MONDAY, make_action, make_debrief, make_lesson, make_original, make_person
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

TUESDAY = utc(2026, 3, 3, 8)
NIGHT = utc(2026, 3, 5, 2, 30)
A_DAY = timedelta(days=1)


@pytest.fixture
def in_order(team, lead, debrief):
    """Something of every kind, and a bell that rang up to the night."""
    make_person(team=team, is_manager=True)
    make_original(team=team)
    make_action(owner=lead, lesson=make_lesson(debrief=make_debrief(team=team, is_complete=True)))
    for hours in (0, 8, 20, 24, 36, 48, 60, 64):
        sweep(at=MONDAY + timedelta(hours=hours))


def troubles(at=NIGHT):
    return {trouble: told["rows"] for trouble, told in check(at=at).found.items()}


@pytest.mark.same_on_any_engine
def test_an_engine_that_works_has_nothing_to_show(in_order):
    assert troubles() == {}
    for night in range(1, 40):
        at = NIGHT + night * A_DAY
        for hours in (-14, -8, -1):
            sweep(at=at + timedelta(hours=hours))
        assert troubles(at) == {}, at


def test_a_thing_that_nobody_looked_at_is_found(in_order):
    Debrief.objects.incomplete().update(remind_at=NIGHT - A_DAY)
    assert troubles() == {"debrief long overdue for planning": 1}
    assert Debrief.objects.filter(remind_at=NIGHT - A_DAY).exists(), "it repairs nothing"


def test_a_thing_that_fell_silent_is_found(in_order):
    Debrief.objects.incomplete().update(remind_at=NIGHT + 300 * A_DAY)
    assert troubles() == {"debrief silent too long": 1}


def test_a_claim_that_nobody_took_over_is_found(debrief):
    plan(at=MONDAY)
    gather(at=TUESDAY)
    claim(at=TUESDAY)
    assert "digest claimed and left" in troubles()


def test_a_notice_of_something_done_that_still_waits_is_found(debrief):
    plan(at=MONDAY)
    make_debrief(incident=debrief.incident, is_complete=True)
    assert troubles()["notice of a debrief that is done"] == 1


def test_a_notice_in_a_digest_that_went_out_without_it_is_found(in_order):
    sent = Digest.objects.filter(state=State.SENT).first()
    Notice.objects.filter(pk=sent.notices.first().pk).update(state=State.QUEUED)
    assert troubles()["notice untold in a digest that went out"] == 1


def test_a_digest_that_no_day_carried_over_is_found(debrief):
    plan(at=MONDAY)
    gather(at=TUESDAY)
    assert "digest never sent" in troubles(TUESDAY + 7 * A_DAY)


def test_it_is_done_once_a_night_whoever_asks(in_order):
    assert check_tonight(at=NIGHT.replace(hour=1)) is None
    assert check_tonight(at=NIGHT)
    assert check_tonight(at=NIGHT + timedelta(hours=1)) is None
    assert check_tonight(at=NIGHT + A_DAY)
    assert Checkup.objects.count() == 2


@pytest.mark.only_on("postgresql")
def test_what_is_looked_for_is_indexed_where_tables_grow(lead):
    """Of notices and digests only those under way are read, however many were sent in years."""
    Digest.objects.bulk_create(
        Digest(
            key=f"{lead.pk}:{days}",
            person=lead,
            day=NIGHT.date() - days * A_DAY,
            state=State.SENT,
            try_at=NIGHT,
            sent_at=NIGHT,
        )
        for days in range(1_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reminders_digest")
        query, values = Digest.objects.ready(at=NIGHT).values("pk").query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", values)
        assert "digests_not_yet_sent" in "\n".join(row[0] for row in cursor.fetchall())
