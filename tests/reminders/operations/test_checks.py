"""What watches over the engine says in plain words what is wrong with it, and nothing while all is well."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from foundation.health import look
from incidents.models import RecoveryStep
from rankless.models import Debrief
from reminders.models import Checkup, DeadAddress, Digest, Heartbeat, State
from reminders.operations.heartbeats import BELL, QUIET_AFTER, beat
from reminders.tasks import ring
from tests.factories import make_debrief, make_person
from tests.services.processes import LOOPBACK, free_port

pytestmark = pytest.mark.django_db


def troubles(**also):
    return {finding.check.name: finding.trouble for finding in look(**also) if finding.trouble}


@pytest.fixture
def heard():
    beat(worker="one@shop", at=timezone.now())


def test_a_bell_that_was_heard_just_now_is_fine(heard):
    assert troubles() == {}


def test_a_bell_that_never_rang_is_told_and_pages_work_all_the_same(client):
    assert "has not rung yet" in troubles()["bell"]
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert "has not rung yet" in answer.json()["bell"]


def test_a_bell_that_fell_silent_is_told_with_its_last_moment():
    long_ago = timezone.now() - QUIET_AFTER - timedelta(minutes=1)
    beat(worker="one@shop", at=long_ago)
    assert "quiet since" in troubles()["bell"]


def test_ringing_the_bell_beats_for_itself_and_for_its_worker():
    ring.apply()
    assert Heartbeat.objects.filter(name=BELL).exists()
    assert Heartbeat.objects.filter(name__startswith="worker:").count() == 1


def test_a_worker_that_is_long_gone_is_forgotten(heard):
    beat(worker="two@shop", at=timezone.now() + timedelta(days=2))
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {BELL, "worker:two@shop"}


def test_something_due_that_nobody_planned_is_told(heard, team, member):
    debrief = make_debrief(team=team)
    Debrief.objects.update(remind_at=timezone.now() + timedelta(hours=1))
    RecoveryStep.objects.filter(remind_at__isnull=False).update(remind_at=timezone.now() + timedelta(hours=1))
    assert "in_time" not in troubles()
    debrief.remind_at = timezone.now() - timedelta(hours=1)
    debrief.save(update_fields=["remind_at"])
    assert "not planned" in troubles()["in_time"]


def test_mails_that_keep_failing_are_told(heard, client, member):
    now = timezone.now()
    Digest.objects.create(key="one", person=member, day=now.date(), try_at=now, state=State.FAILED, attempts=1)
    assert "mails" not in troubles(), "a server that asks for a minute is given one"
    Digest.objects.update(attempts=2)
    assert troubles()["mails"].startswith("One mail could not be sent")
    assert (client.get("/readyz").status_code, client.get("/readyz").json()["mails"]) == (200, troubles()["mails"])
    Digest.objects.update(state=State.CARRIED)
    assert "mails" not in troubles(), "its lines went into another"


def test_what_was_found_at_night_is_told(heard):
    now = timezone.now()
    Checkup.objects.create(day=now.date() - timedelta(days=1), at=now - timedelta(days=1), found={"old": {"rows": 1}})
    Checkup.objects.create(day=now.date(), at=now, found={})
    assert "last_night" not in troubles()
    Checkup.objects.filter(day=now.date()).update(found={"stuck": {"rows": 2}, "lost": {"rows": 1}})
    assert troubles()["last_night"].startswith("Last night's check found 2 kinds")


def test_an_address_is_dead_only_while_it_is_still_the_person_s(heard):
    person = make_person()
    DeadAddress.objects.create(person=person, address=person.email, dead_since=timezone.now())
    assert troubles()["addresses"].startswith("One person")
    person.email = "new@example.com"
    person.save()
    assert "addresses" not in troubles()


def test_while_the_database_is_away_nothing_else_is_blamed(monkeypatch):
    def away(*_):
        raise OperationalError("connection refused")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", away)
    said = troubles()
    assert said.pop("database") == "The database cannot be reached."
    assert set(said.values()) == {"Unknown while the database cannot be reached."}


class TestDoctor:
    def test_it_ends_well_when_nothing_is_wrong(self, heard, settings, capsys):
        settings.DEBUG = True  # the settings of tests are not those of production, and it would say so
        call_command("doctor", "--json")
        assert json.loads(capsys.readouterr().out)["well"] is True

    def test_it_ends_with_one_and_says_what_is_wrong(self, heard, settings, capsys):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = LOOPBACK, free_port(), 2
        with pytest.raises(SystemExit) as ended:
            call_command("doctor")
        assert ended.value.code == 1
        assert "The mail server does not answer" in capsys.readouterr().out

    def test_it_finds_a_folder_for_papers_that_cannot_be_written(self, heard, settings, tmp_path):
        taken = tmp_path / "a file"
        taken.write_text("not a folder")
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(taken)}},
        }
        assert troubles(also_slow=True)["storage"].startswith("Papers cannot be kept")

    def test_it_leaves_nothing_behind(self, heard, settings, tmp_path):
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(tmp_path)},
            },
        }
        assert "storage" not in troubles(also_slow=True)
        assert list(tmp_path.iterdir()) == []
