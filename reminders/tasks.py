"""The bells that beat rings every minute; see debrief/celery.py for who waits for them."""

from celery import Task, shared_task
from django.utils import timezone

from reminders.checkup import check_tonight
from reminders.operations.heartbeats import beat
from reminders.outside import tell_outside
from reminders.sweep import sweep


@shared_task(bind=True)
def ring(task: Task) -> None:
    sweep(at=timezone.now())
    beat(worker=task.request.hostname or "", at=timezone.now())


@shared_task
def ring_outside() -> None:
    tell_outside(at=timezone.now())


@shared_task
def check() -> None:
    check_tonight(at=timezone.now())
