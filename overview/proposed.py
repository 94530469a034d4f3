"""What somebody thinks a team should do too, and of which nobody who leads or manages that team has said yes or no."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from foundation.addresses import address_of
from foundation.database.prepared import Prepared
from lessons.models import Adoption

MOST_PROPOSED = 12
QUESTIONS_KEPT = 32
"""One for every number of teams that people are in."""


class Proposed(NamedTuple):
    """A norm of another team, and the team that it was proposed to."""

    pk: int
    sentence: str
    learned_by: str
    team: str

    @property
    def url(self) -> str:
        return address_of("overview:lesson", self.pk)


def proposed_to(team_ids: Sequence[int]) -> list[Proposed]:
    """What waits for an answer in these teams and can still be read there, the oldest first. One query."""
    return [Proposed(*row) for row in _proposed(len(team_ids))(*team_ids)] if team_ids else []


@lru_cache(maxsize=QUESTIONS_KEPT)
def _proposed(teams: int) -> Prepared[Any]:
    def question(*team_ids: int) -> Any:
        shown = Adoption.objects.to_answer().filter(team__in=team_ids).order_by("proposed_on", "pk")
        return shown.values_list("lesson", "lesson__sentence", "lesson__team__name", "team__name")[:MOST_PROPOSED]

    return Prepared(question, numbers=teams)
