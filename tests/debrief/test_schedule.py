"""What beat rings is there to hear it, and a bell that nobody heard makes way for the next."""

from __future__ import annotations

from debrief.celery import app


def test_every_bell_has_somebody_who_hears_it():
    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name


def test_a_bell_expires_when_the_next_one_rings():
    for name, entry in app.conf.beat_schedule.items():
        assert entry["options"]["expires"] <= entry["schedule"], name


def test_a_killed_worker_loses_no_bell_and_keeps_none_for_longer_than_it_may_take():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < 300
