"""Adding up what writers left, so that a page reads one row where many things happened; and counting all of it anew."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from foundation.database.engine import is_postgresql
from foundation.time_limits import never
from tallies.counting import COLUMNS, questions
from tallies.dialect import dialect
from tallies.locking import is_ours_to_fold, wait_to_fold
from tallies.models import Recount, Tally
from tallies.stretches import add_to_totals, keep_stretches, total_anew

BATCH = 1_000

KEY = ", ".join(COLUMNS[:6])
INTO = f"INSERT INTO tallies_tally ({', '.join(COLUMNS)}, is_folded)"


def tend_tallies(*, at: datetime, is_over: Callable[[], bool] = never) -> int:
    """What the minute bell does here: count teams anew that ask for it, and fold what writers left; says how much.

    As weeks begin, the stretches that pages look back over become others.
    """
    keep_stretches(at=at)
    for team_id in Recount.objects.values_list("team_id", flat=True).distinct():
        recount(team_id=team_id)
    folded = 0
    while not is_over():
        batch = fold()
        folded += batch
        if batch < BATCH:
            break
    return folded


def fold(*, limit: int = BATCH) -> int:
    """Fold the oldest rows that writers left, `limit` at most; none if somebody else does so at this moment."""
    with transaction.atomic():
        if not is_ours_to_fold():
            return 0
        ids = list(Tally.objects.filter(is_folded=False).order_by("pk").values_list("pk", flat=True)[:limit])
        if ids:
            _add_up(ids)
            add_to_totals(ids)
            Tally.objects.filter(pk__in=ids).delete()
            Tally.objects.filter(is_folded=True, number=0, of_which=0).delete()
    return len(ids)


@transaction.atomic
def recount(*, team_id: int | None = None) -> None:
    """Count everything anew, or what belongs to one team, from the letters themselves.

    What others write meanwhile is counted once: what goes and what comes in is seen by one look at the tables.
    """
    here = "" if team_id is None else f" WHERE team_id = {int(team_id)}"
    counted = " UNION ALL ".join(ask.sql() for ask in questions(dialect()))
    # Without names of their own the columns of the parts would have none.
    sums = (
        f"SELECT {KEY}, SUM(number), SUM(of_which), true FROM counted{here} "
        f"GROUP BY {KEY} HAVING SUM(number) <> 0 OR SUM(of_which) <> 0"
    )
    asked = f"counted ({', '.join(COLUMNS)}) AS ({counted})"
    Recount.objects.filter(**({"team_id": team_id} if team_id is not None else {})).delete()
    wait_to_fold()
    with connection.cursor() as cursor:
        if is_postgresql():
            # That the rows gone are asked for lets them go before the first comes in.
            sums = sums.replace(" GROUP BY", f" {'AND' if here else 'WHERE'} (SELECT COUNT(*) FROM gone) >= 0 GROUP BY")
            cursor.execute(f"WITH gone AS (DELETE FROM tallies_tally{here} RETURNING 1), {asked} {INTO} {sums}")
        else:
            cursor.execute(f"DELETE FROM tallies_tally{here}")
            cursor.execute(f"{INTO} WITH {asked} {sums}")
    total_anew(team_id=team_id)


def _add_up(ids: list[int]) -> None:
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{INTO} SELECT {KEY}, SUM(number), SUM(of_which), true FROM tallies_tally WHERE id IN ({marks}) "
            f"GROUP BY {KEY} ON CONFLICT (team_id, counted, monday_on, kind, cell, part) WHERE is_folded "
            "DO UPDATE SET number = tallies_tally.number + excluded.number, "
            "of_which = tallies_tally.of_which + excluded.of_which",
            ids,
        )
