"""Candidates on SQLite: the newest letters and lessons of the team, and older ones of a place; as many as are quickly read.

Enough for the small teams that the embedded database is for. How rare words are is counted in the letters read.
"""

from collections.abc import Sequence
from typing import Any

from lessons.alike.weighing import Place
from lessons.alike.wording import Asked, Rarity, Worded

REACH = 300
FROM_A_PLACE = 25

NEWEST = f"""
    SELECT id FROM (SELECT id FROM {{table}} WHERE team_id = %(team)s ORDER BY id DESC LIMIT {REACH}) AS newest
"""
AT_A_PLACE = f"""
    SELECT incident_id FROM (
        SELECT DISTINCT incident_id FROM incidents_point WHERE team_id = %(team)s AND {{there}}
        ORDER BY incident_id DESC LIMIT {FROM_A_PLACE}
    ) AS at_a_place
"""
OF_A_FACTOR = "stage_id = %(stage_{place})s AND factor_id = %(factor_{place})s AND polarity = %(polarity)s"
OF_A_STAGE = "stage_id = %(stage_{place})s"
WORDS_HELD = "''"


def words_of(team_id: int, held: Sequence[str]) -> Asked:
    """Nothing: no word is looked up."""
    return Asked()


def letters_near(
    team_id: int, words: Sequence[str], *, places: Sequence[Place], polarity: str, columns: str
) -> tuple[str, dict[str, Any]]:
    """The newest of the team, and older ones at the same stage with the same factor."""
    parts = [NEWEST.format(table="incidents_incident")]
    values: dict[str, Any] = {"polarity": polarity}
    for number, (stage, factor) in enumerate(places):
        parts.append(AT_A_PLACE.format(there=(OF_A_FACTOR if factor else OF_A_STAGE).format(place=number)))
        values |= {f"stage_{number}": stage, f"factor_{number}": factor}
    return f"SELECT {columns} FROM incidents_incident WHERE id IN ({' UNION '.join(parts)})", values


def lessons_near(words: Sequence[str], *, columns: str) -> tuple[str, dict[str, Any]]:
    """The team's newest lessons, whatever they say: their words are read, not looked up."""
    return f"SELECT {columns} FROM lessons_lesson WHERE id IN ({NEWEST.format(table='lessons_lesson')})", {}


def rarity(seen: Sequence[Worded]) -> Rarity:
    """How rare words are among the letters read."""
    return Rarity.among(seen)
