"""Reminders while workers die, mail servers misbehave and brokers forget: nothing is lost, nobody is told twice.

The one exception is a process that dies, or a line that breaks, between the mail server's acceptance and its record:
then the same mail is sent again, with the same Message-ID.
"""

from __future__ import annotations

import math
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection

from debrief.celery import app
from people.models import User
from rankless.models import Debrief
from reminders.mailing.claims import LEASE
from reminders.models import Digest, Notice, State
from tests.factories import agree, make_debrief, make_person, make_team, write_sections
from tests.faults.conftest import Product
from tests.services import celery, project
from tests.services.processes import PATIENCE, Process, wait_for
from tests.services.project import ROOT
from tests.services.redis import Redis
from tests.services.redis import redis as running_redis

CLOCK = Path(__file__).parent / "clock"
OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
AFTER_A_LEASE = LEASE + timedelta(minutes=1)
SECONDS_BETWEEN_BELLS = 10.0
KILLS = 4
REDIS_AWAY = float(os.environ.get("REDIS_AWAY", "3"))
CANNOT_CONNECT = "Cannot connect to redis"
BELLS = "celery"
"""The list in Redis in which bells wait for a worker."""

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def set_clock(product: Product, moment: datetime) -> None:
    """Processes started from now on believe it is then."""
    product.environment["PYTHONPATH"] = f"{CLOCK}:{ROOT}"
    product.environment["TEST_CLOCK_AHEAD"] = str((moment - datetime.now(UTC)).total_seconds())


def let_a_lease_run_out(product: Product) -> None:
    """Processes started from now on come after every lease of those before, however long they took."""
    ahead = float(product.environment["TEST_CLOCK_AHEAD"]) + AFTER_A_LEASE.total_seconds()
    product.environment["TEST_CLOCK_AHEAD"] = str(ahead)


def ring_until(product: Product, is_so: Callable[[], bool], *, why: str) -> None:
    """As beat does: what one sweep could not bring to its end, the next one takes up."""
    rung_at = -math.inf

    def ring_and_look() -> bool:
        nonlocal rung_at
        if time.monotonic() > rung_at + SECONDS_BETWEEN_BELLS:
            product.ring()
            rung_at = time.monotonic()
        return is_so()

    wait_for(ring_and_look, why=why)


def people_awaited(count: int) -> list[User]:
    """So many people, each a voice in the one debrief of their team."""
    team = make_team()
    people = [make_person(team=team, password=None) for _ in range(count)]
    make_debrief(team=team, at=OPENED)
    return people


def finish_every_debrief() -> None:
    for debrief in Debrief.objects.all():
        write_sections(debrief)
        agree(debrief, at=TUESDAY)


def states() -> Counter[str]:
    return Counter(Digest.objects.values_list("state", flat=True))


@pytest.fixture
def rung_by_two_beats(tmp_path) -> Iterator[Redis]:
    """A Redis in which two real beats ring."""
    with running_redis() as server, ExitStack() as running:
        for name in ("one", "two"):
            folder = tmp_path / f"beat-{name}"
            folder.mkdir()
            environment = project.environment(var=folder / "var", redis_url=server.url)
            running.enter_context(celery.beat(environment=environment, folder=folder))
        yield server


def bells_heard(*workers: Process) -> int:
    """How many bells these workers have answered to the end."""
    return sum(worker.printed.count("] succeeded in ") for worker in workers)


@pytest.fixture(params=["redis", "files"])
def product(request, make_product, smtp) -> Product:
    """In production's way, with Redis, and in the embedded way, with the broker in files."""
    redis = request.getfixturevalue("redis") if request.param == "redis" else None
    made = make_product(redis=redis, smtp=smtp)
    set_clock(made, TUESDAY)
    return made


def test_a_bell_rung_many_times_tells_everybody_once(product, smtp):
    people = people_awaited(20)
    workers = product.worker(name="one"), product.worker(name="two")
    product.ring(times=4)
    wait_for(lambda: states()[State.SENT] == 20, why="Sending")
    product.ring()
    wait_for(lambda: bells_heard(*workers) == 5, why="Answering every bell")
    assert workers[0].stop(seconds=PATIENCE) == 0
    assert Counter(smtp.addresses) == {person.email: 1 for person in people}


def test_a_worker_killed_while_sending_loses_nothing(product, smtp):
    [person] = people_awaited(1)
    smtp.hang_at("data")
    worker = product.worker()
    product.ring()
    wait_for(lambda: smtp.hanging > 0, why="An attempt")
    worker.kill()
    assert states() == {State.CLAIMED: 1}
    smtp.behave()
    let_a_lease_run_out(product)
    product.worker(name="next")
    ring_until(product, lambda: states() == {State.SENT: 1}, why="Sending again")
    assert smtp.addresses == [person.email]


