"""What beat rings is there to hear it, and a bell that nobody heard makes way for the next."""

from __future__ import annotations

import gc

from celery.beat import Scheduler
from celery.signals import worker_process_init
from django.conf import settings

from debrief.celery import app
from reminders.sweep import SECONDS_TO_GATHER, SECONDS_TO_PLAN, SECONDS_TO_SEND

SMTP_ANSWERS = 9
"""Connection, greeting, EHLO, STARTTLS, EHLO, AUTH, MAIL and RCPT, and the end of DATA: each may take EMAIL_TIMEOUT."""


def test_every_bell_has_somebody_who_hears_it():
    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name


def test_every_bell_rings_as_soon_as_beat_starts():
    """Whoever starts the product, or starts beat anew, does not wait for a whole interval first."""
    beat = Scheduler(app, lazy=True)
    beat.setup_schedule()
    ours = [beat.schedule[name] for name in app.conf.beat_schedule]
    assert ours
    assert all(entry.is_due().is_due for entry in ours)
    assert not any(next(entry).is_due().is_due for entry in ours), "and then after its interval"


def test_a_bell_expires_when_the_next_one_rings():
    for name, entry in app.conf.beat_schedule.items():
        assert entry["options"]["expires"] <= entry["schedule"], name


def test_a_killed_worker_loses_no_bell_and_keeps_none_for_longer_than_it_may_take():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < 300


def test_a_sweep_ends_by_itself_before_it_is_ended():
    longest = SECONDS_TO_PLAN + SECONDS_TO_GATHER + SECONDS_TO_SEND + SMTP_ANSWERS * settings.EMAIL_TIMEOUT
    assert longest < app.conf.task_soft_time_limit


def test_a_broker_that_comes_and_goes_is_waited_for():
    assert app.conf.broker_connection_retry_on_startup
    assert app.conf.broker_connection_max_retries is None
    assert app.conf.worker_cancel_long_running_tasks_on_connection_loss


def test_no_worker_holds_bells_that_another_could_answer_nor_keeps_what_they_brought():
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result
    assert app.conf.worker_max_tasks_per_child


def test_a_worker_does_not_look_for_garbage_among_what_lasts():
    try:
        worker_process_init.send(sender=None)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
