"""Celery, the bell: it wakes workers, who then read in the database what is due.

Nothing lives in the broker that cannot be found again, so losing it loses no work. Web requests never publish.
"""

import gc
import os
from datetime import UTC, datetime

from celery import Celery
from celery.signals import worker_process_init
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debrief.settings")

app = Celery("debrief")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

EVERY_MINUTE = 60.0
EVERY_QUARTER = 15 * 60.0

# As if each had rung long ago: beat, which forgets when it last rang, rings all of them as it starts.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

app.conf.beat_schedule = {
    # Everybody who is awaited for something waits for it: plans the notices that are due and sends digests.
    # A bell older than its successor is worth nothing, hence `expires`.
    "reminders": {
        "task": "reminders.tasks.ring",
        "schedule": EVERY_MINUTE,
        "last_run_at": LONG_AGO,
        "options": {"expires": EVERY_MINUTE},
    },
    # Done once a night. Asked for more often, because a beat that starts anew forgets when it last rang.
    "check": {
        "task": "reminders.tasks.check",
        "schedule": EVERY_QUARTER,
        "last_run_at": LONG_AGO,
        "options": {"expires": EVERY_QUARTER},
    },
    # Whoever asked for a large export looks on: a bell of its own, so that no reminder waits for it.
    "exports": {
        "task": "exports.tasks.make_exports",
        "schedule": EVERY_MINUTE,
        "last_run_at": LONG_AGO,
        "options": {"expires": EVERY_MINUTE},
    },
    # Channels and webhooks wait for their own, so that no mail waits for a server out there.
    "outside": {
        "task": "reminders.tasks.ring_outside",
        "schedule": EVERY_MINUTE,
        "last_run_at": LONG_AGO,
        "options": {"expires": EVERY_MINUTE},
    },
}


@worker_process_init.connect
def keep_what_lasts(**_: object) -> None:
    """Let Python look for garbage less often, and prepare what the first mail would otherwise wait for.

    What was loaded before the first bell stays as long as the worker, so there is no garbage in it. A bell reads thousands
    of rows and nearly all of them go by themselves: looking through them after every 700, as Python does, is in vain. The
    routes, which mails need for their links, are put together now.
    """
    _ = get_resolver().reverse_dict
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