def test_workers_killed_at_any_moment_lose_nothing_and_repeat_only_what_was_in_their_hands(product, smtp):
    people = people_awaited(80)
    for kill in range(KILLS):
        worker = product.worker(name=f"worker{kill}")
        product.ring()
        wait_for(lambda: Notice.objects.exists(), why="Planning")
        time.sleep(random.uniform(0, 0.4))
        worker.kill()
        let_a_lease_run_out(product)
    product.worker(name="last")
    ring_until(product, lambda: states() == {State.SENT: 80}, why="Sending to everybody")
    received = Counter(smtp.addresses)
    twice = {address for address, count in received.items() if count > 1}
    by_id = Counter(message.message_id for message in smtp.messages)
    print(f"{KILLS} kills: {len(people)} people, {sum(received.values())} mails, {len(twice)} of them twice")
    assert set(received) == {person.email for person in people}
    assert len(twice) <= KILLS
    assert len(by_id) == 80
    assert Notice.objects.count() == 80


@pytest.fixture
def send_reminders(postgresql, settings, smtp) -> Callable[[datetime], str]:
    """The command, in this process: what fails here is the mail server, and no other process is needed for it to fail."""
    address = urlsplit(smtp.url)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = address.hostname, address.port

    def run(at: datetime) -> str:
        printed = StringIO()
        call_command("send_reminders", "--json", "--at", at.isoformat(), stdout=printed)
        return printed.getvalue().strip()

    return run


def test_a_server_that_is_away_is_tried_again_and_the_reason_stays_visible(send_reminders, smtp):
    [person] = people_awaited(1)
    smtp.stop()
    send_reminders(TUESDAY)
    digest = Digest.objects.get()
    assert (digest.state, digest.reason) == (State.FAILED, "The server cannot be reached.")
    smtp.start()
    send_reminders(TUESDAY + timedelta(minutes=2))
    assert states() == {State.SENT: 1}
    assert smtp.addresses == [person.email]


def test_a_server_that_hangs_holds_a_worker_no_longer_than_its_timeout(send_reminders, smtp):
    people_awaited(1)
    smtp.hang_at("connect")
    began = time.monotonic()
    printed = send_reminders(TUESDAY)
    assert printed == '{"planned": 1, "sent": 0, "failed": 1}'
    assert time.monotonic() - began < PATIENCE
    assert Digest.objects.get().reason == "The server did not answer in time."


def test_of_three_recipients_one_is_refused_and_two_get_their_mail(send_reminders, smtp):
    refused, *others = people_awaited(3)
    smtp.refuse(refused.email)
    printed = send_reminders(TUESDAY)
    assert printed == '{"planned": 3, "sent": 2, "failed": 1}'
    assert sorted(smtp.addresses) == sorted(person.email for person in others)
    assert "550 5.1.1 No such user here" in Digest.objects.get(person=refused).reason


def test_a_greylisting_server_gets_the_same_mail_later(send_reminders, smtp):
    [person] = people_awaited(1)
    smtp.be_busy(seconds=60)
    for minutes in (0, 2):
        send_reminders(TUESDAY + timedelta(minutes=minutes))
    assert "450 4.2.1 Greylisted" in Digest.objects.get().reason
    smtp.behave()
    send_reminders(TUESDAY + timedelta(minutes=20))
    assert smtp.addresses == [person.email]


def test_a_line_lost_after_the_server_kept_the_mail_repeats_it_under_the_same_message_id(send_reminders, smtp):
    people_awaited(1)
    smtp.close_in_data(keeping=True)
    send_reminders(TUESDAY)
    assert states() == {State.FAILED: 1}
    smtp.behave()
    send_reminders(TUESDAY + timedelta(minutes=2))
    assert states() == {State.SENT: 1}
    assert len(smtp.messages) == 2
    assert len({message.message_id for message in smtp.messages}) == 1


def test_bells_lost_with_the_broker_are_not_missed(make_product, redis, smtp):
    product = make_product(redis=redis, smtp=smtp)
    set_clock(product, TUESDAY)
    people = people_awaited(10)
    product.ring(times=3)
    assert redis.connect().llen(BELLS) == 3
    redis.restart()
    worker = product.worker()
    assert redis.connect().llen(BELLS) == 0
    redis.restart()
    product.ring()
    wait_for(lambda: states()[State.SENT] == 10, why="Sending after Redis came back empty")
    wait_for(lambda: bells_heard(worker) == 1, why="Answering the only bell that was left")
    assert Counter(smtp.addresses) == {person.email: 1 for person in people}


