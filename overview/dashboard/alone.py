"""Teams in which one person works at most: figures about work there would be figures about that person, and are not told.

Nor are such teams in the sums of several, since what all of them did without what the others did is what that person did.
What is about letters, and each single thing that waits, stays (docs/domain.md).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from people.models import Team


@dataclass(frozen=True)
class Alone:
    """Those teams among some, by name; and whether there is no other."""

    names: str = ""
    number: int = 0
    are_all: bool = False

    def __bool__(self) -> bool:
        return bool(self.names)


def alone_in(teams: Iterable[Team], alone: Collection[int]) -> Alone:
    by_name = sorted(teams, key=lambda team: team.name)
    names = [team.name for team in by_name if team.pk in alone]
    return Alone(", ".join(names), len(names), are_all=len(names) == len(by_name))
