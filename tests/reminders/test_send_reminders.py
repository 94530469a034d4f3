"""The command: what beat does every minute, and what any day would bring without anything being written."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from reminders.models import Digest, Notice
from reminders.sweep import sweep
from tests.factories import MONDAY, make_debrief, make_person
from tests.reminders.conftest import utc
from tests.rules.test_get_never_writes import checksums

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("send_reminders", *arguments, stdout=out)
    return out.getvalue().strip()


def as_json(*arguments):
    printed = run("--json", *arguments)
    assert "\n" not in printed
    return json.loads(printed)


def test_it_plans_and_delivers(debrief):
    assert as_json("--at", "2026-03-02T09:01Z") == {"planned": 1, "sent": 0, "failed": 0}
    assert as_json("--at", "2026-03-03T08:00Z") == {"planned": 0, "sent": 1, "failed": 0}
    assert len(mail.outbox) == 1


def test_it_says_so_in_words(debrief):
    assert run("--at", "2026-03-03T08:00Z") == "Planned 1, sent 1, failed 0."


def test_without_a_moment_it_is_now(debrief, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 2, 9, 1, tzinfo=UTC))
    assert as_json()["planned"] == 1


@pytest.mark.parametrize("at", ["2026-03-10T09:00:00+00:00", "2026-03-10T09:00", "2026-03-10"])
def test_a_moment_can_be_written_in_several_ways(debrief, at):
    assert as_json("--at", at)["sent"] == 1


def test_a_moment_that_cannot_be_read_is_named(debrief):
    with pytest.raises(CommandError, match="“soon” is not a moment like"):
        run("--at", "soon")


def test_a_dry_run_says_who_would_get_which_lines(team, member, debrief):
    answer = as_json("--dry-run", "--at", "2026-03-10")
    assert answer == {
        "planned": 1,
        "sent": 1,
        "failed": 0,
        "day": "2026-03-10",
        "digests": [
            {
                "person": member.email,
                "lines": [
                    {
                        "asks": "Debrief this letter",
                        "title": "The sofa is late.",
                        "due": "due yesterday",
                        "url": f"http://localhost:8000{debrief.get_absolute_url()}#what",
                    }
                ],
                "more": 0,
            }
        ],
        "left_out": [],
    }
    words = run("--dry-run", "--at", "2026-03-10")
    assert "Tuesday 10 March 2026 would bring one mail. Nothing was written." in words
    assert "Debrief this letter: The sofa is late. (due yesterday)" in words
    assert "Friday 6 March 2026 would bring" in run("--dry-run", "--at", "2026-03-06")


def test_a_dry_run_writes_nothing(team, debrief):
    make_person(team=team, is_manager=True, is_lead=True)
    sweep(at=MONDAY)
    before = checksums()
    for day in ("2026-03-02", "2026-03-03", "2026-03-08", "2026-03-16", "2027-01-01"):
        as_json("--dry-run", "--at", day)
    assert checksums() == before
    assert mail.outbox == []


@pytest.mark.parametrize(
    "day",
    [
        "2026-03-03",
        *(
            pytest.param(day, marks=pytest.mark.same_on_any_engine)
            for day in ("2026-03-04", "2026-03-06", "2026-03-07", "2026-03-10", "2026-03-16", "2026-04-01")
        ),
    ],
)
def test_a_dry_run_foretells_what_then_happens(team, lead, debrief, day):
    make_debrief(team=team)
    make_person(team=team, time_zone="America/New_York", is_manager=True)
    sweep(at=MONDAY)
    foretold = as_json("--dry-run", "--at", day)
    for hour in range(0, 24, 2):
        sweep(at=utc(*map(int, day.split("-")), hour, 30))
    assert foretold["sent"] == len(mail.outbox)
    assert {digest["person"] for digest in foretold["digests"]} == {message.to[0] for message in mail.outbox}


def test_whoever_had_their_mail_today_is_not_foretold_another(team, debrief):
    sweep(at=MONDAY)
    sweep(at=utc(2026, 3, 3, 8))
    make_debrief(team=team, at=MONDAY)
    assert as_json("--dry-run", "--at", "2026-03-03")["sent"] == 0
    assert Digest.objects.count() == Notice.objects.count() == 1
