"""The bell for large exports; see debrief/celery.py for who waits for it."""

from celery import shared_task
from django.utils import timezone

from exports.making import forget_old, make_next

MOST_SECONDS = 3_600


@shared_task(time_limit=MOST_SECONDS, soft_time_limit=MOST_SECONDS - 60)
def make_exports() -> None:
    while make_next(at=timezone.now()):
        pass
    forget_old(at=timezone.now())
