"""Channels and webhooks that take nothing, of whatever team: for whoever looks after the installation."""

from collections import Counter
from typing import Any

from django.db.models import Count, Q

from reminders.models import Channel, Webhook

KINDS: tuple[type[Any], ...] = (Channel, Webhook)
SHOWN = 50
WORKING = Q(is_on=True, failing_since_at__isnull=True)
IN_TROUBLE = Q(is_on=True, failing_since_at__isnull=False)
SWITCHED_OFF_BY_ITSELF = Q(is_on=False) & ~Q(off_because="")


def in_trouble() -> list[Any]:
    """Those that failed last, and those that were switched off by themselves."""
    found: list[Any] = []
    for kind in KINDS:
        found += kind.objects.filter(IN_TROUBLE | SWITCHED_OFF_BY_ITSELF).select_related("team")[:SHOWN]
    return found


def counted() -> Counter[str]:
    """How many take what is sent, fail, or were switched off by themselves."""
    numbers: Counter[str] = Counter()
    for kind in KINDS:
        numbers.update(
            kind.objects.order_by().aggregate(
                working=Count("pk", filter=WORKING),
                failing=Count("pk", filter=IN_TROUBLE),
                off=Count("pk", filter=SWITCHED_OFF_BY_ITSELF),
            )
        )
    return numbers