@pytest.mark.parametrize("fault", ["flush", "restart"])
def test_a_broker_that_forgets_while_mails_go_out_delays_and_doubles_nothing(make_product, redis, smtp, fault):
    product = make_product(redis=redis, smtp=smtp)
    set_clock(product, TUESDAY)
    people = people_awaited(80)
    worker = product.worker()
    product.ring(times=3)
    wait_for(lambda: len(smtp.messages) > 3, why="The first mails")
    getattr(redis, fault)()
    ring_until(product, lambda: bells_heard(worker) >= 1, why="Hearing the bell without a restart by hand")
    worker.kill()
    let_a_lease_run_out(product)
    product.worker(name="later")
    ring_until(product, lambda: states() == {State.SENT: 80}, why="Sending the rest")
    received = Counter(smtp.addresses)
    print(f"Redis {fault} in mid-sweep: 80 people, {sum(received.values())} mails")
    assert set(received) == {person.email for person in people}
    assert sum(received.values()) <= 81
    assert len({message.message_id for message in smtp.messages}) == 80


def test_a_broker_that_was_away_is_found_again_without_a_restart_by_hand(make_product, redis, smtp):
    """For some seconds here. `REDIS_AWAY=600 tests/run.py faults -k found_again` stops it for ten minutes."""
    product = make_product(redis=redis, smtp=smtp)
    set_clock(product, TUESDAY)
    people = people_awaited(10)
    worker = product.worker()
    redis.stop()
    back_at = time.monotonic() + REDIS_AWAY
    wait_for(lambda: CANNOT_CONNECT in worker.printed, why="Noticing that it is away")
    wait_for(lambda: time.monotonic() > back_at, seconds=REDIS_AWAY + 60, why="The end of the fault")
    redis.start()
    began = time.monotonic()
    ring_until(product, lambda: states()[State.SENT] == 10, why="Sending after Redis came back")
    print(f"Redis away for {REDIS_AWAY:.0f} s: mails went out {time.monotonic() - began:.0f} s after it was back")
    assert Counter(smtp.addresses) == {person.email: 1 for person in people}


def test_a_database_restarted_in_mid_sweep_delays_and_doubles_nothing(make_product, postgresql, redis, smtp):
    product = make_product(redis=redis, smtp=smtp)
    set_clock(product, TUESDAY)
    people = people_awaited(80)
    worker = product.worker()
    product.ring()
    wait_for(lambda: len(smtp.messages) > 3, why="The first mails")
    connection.close()
    postgresql.restart()
    ring_until(product, lambda: states()[State.SENT] >= 79, why="Going on with the same worker")
    worker.kill()
    let_a_lease_run_out(product)
    product.worker(name="later")
    ring_until(product, lambda: states() == {State.SENT: 80}, why="Sending the rest")
    received = Counter(smtp.addresses)
    assert set(received) == {person.email for person in people}
    assert sum(received.values()) <= 81
    assert len({message.message_id for message in smtp.messages}) == 80


def test_completing_while_mails_go_out_stops_those_not_yet_sent(send_reminders, smtp):
    people_awaited(1)
    smtp.stop()
    send_reminders(TUESDAY)
    smtp.start()
    finish_every_debrief()
    send_reminders(TUESDAY + timedelta(minutes=10))
    assert smtp.messages == []
    assert states() == {State.VOID: 1}


def test_the_bells_of_two_beats_heard_by_three_workers_bring_each_mail_once(
    make_product, rung_by_two_beats, smtp, tmp_path
):
    """Each worker with a host name and a folder of its own, as on three machines."""
    wait_for(
        lambda: rung_by_two_beats.connect().llen(BELLS) >= 2 * len(app.conf.beat_schedule), why="The bells of both"
    )
    people = people_awaited(60)
    for name in ("one", "two", "three"):
        product = make_product(redis=rung_by_two_beats, smtp=smtp, DEBRIEF_VAR=str(tmp_path / name))
        set_clock(product, TUESDAY)
        product.worker(name=name)
    wait_for(lambda: states() == {State.SENT: 60}, why="Sending")
    assert Counter(smtp.addresses) == {person.email: 1 for person in people}
    assert Notice.objects.count() == 60
    assert smtp.messages[0].message["Subject"] == "One thing awaits you"
    assert "The sofa is late." in smtp.messages[0].body("plain")
    assert "The sofa is late." in smtp.messages[0].body("html")
