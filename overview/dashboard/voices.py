"""Whether everybody is heard: how many of those invited wrote something, and what they said afterwards.

It is counted from five answers on, and never of one person: nobody knows who wrote.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from overview.dashboard.reading import COUNTS_KEPT, Counts, Row
from overview.dashboard.small_groups import LEAST, shown
from tallies.models import Counted

FEWEST_DEBRIEFS = 2
"""Of a single debrief the figure stands on its own page alone, for those who were there."""


@dataclass(frozen=True)
class Heard:
    """Of how many debriefs, and of ten people invited to them about how many wrote. Empty while those are too few.

    No closer: whoever took an exact figure before and after a debrief would know how many wrote in that one alone.
    """

    debriefs: int
    of_ten: int | None


COUNTED = (Counted.DEBRIEFS_HEARD, Counted.HEARD, Counted.INVITED)


@lru_cache(maxsize=COUNTS_KEPT)
def heard_of(counts: Counts, team_ids: tuple[int, ...]) -> Heard:
    """Over a year, whatever the period. Teams that are too small one by one are withheld from the sum as well."""
    by_team = {team: [_sum(counts.of_team(counted, team)) for counted in COUNTED] for team in team_ids}
    told = set(team_ids)
    if len(by_team) > 1:
        told = shown({team: heard for team, (number, heard, _) in by_team.items() if number >= FEWEST_DEBRIEFS})
    debriefs, heard, invited = (sum(by_team[team][place] for team in told) for place in range(3))
    is_enough = heard >= LEAST and debriefs >= FEWEST_DEBRIEFS
    return Heard(debriefs, round(10 * min(heard, invited) / invited) if is_enough else None)


def _sum(rows: Iterable[Row]) -> int:
    return sum(row.number for row in rows)
