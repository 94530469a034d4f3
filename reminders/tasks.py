"""The bell that beat rings every minute; see debrief/celery.py for who waits for it."""

from celery import Task, shared_task
from django.utils import timezone

from reminders.operations.heartbeats import beat
from reminders.sweep import sweep


@shared_task(bind=True)
def ring(task: Task) -> None:
    sweep(at=timezone.now())
    beat(worker=task.request.hostname or "", at=timezone.now())
