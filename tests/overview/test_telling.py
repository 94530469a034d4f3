"""When and where the demo story is told: on any day, and only where nobody real works."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError
from django.db.models import Max

from incidents.models import Incident, Original, RecoveryStep, TimelineEntry
from lessons.models import Action, Evidence
from overview.demo.telling import tell
from people.models import User
from rankless.models import Afterwards, Debrief, Phase, Way
from reminders.models import Digest
from tests.factories import make_person
from tests.overview.test_demo import demo

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]  # test_demo tells it on both

MONDAY = datetime(2026, 5, 11, 8, 36, tzinfo=UTC)


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


# When it is told


def test_told_on_a_monday_morning_nothing_happened_later():
    tell(at=MONDAY)
    nothing_happened_after(MONDAY)


def nothing_happened_after(at: datetime) -> None:
    """Whatever the story says has happened by then; test_demo_mails.py tells it on a Saturday."""
    moments = [
        TimelineEntry.objects.aggregate(last=Max("at")),
        Debrief.objects.aggregate(last=Max("completed_at")),
        Action.objects.aggregate(last=Max("done_at")),
        Original.objects.aggregate(last=Max("received_at")),
        Afterwards.objects.aggregate(last=Max("begun_at")),
        Afterwards.objects.aggregate(last=Max("closed_at")),
    ]
    assert all(moment["last"] <= at for moment in moments)
    assert Evidence.objects.aggregate(last=Max("noted_on"))["last"] <= at.date()
    assert not RecoveryStep.objects.filter(done_at__lt=at - timedelta(days=120)).exists()
    assert set(Debrief.objects.filter(way=Way.LONG).values_list("phase", flat=True)) == set(Phase)
    assert Debrief.objects.filter(objections_until__gt=at).exists()
    assert Afterwards.objects.filter(closed_at=None, debrief__way=Way.LONG).exists()


# Where it is not told


def test_it_refuses_while_debug_is_off(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        demo()
    with pytest.raises(CommandError, match="DEBUG is off"):
        demo("--incidents", "10", "--force")
    assert not User.objects.exists()


def test_it_refuses_where_real_people_work(debug):
    make_person()
    with pytest.raises(CommandError, match="Real people"):
        demo()
    assert not Incident.objects.exists()


def test_told_beside_real_people_when_forced_it_says_how_to_sign_in_and_mails_nobody_for_real(debug):
    person = make_person()
    assert "manager@demo.test" in demo("--force")
    person.refresh_from_db()
    assert not person.is_demo
    assert mail.outbox == []
    assert not Digest.objects.exists()
    assert "there already" in demo("--force")
