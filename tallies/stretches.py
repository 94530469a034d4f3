"""The stretches of weeks that pages look back over, and their sums, so that a year is read as fast as a week.

A total is what its folded tallies add up to: both are changed in the same transaction, under the same lock. What writers
left since has to be added by whoever reads.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db import connection, transaction

from foundation.working_days import ONE_WEEK, monday_of
from tallies.dialect import dialect
from tallies.locking import is_ours_to_fold
from tallies.models import DUE, LATE, Counted, Stretch, Total

LENGTHS = (4, 12, 26, 52)
"""So many weeks a page may look back over; beside them stand as many before."""

BESIDE = (
    *(Counted.DEBRIEFED, Counted.STEP_DONE, Counted.PROMISE, Counted.LOOK),
    *(Counted.SAID, Counted.SAID_WHY, Counted.THEME),
)
"""Of the weeks before no more is told."""
SUMMED = (*BESIDE, *DUE, *LATE, Counted.HEARD, Counted.DEBRIEFS_HEARD, Counted.INVITED)
HOLDS = sha256(" ".join((*BESIDE, "of", *SUMMED)).encode()).hexdigest()[:8]
"""By this a stretch says what its totals hold. To a release that wants others it is not kept, and the bell makes another."""

EARLIER, LATER = timedelta(days=2), timedelta(days=1)
"""A week begins elsewhere up to a day sooner. The last ones stay for whoever is about to read them."""

KEY = "stretch_id, team_id, counted, kind, cell, part"


class Weeks(NamedTuple):
    """From one Monday to another; `is_whole` as of `Stretch`."""

    first_on: date
    last_on: date
    is_whole: bool


def keep_stretches(*, at: datetime) -> None:
    """Sum up the stretches that are looked back over about this moment, and forget those of weeks gone by."""
    wanted = set(_wanted(at))
    if set(_kept()) == wanted:
        return
    with transaction.atomic():
        if is_ours_to_fold():
            _keep(wanted)


def add_to_totals(tally_ids: Collection[int]) -> None:
    """Add what these tallies, which are being folded, say to the stretches in which their weeks are."""
    _add(f"t.id IN ({', '.join(str(int(pk)) for pk in tally_ids)})")


def total_anew(*, team_id: int | None = None) -> None:
    """Sum everything up anew, or what belongs to one team. Whoever calls holds the lock."""
    of_the_team = {} if team_id is None else {"team_id": team_id}
    _forget_totals(**of_the_team)
    _add("t.is_folded" + ("" if team_id is None else f" AND t.team_id = {int(team_id)}"))


def _wanted(at: datetime) -> Iterator[Weeks]:
    days = [at.date() - EARLIER, at.date() + LATER]
    for monday in set(map(monday_of, days)):
        for weeks in LENGTHS:
            first_on = monday - ONE_WEEK * (weeks - 1)
            yield Weeks(first_on, monday, is_whole=True)
            yield Weeks(first_on - ONE_WEEK * weeks, first_on - ONE_WEEK, is_whole=False)


def _kept() -> dict[Weeks, int]:
    rows = Stretch.objects.filter(holds=HOLDS).values_list("first_on", "last_on", "is_whole", "pk")
    return {Weeks(first_on, last_on, is_whole): pk for first_on, last_on, is_whole, pk in rows}


def _keep(wanted: set[Weeks]) -> None:
    kept = {weeks: pk for weeks, pk in _kept().items() if weeks in wanted}
    gone = list(Stretch.objects.exclude(pk__in=kept.values()).values_list("pk", flat=True))
    _forget_totals(stretch__in=gone)
    Stretch.objects.filter(pk__in=gone).delete()
    made = [Stretch.objects.create(**weeks._asdict(), holds=HOLDS).pk for weeks in sorted(wanted - kept.keys())]
    if made:
        _add(f"t.is_folded AND s.id IN ({', '.join(map(str, made))})")


def _forget_totals(**which: object) -> None:
    """Nothing hangs on a total, so none has to be read for it to go."""
    totals = Total.objects.filter(**which)
    totals._raw_delete(totals.db)


def _add(which: str) -> None:
    """Add the tallies `t` that are meant to the stretches `s` that are meant.

    In the order in which they are read: those of a stretch then lie side by side.
    """
    is_past = f"t.counted IN ({named((*DUE, *LATE))}) AND t.part < {dialect().day_number.format('s.last_on')}"
    part = f"CASE WHEN {is_past} THEN 0 ELSE t.part END"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tallies_total ({KEY}, number, of_which) "
            f"SELECT s.id, t.team_id, t.counted, t.kind, t.cell, {part}, SUM(t.number), SUM(t.of_which) "
            "FROM tallies_tally t JOIN tallies_stretch s ON t.monday_on <= s.last_on "
            f"AND (t.monday_on >= s.first_on OR t.counted IN ({named(LATE)})) "
            f"WHERE ({which}) AND (t.counted IN ({named(BESIDE)}) OR (s.is_whole AND t.counted IN ({named(SUMMED)}))) "
            f"GROUP BY s.id, t.team_id, t.counted, t.kind, t.cell, {part} "
            "HAVING SUM(t.number) <> 0 OR SUM(t.of_which) <> 0 ORDER BY 1, 2, 3 "
            f"ON CONFLICT ({KEY}) DO UPDATE SET number = tallies_total.number + excluded.number, "
            "of_which = tallies_total.of_which + excluded.of_which"
        )


def named(counted: Collection[Counted]) -> str:
    """These as SQL lists them."""
    return ", ".join(f"'{one.value}'" for one in counted)
