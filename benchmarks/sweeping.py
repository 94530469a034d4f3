"""One part of a sweep, timed: run inside the project, it prints one JSON line of what it did and how long it took.

python -m benchmarks.sweeping plan        plan all that is due at AT; how many notices, seconds, most memory
python -m benchmarks.sweeping nothing     look for what is due when nothing is; the median of many looks
python -m benchmarks.sweeping rendered    plan all that is due, gather it, and write every mail without sending it
python -m benchmarks.sweeping bells 3      ring so many bells, each with no more time than it has; what each did, most memory
python -m benchmarks.sweeping gather      put what is planned into digests
python -m benchmarks.sweeping deliver 10  deliver for so many seconds; how many went out
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

from benchmarks.open_debriefs import AT

LOOKS = 50
KIBIBYTE = 1024


def main(words: list[str]) -> None:
    django.setup()
    what, *more = words
    parts: dict[str, Callable[..., dict[str, Any]]] = {
        "plan": plan, "nothing": nothing, "rendered": rendered, "bells": bells, "gather": gather, "deliver": deliver
    }  # fmt: skip
    print(json.dumps({"what": what, **parts[what](*map(float, more))}))


def plan() -> dict[str, Any]:
    from reminders.timing import planning

    started = time.perf_counter()
    planned = planning.plan(at=AT)
    seconds = time.perf_counter() - started
    return {"planned": planned, "seconds": round(seconds, 2), "memory_mb": memory_mb()}


def nothing() -> dict[str, Any]:
    from reminders.timing import planning

    planning.plan(at=AT)
    looks = []
    for _ in range(LOOKS):
        started = time.perf_counter()
        planning.plan(at=AT)
        looks.append(time.perf_counter() - started)
    return {"median_ms": round(statistics.median(looks) * 1000, 2)}


def rendered() -> dict[str, Any]:
    """As much as another product does that is told to send its reminders nowhere, by a worker that rang the day before.

    A worker has looked over the whole project when it began, as Celery has it do.
    """
    from django.core.checks import run_checks

    from debrief.celery import keep_what_lasts
    from reminders.sweep import sweep

    run_checks()
    keep_what_lasts()
    _send_nowhere()
    sweep(at=AT - timedelta(days=1))
    started = time.perf_counter()
    swept = sweep(at=AT)
    seconds = time.perf_counter() - started
    return {"planned": swept.planned, "sent": swept.sent, "seconds": round(seconds, 2)}


def bells(number: float) -> dict[str, Any]:
    """More is due than one bell can tell."""
    from reminders.sweep import sweep

    _send_nowhere()
    rung = []
    for bell in range(int(number)):
        started = time.perf_counter()
        swept = sweep(at=AT + bell * timedelta(minutes=3))
        seconds = round(time.perf_counter() - started, 1)
        rung.append({"planned": swept.planned, "sent": swept.sent, "seconds": seconds, "memory_mb": memory_mb()})
    return {"bells": rung}


def memory_mb() -> int:
    """The most that this process ever held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE / 1e6)


def _send_nowhere() -> None:
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


def gather() -> dict[str, Any]:
    from reminders.mailing.gathering import gather as put_together

    started = time.perf_counter()
    put_together(at=AT)
    return {"seconds": round(time.perf_counter() - started, 2)}


def deliver(seconds: float) -> dict[str, Any]:
    from reminders.mailing.delivering import deliver as send

    started = time.perf_counter()
    delivered = send(at=AT, is_over=lambda: time.perf_counter() - started > seconds)
    elapsed = time.perf_counter() - started
    return {"sent": delivered.sent, "failed": delivered.failed, "per_s": round(delivered.sent / elapsed, 1)}


if __name__ == "__main__":
    main(sys.argv[1:])
