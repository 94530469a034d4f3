"""Candidates on SQLite: the newest letters and lessons of the team, as many as are quickly read.

Enough for the small teams that the embedded database is for. How rare words are is counted in the letters read.
"""

from collections.abc import Sequence

from django.db.models import Q

from foundation.database.engine import Statement
from incidents.models import Incident
from lessons.alike.weighing import Place
from lessons.alike.wording import Asked, Rarity, Worded

REACH = 300
FROM_A_PLACE = 25


def words_of(incident: Incident) -> Asked:
    """Nothing: no word is looked up."""
    return Asked()


def letters_near(team_id: int, words: str, *, places: Sequence[Place], polarity: str) -> Q:
    """The newest of the team, and older ones at the same stage with the same factor."""
    of_team = Incident.objects.filter(team=team_id)
    near = Q(pk__in=of_team.order_by("-pk").values("pk")[:REACH])
    for stage, factor in places:
        of_factor = {"points__factor": factor, "points__polarity": polarity} if factor else {}
        there = of_team.filter(points__stage=stage, **of_factor)
        near |= Q(pk__in=there.order_by("-pk").values("pk")[:FROM_A_PLACE])
    return near


def lessons_near(team_id: int, words: str) -> Statement:
    """The numbers of the team's newest lessons, whatever they say: their words are read, not looked up."""
    newest = "SELECT id FROM lessons_lesson WHERE team_id = %s ORDER BY id DESC LIMIT %s"
    return f"SELECT id FROM ({newest}) AS newest", [team_id, REACH]


def rarity(seen: Sequence[Worded]) -> Rarity:
    """How rare words are among the letters read."""
    return Rarity.among(seen)
