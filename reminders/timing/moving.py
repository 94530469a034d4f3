"""After a team changed its cadence or calendar: whatever would be looked at too late for its new next rung is so sooner.

It is done by the bell and not while somebody waits for a page, a batch at a time, from where the last bell ended. Nothing
is moved later: what was planned for a day is told on it.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from foundation.database.engine import locked
from foundation.failures import CONCERNS_ALL, without_its_words
from foundation.time_limits import never
from reminders.awaiting.awaited import Things
from reminders.awaiting.things import BY_SUBJECT
from reminders.models import Cadence
from reminders.timing import mornings
from reminders.timing.planning import BATCH, around_of, next_day

log = structlog.get_logger(__name__)


def follow_new_cadences(*, at: datetime, is_over: Callable[[], bool] = never) -> None:
    """Move the next moments of things whose team changed its cadence or calendar, until all are moved or `is_over`."""
    changed = list(Cadence.objects.filter(looked_up_to__isnull=False).order_by("pk").values_list("pk", flat=True))
    for pk in changed:
        while not is_over() and _move_batch(pk, at=at):
            pass


@transaction.atomic
def _move_batch(pk: int, *, at: datetime) -> bool:
    """Move one batch of a cadence's things; return whether there may be more."""
    own = locked(Cadence.objects.filter(pk=pk, looked_up_to__isnull=False), skip=True).first()
    if own is None:  # all moved, or another bell is at it
        return False
    things = BY_SUBJECT[own.subject]
    in_team = {things.of_team: own.team_id, "pk__gt": own.looked_up_to, "remind_at__gt": at}
    rows = list(things.rows().filter(**in_team).order_by("pk")[:BATCH])
    _move(things, rows, at=at)
    own.looked_up_to = rows[-1].pk if len(rows) == BATCH else None
    own.save(update_fields=["looked_up_to"])
    return own.looked_up_to is not None


def _move(things: Things[Any], rows: list[Any], *, at: datetime) -> None:
    around, today = around_of(things, rows, at=at), mornings.foremost_day(at)
    sooner: dict[datetime, list[int]] = defaultdict(list)
    for row in rows:
        try:
            moment = mornings.remind_at(next_day(things, row, around, after=today))
        except CONCERNS_ALL:
            raise
        except Exception as error:  # planning puts it off and says so
            said = "A thing cannot follow its team's new cadence"
            log.warning(said, kind=things.subject.value, id=row.pk, **without_its_words(error))
            continue
        if moment < row.remind_at:
            sooner[moment].append(row.pk)
    for moment, pks in sooner.items():
        things.model._default_manager.filter(pk__in=pks, remind_at__gt=moment).update(remind_at=moment)
