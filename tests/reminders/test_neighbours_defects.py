"""Six defects that users of other products reported of their reminders; each is a test here, so that ours never has them.

Found in monzo/response, Netflix Dispatch, django-helpdesk, Zammad and Celery.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from incidents.models import RecoveryStep
from lessons.learning import keep_trying
from lessons.models import Lesson
from rankless.models import Debrief
from rankless.texts.agreeing import reopen
from reminders.mailing.addresses import try_again
from reminders.models import Digest, Notice, State
from reminders.sweep import sweep
from tests.factories import MONDAY, agree, make_debrief, make_lesson, make_person, make_team, write_sections
from tests.reminders.conftest import utc
from tests.rules.test_get_never_writes import checksums

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

A_DAY = timedelta(days=1)
HOURS = (1, 8, 13, 20)


def ring(begin, *, days, hours=HOURS, weekdays=range(7)):
    """Ring through so many days; return the day of each mail, and to whom it went."""
    told = []
    for day in range(days):
        if (begin + day * A_DAY).weekday() not in weekdays:
            continue
        for hour in hours:
            at = begin.replace(hour=hour, minute=0) + day * A_DAY
            sweep(at=at)
            told += [(at.date(), message.to[0]) for message in mail.outbox]
            mail.outbox.clear()
    return told


def contents(model):
    """Every row without the moment of its next reminder."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname != "remind_at"]
    return list(model.objects.order_by("pk").values_list(*names))


def test_a_suppressed_reminder_is_not_counted_as_sent(debrief, member, server):
    """monzo/response counted a reminder that it had suppressed; after five of those it never reminded again."""
    server.refused = frozenset([member.email])
    assert ring(utc(2026, 3, 2), days=30, hours=(8,)) == []
    assert not Notice.objects.filter(state=State.SENT).exists()
    assert Notice.objects.filter(state=State.QUEUED).exists()
    server.refused = frozenset()
    try_again(member, at=utc(2026, 4, 1, 12))
    assert ring(utc(2026, 4, 2), days=1) == [(date(2026, 4, 2), member.email)]


def test_no_number_of_reminders_is_the_last(debrief, member):
    """monzo/response fell silent after a maximum of reminders; only the end of the matter may end them."""
    told = ring(utc(2026, 3, 2), days=120, hours=(8,), weekdays=(0, 1, 2, 4))
    assert len(told) > 15
    assert max((later - sooner).days for (sooner, _), (later, _) in pairwise(told)) <= 7
    agree(write_sections(debrief), at=utc(2026, 7, 1, 12))
    afterwards = ring(utc(2026, 7, 2), days=20, hours=(8,))
    assert len(afterwards) == 1, "once, what was agreed"


def test_reminders_of_a_debrief_hang_on_no_state_of_its_letter(debrief, member):
    """Dispatch reminded of a review only while the incident had one certain status; once it was closed, nobody heard."""
    RecoveryStep.objects.update(done_at=MONDAY, remind_at=None)  # the customer is content, the letter at its end
    assert ring(utc(2026, 3, 2), days=8) == [(date(2026, 3, day), member.email) for day in (3, 4, 6)]


def test_a_reminder_changes_nothing_but_itself(team, lead, debrief):
    """django-helpdesk's option to “only notify” of late tickets changed their priority all the same."""
    make_lesson(debrief=debrief)
    before, kept = checksums(), {model: contents(model) for model in (Debrief, Lesson, RecoveryStep)}
    ring(utc(2026, 3, 2), days=12)
    changed = {table for table, checksum in checksums().items() if checksum != before[table]}
    elsewhere = {table for table in changed if not table.startswith(("reminders_", "tallies_"))} - {
        "people_signinlink",
        "rankless_quarterhour",
    }
    assert elsewhere == {model._meta.db_table for model in kept}, "of which only the next moment moved"
    assert {model: contents(model) for model in kept} == kept


def test_the_mail_of_today_swallows_no_day_that_changed(debrief, member, lead):
    """Zammad's lock of one notice a day kept back what a new due date called for, and nobody was told at all."""
    assert (date(2026, 3, 3), member.email) in ring(utc(2026, 3, 2), days=2)
    agree(write_sections(debrief), at=utc(2026, 3, 3, 9))
    debrief.refresh_from_db()
    reopen(debrief, reason="A second letter came.", at=utc(2026, 3, 3, 10))
    told = ring(utc(2026, 3, 3), days=2)
    assert (date(2026, 3, 3), member.email) not in told, "one mail a day"
    assert (date(2026, 3, 4), member.email) in told, "and the next one on the next"


def test_a_check_that_was_moved_is_asked_for_on_its_new_day(team, lead):
    """The same of a lesson that is looked at again: its new check day brings a mail, though the old one had one."""
    lesson = make_lesson(debrief=make_debrief(team=team, is_complete=True))
    told = Notice.objects.filter(subject="lesson", person=lead, state=State.SENT)
    ring(utc(2026, 4, 1), days=2)
    assert told.count() == 1
    keep_trying(lesson, at=utc(2026, 4, 2, 12))
    lesson.refresh_from_db()
    new_day = utc(lesson.check_on.year, lesson.check_on.month, lesson.check_on.day)
    ring(new_day - 3 * A_DAY, days=3)
    assert told.count() == 1
    ring(new_day, days=1)
    assert told.count() == 2


@pytest.mark.parametrize(
    ("zone", "begin"),
    [
        ("Europe/Berlin", date(2026, 3, 26)),
        ("Europe/Berlin", date(2026, 10, 22)),
        ("America/New_York", date(2026, 3, 5)),
        ("America/New_York", date(2026, 10, 29)),
        ("Australia/Lord_Howe", date(2026, 4, 2)),
        ("Australia/Lord_Howe", date(2026, 10, 1)),
    ],
)
def test_a_change_of_clocks_brings_neither_two_nor_none(zone, begin):
    """Celery's crontab rang twice, or not at all, on days on which clocks are changed (#1604, #6438)."""
    team = make_team(time_zone=zone)
    make_person(team=team, time_zone=zone, password=None)
    make_debrief(team=team, at=datetime.combine(begin, time(5), tzinfo=ZoneInfo(zone)))
    mornings = []
    for day in (begin + number * A_DAY for number in range(8)):
        eight = datetime.combine(day, time(8), tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for minutes in (-60, -30, 0, 60):
            at = eight + timedelta(minutes=minutes)
            mornings += [(day, minutes)] * sweep(at=at).sent
    assert {minutes for _, minutes in mornings} == {0}
    assert [day for day, _ in mornings] == list(Digest.objects.order_by("day").values_list("day", flat=True))
    assert len(mornings) >= 3
