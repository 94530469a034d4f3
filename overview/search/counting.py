"""What a page of the search counted only so far, counted on to a thousand: asked once that page stands, never by it."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from time import monotonic

from foundation.database.limited import TakesTooLong
from overview.search.finding import Found, Row
from overview.search.sources import FIRST_DAY, FIRST_NUMBER, Walk

MOST = 1_000
"""Nobody reads on beyond that, nor would a larger number tell them anything else."""

THROUGH = 20_000
"""So many of the newest rows are looked through, where a page looks through `WALKED_THROUGH`."""

MOST_MS = 300
"""Milliseconds after which PostgreSQL is to give up, and what is known by then is said."""


def counted_on(found: Found) -> Found:
    """The same with more rows of every sort that was not counted to its end: the same question, with other limits.

    What a page walks to, the index holds without end where it knows no teams; so that is walked to once more, and looked for
    in the index only where few were met on the way. Two queries at most, rarely one more for each sort that is walked to.
    """
    stopped = {name for name in found.rows if found.count(name).is_more}
    walked = stopped & found.walked if _is_of_many_teams(found) else stopped & found.boundless
    until = monotonic() + MOST_MS / 1000
    with suppress(TakesTooLong):
        rows = _asked_again(found, stopped, walked=walked, until=until)
        found = _with(found, rows, unfinished=_cut_short(found, walked))
        seldom = {name for name in found.unfinished - found.boundless if len(found.rows[name]) <= MOST}
        rows = _asked_again(found, seldom, until=until)
        found = _with(found, rows, unfinished=found.unfinished - seldom)
    return found


def _is_of_many_teams(found: Found) -> bool:
    return not found.sources["letters"].reach.signs()


def _asked_again(
    found: Found, names: Collection[str], *, walked: Collection[str] = (), until: float
) -> dict[str, list[Row]]:
    if not names:
        return {}
    most_ms = int((until - monotonic()) * 1000)
    if most_ms <= 0:
        raise TakesTooLong
    to = dict.fromkeys(walked, Walk(MOST, MOST))
    return found.ask(found.question, dict.fromkeys(names, MOST), walked=to, through=THROUGH, most_ms=most_ms)


def _cut_short(found: Found, walked: Collection[str]) -> set[str]:
    """Of which not all rows were looked through. No query: from where on they were is known since they were."""
    return {
        name for name in walked if found.sources[name].walked_since(through=THROUGH) not in (FIRST_DAY, FIRST_NUMBER)
    }


def _with(found: Found, rows: dict[str, list[Row]], *, unfinished: Collection[str]) -> Found:
    return replace(
        found,
        rows={**found.rows, **rows},
        enough={**found.enough, **dict.fromkeys(rows, MOST)},
        unfinished=frozenset(unfinished),
        sides_among=MOST,
    )
