"""Workers killed at random moments of random sweeps, two at a time: nothing is lost, nothing doubled, nobody disturbed.

The suite kills some dozens; `tests/run.py kills` kills two hundred. KILLS and SEED choose others.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F

from foundation.working_days import MONDAY_TO_FRIDAY
from rankless.models import Debrief
from reminders.cadence import Step, rungs
from reminders.claims import LEASE
from reminders.models import Digest, Notice, State
from tests.factories import agree, make_debrief, make_person, make_team, write_sections
from tests.services.smtp import Sink
from tests.services.sweeper import KILLED, Sweeper, sweepers

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", "20260302"))
LONGEST_LIFE = 0.5
OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)
TO_ALL = {Step.INVITATION, Step.HALF_WAY, Step.DAY_BEFORE, Step.DAY_AFTER}

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@dataclass
class Story:
    """Days with two workers that die, and a mail server that keeps what it was given."""

    smtp: Sink
    workers: list[Sweeper]
    chance: random.Random
    at: datetime = MORNING
    kills: int = 0
    done: dict[int, int] = field(default_factory=dict)
    """By completed debrief, how many mails had been sent by then."""

    def sweep(self, at: datetime, *, deadly: bool) -> None:
        lives = [self.chance.uniform(0, LONGEST_LIFE) for _ in self.workers]
        began = time.monotonic()
        for worker in self.workers:
            worker.begin(at)
        for life, worker in sorted(zip(lives, self.workers, strict=True), key=lambda pair: pair[0]):
            if deadly:
                time.sleep(max(0.0, life - (time.monotonic() - began)))
                worker.kill()
        ends = [worker.end() for worker in self.workers]
        assert set(ends) <= {0, KILLED}
        self.kills += ends.count(KILLED)

    def live_through_the_day(self) -> None:
        """Sweeps that die, a lease apart, until the day's work is done or enough have died; then sweeps that live."""
        while self.kills < KILLS and self.is_work_left() and self.at.hour < 16:
            self.sweep(self.at, deadly=True)
            self.at += LEASE + timedelta(minutes=1)
        while self.is_work_left() and self.at.hour < 17:
            self.sweep(self.at, deadly=False)
            self.at += LEASE + timedelta(minutes=1)
        assert not self.is_work_left()

    def is_work_left(self) -> bool:
        return (
            Debrief.objects.filter(remind_at__lte=self.at).exists()
            or Notice.objects.filter(state=State.QUEUED, not_before__lte=self.at).exists()
            or Digest.objects.filter(state__in=[State.QUEUED, State.FAILED, State.CLAIMED]).exists()
        )

    def sleep_through_the_night(self) -> None:
        heard = len(self.smtp.messages)
        for hour in (19, 23):
            self.sweep(self.at.replace(hour=hour), deadly=True)
        next_day = MONDAY_TO_FRIDAY.add(self.at.date(), 1)
        self.at = datetime.combine(next_day, MORNING.timetz())
        self.sweep(self.at - timedelta(hours=2), deadly=True)
        assert len(self.smtp.messages) == heard, "nothing outside anybody's hours"

    def finish_one(self) -> None:
        if debrief := Debrief.objects.incomplete().order_by("?").first():
            agree(write_sections(debrief), at=self.at)
            self.done[debrief.pk] = len(self.smtp.messages)


def test_nothing_is_lost_and_nothing_doubled(make_product, smtp):
    teams = [make_team() for _ in range(8)]
    people = [make_person(team=team, password=None) for team in teams for _ in range(6)]
    debriefs = [make_debrief(team=team, text=f"Letter <{team.pk}> to us.", at=OPENED) for team in teams]
    environment = make_product(smtp=smtp).environment
    began = time.monotonic()
    with sweepers(environment, count=2) as workers:
        story = Story(smtp, workers, random.Random(SEED))
        days = 0
        while story.kills < KILLS or days < 3:
            story.live_through_the_day()
            if days % 3 == 2:
                story.finish_one()
            story.sleep_through_the_night()
            days += 1
        story.live_through_the_day()
    print(_counts(story, days=days, people=len(people), seconds=time.monotonic() - began))
    _assert_every_rung_was_planned_once(debriefs, until=story.at)
    _assert_every_mail_came_once(smtp, kills=story.kills)
    _assert_nothing_of_what_was_done(smtp, story)


def _counts(story: Story, *, days: int, people: int, seconds: float) -> str:
    twice = len(story.smtp.messages) - len({message.message_id for message in story.smtp.messages})
    return (
        f"{story.kills} workers killed in {days} days of {people} people: {Notice.objects.count()} notices, "
        f"{Digest.objects.filter(state=State.SENT).count()} digests, {len(story.smtp.messages)} mails, "
        f"{twice} of them twice under one Message-ID, {len(story.done)} debriefs done, {seconds:.0f} s"
    )


def _assert_every_rung_was_planned_once(debriefs: list[Debrief], *, until: datetime) -> None:
    planned = Counter(Notice.objects.filter(subject="debrief").values_list("subject_id", "step", "person_id"))
    assert all(count == 1 for (_, step, _), count in planned.items() if step != Step.WEEKLY)
    for debrief in Debrief.objects.incomplete().filter(pk__in=[debrief.pk for debrief in debriefs]):
        for rung in rungs(OPENED.date(), debrief.due_on):
            if rung.step in TO_ALL and rung.day < until.date():
                for person in debrief.voices.values_list("person_id", flat=True):
                    assert planned[debrief.pk, rung.step, person] == 1, (debrief, rung)


def _assert_every_mail_came_once(smtp: Sink, *, kills: int) -> None:
    """But what was in the hands of a process that died came again, under the same Message-ID."""
    sent = Digest.objects.filter(state=State.SENT)
    received = Counter(message.message_id for message in smtp.messages)
    assert set(received) == {f"<{key.replace(':', '.')}@localhost>" for key in sent.values_list("key", flat=True)}
    assert sum(received.values()) - len(received) <= kills
    assert not Notice.objects.filter(digest__in=sent, state=State.QUEUED).exists()
    assert not Notice.objects.filter(state=State.SENT).exclude(digest__state=State.SENT).exists()
    a_day = Counter(sent.values_list("person_id", "day"))
    assert set(a_day.values()) == {1}
    assert not sent.filter(sent_at__date__gt=F("day")).exists()


def _assert_nothing_of_what_was_done(smtp: Sink, story: Story) -> None:
    for pk, heard in story.done.items():
        title = Debrief.objects.get(pk=pk).incident.title
        assert all(f"Debrief this letter\n{title}" not in message.body() for message in smtp.messages[heard:])
