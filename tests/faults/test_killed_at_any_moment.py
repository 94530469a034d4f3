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
from django.db.models import F, Min

from foundation.working_days import MONDAY_TO_FRIDAY
from people.models import Team
from rankless.models import Debrief
from reminders.mailing.claims import LEASE
from reminders.models import Digest, Notice, State
from reminders.timing.cadence import Step, rungs
from tests.factories import agree, make_debrief, make_person, make_team, write_sections
from tests.services.smtp import Sink
from tests.services.sweeper import KILLED, Sweeper, sweepers

KILLS = int(os.environ.get("KILLS", "12"))
SEED = int(os.environ.get("SEED", "20260302"))
LONGEST_LIFE = 0.5
LONGEST_WAIT = 1.0
OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
A_LEASE = LEASE + timedelta(minutes=1)
TEAMS = 8
DEATHS_A_DAY = 4
"""Of two workers each: more on one day, and innocent digests would be parked for what their workers died of."""
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
        for worker in self.workers:
            worker.begin(at)
        for worker in self.workers if deadly else ():
            self.wait_for_a_bad_moment()
            worker.kill()
        ends = [worker.end() for worker in self.workers]
        assert set(ends) <= {0, KILLED}
        self.kills += ends.count(KILLED)

    def wait_for_a_bad_moment(self) -> None:
        """Any moment, or the very one at which the mail server has one more mail and the worker does not know it yet."""
        if self.chance.random() < 0.5 or not self.is_work_left():
            time.sleep(self.chance.uniform(0, LONGEST_LIFE))
            return
        awaited, end = len(self.smtp.messages) + self.chance.randint(1, 8), time.monotonic() + LONGEST_WAIT
        while len(self.smtp.messages) < awaited and time.monotonic() < end:
            time.sleep(0.0005)

    def live_through_the_day(self) -> None:
        """Some sweeps that die, a lease apart, then sweeps that live until the day's work is done."""
        for _ in range(DEATHS_A_DAY):
            if self.is_work_left():
                self.sweep(self.at, deadly=True)
                self.at += A_LEASE
        while self.is_work_left():
            self.sweep(self.at, deadly=False)
            parked_until = Digest.objects.filter(state=State.FAILED).aggregate(soonest=Min("try_at"))["soonest"]
            self.at = max(self.at + A_LEASE, parked_until or self.at)
            assert self.at.hour < 18, "all is done within the day"

    def is_work_left(self) -> bool:
        return (
            Debrief.objects.filter(remind_at__lte=self.at).exists()
            or Notice.objects.filter(state=State.QUEUED, not_before__lte=self.at).exists()
            or Digest.objects.filter(state__in=[State.QUEUED, State.FAILED, State.CLAIMED]).exists()
        )

    def receive_letters(self) -> None:
        """One for every second team, so that every day has something to tell."""
        for team in Team.objects.order_by("?")[: TEAMS // 2]:
            make_debrief(team=team, text=f"Letter {Debrief.objects.count()} to us.", at=self.at)

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
    teams = [make_team() for _ in range(TEAMS)]
    people = [make_person(team=team, password=None) for team in teams for _ in range(6)]
    for team in teams:
        make_debrief(team=team, text=f"Letter {team.name} to us.", at=OPENED)
    environment = make_product(smtp=smtp).environment
    began = time.monotonic()
    with sweepers(environment, count=2) as workers:
        story = Story(smtp, workers, random.Random(SEED))
        days = 0
        while story.kills < KILLS or days < 2:
            story.live_through_the_day()
            story.receive_letters()
            story.finish_one()
            story.sleep_through_the_night()
            days += 1
        story.live_through_the_day()
    print(_counts(story, days=days, people=len(people), seconds=time.monotonic() - began))
    _assert_every_rung_was_planned_once(until=story.at)
    _assert_every_mail_came_once(smtp, kills=story.kills)
    _assert_nothing_of_what_was_done(smtp, story)


def _counts(story: Story, *, days: int, people: int, seconds: float) -> str:
    twice = len(story.smtp.messages) - len({message.message_id for message in story.smtp.messages})
    left = Digest.objects.filter(left_behind__gt=0).count()
    return (
        f"{story.kills} workers killed in {days} days of {people} people: {Notice.objects.count()} notices, "
        f"{Digest.objects.filter(state=State.SENT).count()} digests, {len(story.smtp.messages)} mails, "
        f"{left} of them left behind by who died, "
        f"{twice} twice under one Message-ID, {len(story.done)} debriefs done, {seconds:.0f} s"
    )


def _assert_every_rung_was_planned_once(*, until: datetime) -> None:
    planned = Counter(Notice.objects.filter(subject="debrief").values_list("subject_id", "step", "person_id"))
    assert all(count == 1 for (_, step, _), count in planned.items() if step != Step.WEEKLY)
    for debrief in Debrief.objects.incomplete():
        for rung in rungs(debrief.opened_at.date(), debrief.due_on):
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
