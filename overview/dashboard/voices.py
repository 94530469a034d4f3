"""Whether everybody is heard: how many of those invited wrote something, and what they said afterwards.

It is counted from five answers on, and never of one person: nobody knows who wrote.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from overview.dashboard.figures import Share
from overview.dashboard.reading import Counts, Row
from overview.dashboard.small_groups import LEAST, shown
from tallies.models import Counted


@dataclass(frozen=True)
class Heard:
    """Of how many debriefs, and how many of the people invited to them wrote. Empty while those are too few."""

    debriefs: int
    share: Share | None


def heard_of(counts: Counts) -> Heard:
    """Over this period. Several teams that are too small one by one are withheld from the sum as well."""
    by_team = {team: (number, heard, invited) for team, (number, heard, invited) in _by_team(counts).items()}
    if by_team:
        told = shown({team: heard for team, (_, heard, _) in by_team.items()})
        sums = [sum(by_team[team][place] for team in told) for place in range(3)]
    else:
        sums = [_sum(counts.now(counted)) for counted in (Counted.DEBRIEFS_HEARD, Counted.HEARD, Counted.INVITED)]
    debriefs, heard, invited = sums
    is_enough = heard >= LEAST and debriefs >= 2
    return Heard(debriefs, Share(min(heard, invited), invited) if is_enough else None)


def _by_team(counts: Counts) -> dict[int, tuple[int, int, int]]:
    teams: dict[int, list[int]] = {}
    for place, counted in enumerate((Counted.DEBRIEFS_HEARD, Counted.HEARD, Counted.INVITED)):
        for row in counts.of_teams(counted):
            teams.setdefault(row.team_id, [0, 0, 0])[place] += row.number
    return {team: (numbers[0], numbers[1], numbers[2]) for team, numbers in teams.items()}


def _sum(rows: Iterable[Row]) -> int:
    return sum(row.number for row in rows)
