"""Writing down what is to be told: one errand for each happening and outlet, by unique key, before anything is sent.

Reading the same tables twice, or in two processes at once, writes nothing twice. Errands and how far an outlet was read
for are committed together.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from reminders.outlets.happenings import Happening
from reminders.outlets.kinds import Kind
from reminders.outlets.models import TO_BE_SENT, Outlet
from reminders.timing.mornings import zone_of

BATCH = 500
KEPT = timedelta(days=30)
"""Settled errands are kept so long; their keys have to outlive the time for which tables are read anew."""

Wanted = Mapping[str, tuple[Outlet, Happening]]


def find(kind: Kind, *, at: datetime) -> int:
    """Write the errands that are new for outlets of this kind; return how many."""
    outlets = list(kind.outlets.objects.listening().select_related("team"))
    if not outlets:
        return 0
    of_team: dict[int, list[Outlet]] = defaultdict(list)
    for outlet in outlets:
        of_team[outlet.team_id].append(outlet)
    teams = {outlet.team_id: outlet.team for outlet in outlets}
    # A clock that was ahead and is right again must not leave a gap.
    since = min(min(outlet.looked_at, at) for outlet in outlets)
    wanted = {
        happening.key_at(outlet): (outlet, happening)
        for happening in kind.read(teams, since, at)
        for outlet in of_team[happening.team_id]
        if happening.is_news_to(outlet, zone=zone_of(outlet.team))
    }
    with transaction.atomic():
        new = _write(kind, wanted, at=at)
        kind.outlets.objects.filter(pk__in=[outlet.pk for outlet in outlets]).update(looked_at=at)
    return new


def _write(kind: Kind, wanted: Wanted, *, at: datetime) -> int:
    keys, new = list(wanted), 0
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        known = set(kind.errands.objects.filter(key__in=batch).values_list("key", flat=True))
        errands = [kind.write(*wanted[key], at) for key in batch if key not in known]
        kind.errands.objects.bulk_create(errands, ignore_conflicts=True)
        new += len(errands)
    return new


def forget_old(kind: Kind, *, at: datetime) -> int:
    """Delete settled errands that nobody looks at any more; what waits to be sent stays."""
    old = kind.errands.objects.filter(happened_at__lt=at - KEPT).exclude(state__in=TO_BE_SENT)
    return kind.errands.objects.filter(pk__in=list(old.values_list("pk", flat=True)[: 4 * BATCH])).delete()[0]
