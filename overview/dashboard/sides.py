"""Teams side by side, in the order of their names: no league table, and nobody in it is a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from overview.dashboard.figures import Share, kept_of
from overview.dashboard.periods import ONE_WEEK, monday_of
from overview.dashboard.reading import Counts
from overview.dashboard.words import Pulse
from people.models import Team
from tallies.models import STATUSES, Counted

QUIET_AFTER = 3
FEWEST_BEFORE = 6
"""A team from which nothing came for three whole weeks is quiet, if at least six letters came in the weeks before."""


@dataclass(frozen=True)
class Side:
    """One team's figures of a period. `pulse` is empty where too few answered."""

    team: Team
    letters: int
    debriefed: Share
    late: int
    promises: Share
    norms: int
    came_back: int
    pulse: Pulse | None
    url: str


def sides_of(counts: Counts, teams: Iterable[Team], *, pulses: dict[int, Pulse], address: str) -> list[Side]:
    letters = {team: of.number for team, of in counts.letters_of.items()}

    def of(counted: Counted, team: Team, *, cell: int = 0) -> int:
        return sum(row.number for row in counts.of_team(counted, team.pk) if row.cell == cell)

    return [
        Side(
            team=team,
            letters=letters.get(team.pk, 0),
            debriefed=Share(of(Counted.DEBRIEFED, team), letters.get(team.pk, 0)),
            late=of(Counted.UNDEBRIEFED, team),
            promises=kept_of(counts.of_team(Counted.PROMISE, team.pk)),
            norms=of(Counted.LESSON, team, cell=STATUSES["norm"]),
            came_back=of(Counted.LESSON, team, cell=STATUSES["relapsed"]),
            pulse=pulses.get(team.pk),
            url=f"{address}&team={team.pk}",
        )
        for team in sorted(teams, key=lambda team: team.name)
    ]


def quiet_teams(counts: Counts, teams: Iterable[Team]) -> list[tuple[Team, date]]:
    """Teams that logged nothing for some weeks although letters used to come, with the week of the last one."""
    since = monday_of(counts.period.until) - ONE_WEEK * QUIET_AFTER
    letters = [(team, counts.letters_of[team.pk]) for team in teams if team.pk in counts.letters_of]
    return [(team, of.last) for team, of in letters if of.of_all >= FEWEST_BEFORE and of.last < since]
