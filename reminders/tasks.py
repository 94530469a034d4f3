"""The bell that beat rings every minute; see debrief/celery.py for who waits for it."""

from celery import shared_task
from django.utils import timezone

from reminders.sweep import sweep


@shared_task
def ring() -> None:
    sweep(at=timezone.now())
