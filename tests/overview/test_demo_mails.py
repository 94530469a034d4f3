"""The end of the demo story: its outbox is full on whatever day and hour it is told, and nobody gets real mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from overview.demo.mailing import last_morning, send_last_mails
from overview.demo.telling import tell
from reminders.mailing import outbox
from reminders.models import Digest
from reminders.sweep import sweep
from tests.overview.test_telling import nothing_happened_after

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]  # test_demo tells it, test_digests mails, on both

FRIDAY = datetime(2026, 5, 8, 8, 0, tzinfo=UTC)
SATURDAY = FRIDAY + timedelta(hours=16, minutes=24)
"""It has just begun."""
MONDAY = FRIDAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def debug(settings):
    settings.DEBUG = True


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.EMAIL_BACKEND = outbox.FILE_BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def test_mails_of_the_story_bear_its_last_morning_and_it_goes_on_with_the_next(folder):
    """Nobody is mailed at night, so nobody finds in the outbox that somebody was."""
    tell(at=SATURDAY)
    nothing_happened_after(SATURDAY)
    send_last_mails(at=SATURDAY)
    mails = [outbox.open_mail(name) for name in outbox.names()]
    assert set(Digest.objects.values_list("day", flat=True)) == {FRIDAY.date()}
    assert {mail.written_at for mail in mails} == {FRIDAY}
    assert {parsedate_to_datetime(dict(mail.headers)["Date"]) for mail in mails} == {FRIDAY}
    assert sweep(at=SATURDAY + timedelta(minutes=1)).sent == 0
    assert sweep(at=MONDAY).sent > 0
    assert len(outbox.names()) > len(mails)
    assert outbox.envelope(outbox.names()[0]).written_at > FRIDAY


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        (FRIDAY, FRIDAY),
        (FRIDAY + timedelta(hours=14), FRIDAY),
        (SATURDAY, FRIDAY),
        (MONDAY - timedelta(minutes=1), FRIDAY),
        (MONDAY, MONDAY),
    ],
    ids=str,
)
def test_the_last_morning_is_that_of_a_working_day(at, morning):
    assert last_morning(at) == morning


def test_made_up_letters_come_without_mails(folder):
    call_command("demo", "--incidents=20", verbosity=0)
    assert not folder.exists()
    assert not Digest.objects.exists()
