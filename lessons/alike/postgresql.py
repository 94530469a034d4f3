"""Candidates on PostgreSQL: letters that hold the rarest words of this one, and the newest of the same stage and factor.

Both are capped before anything is put in order, so that a million letters cost what ten thousand do. The words are
those of the column `words`, whatever way it was made; how common each is, PostgreSQL's own statistics know.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from foundation.engine import Statement
from incidents.models import Incident
from lessons.alike.weighing import Place
from lessons.alike.wording import FEW_LETTERS, Language, Rarity, Worded

HITS_WANTED = 300
"""Words are asked for, the rarest first, until the team has about so many letters that hold one of them."""
MOST_HITS = 500
FEWEST_WORDS, MOST_WORDS = 3, 40
NEAR = 40
NEAR_LESSONS = 20
PLACES = 3
IN_A_PLACE = 1_000
"""So many of the newest letters of a stage and factor are gone through for those of the team."""
FROM_A_PLACE = 15
SECONDS_KEPT = 3_600.0

_kept: "dict[str, Statistics]" = {}


def words_of(incident: Incident) -> str:
    """The team's sign, and any of the rarest words of this letter; empty when it has none. One query, rarely two."""
    known = _statistics()
    of_team = known.letters * known.share(f"#{incident.team_id}")
    left = HITS_WANTED / of_team if of_team > 0 else inf
    chosen: list[str] = []
    for word in sorted(_in_index(incident), key=lambda word: (known.share(word), word))[:MOST_WORDS]:
        left -= known.share(word)
        if left < 0 and len(chosen) >= FEWEST_WORDS:
            break
        chosen.append(_quoted(word))
    return f"'#{incident.team_id}' & ({' | '.join(chosen)})" if chosen else ""


def letters_near(incident: Incident, words: str, *, places: Sequence[Place], polarity: str) -> Q:
    """Those of the team that share rare words with this one, or a stage and factor."""
    parts, asked = _in_places(incident, places[:PLACES], polarity=polarity)
    if words:
        parts.insert(0, "SELECT id FROM near")
        ranked = """
            WITH hits AS MATERIALIZED (
                SELECT id, words FROM incidents_incident WHERE words @@ %s::tsquery AND id <> %s LIMIT %s
            ), near AS (SELECT id FROM hits ORDER BY ts_rank(words, %s::tsquery) DESC, id DESC LIMIT %s)
        """
        asked = [words, incident.pk, MOST_HITS, words, NEAR, *asked]
    if not parts:
        return Q(pk__in=())
    return Q(pk__in=RawSQL((ranked if words else "") + " UNION ".join(parts), asked))


def lessons_near(incident: Incident, words: str) -> Statement | None:
    """The numbers of lessons of the team that hold rare words of the letter."""
    if not words:
        return None
    hits = "SELECT id FROM lessons_lesson WHERE words @@ %s::tsquery LIMIT %s"
    return f"SELECT id FROM ({hits}) AS near", [words, NEAR_LESSONS]


def rarity(seen: Sequence[Worded]) -> Rarity:
    """How rare words are among all letters here, as PostgreSQL has counted; among those read, if it knows of too few."""
    statistics = _statistics()
    return statistics.rarity if statistics.letters >= FEW_LETTERS else Rarity.among(seen)


def _in_index(incident: Incident) -> list[str]:
    """The words of the letter as the index knows them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(words) FROM incidents_incident WHERE id = %s", [incident.pk])
        row = cursor.fetchone()
    return [word for word in row[0] if not word.startswith("#") and len(word) > 2] if row else []


def _in_places(incident: Incident, places: Sequence[Place], *, polarity: str) -> tuple[list[str], list[Any]]:
    """The newest of the team's letters with a passage at one of these places."""
    parts, asked = [], []
    for stage, factor in places:
        if stage is None:
            continue
        at, of = ("AND factor_id = %s AND polarity = %s", [factor, polarity]) if factor else ("", [])
        # Asked of one letter after the other, the team costs as much as letters are gone through; joined, all of its own.
        parts.append(f"""
            (SELECT incident_id FROM (
                SELECT incident_id FROM incidents_point WHERE stage_id = %s {at} ORDER BY incident_id DESC LIMIT %s
            ) AS place
            WHERE (SELECT team_id FROM incidents_incident WHERE id = incident_id) = %s
            ORDER BY incident_id DESC LIMIT %s)
        """)
        asked += [stage, *of, IN_A_PLACE, incident.team_id, FROM_A_PLACE]
    return parts, asked


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


@dataclass(frozen=True)
class Statistics:
    """What PostgreSQL has counted: the share of letters that hold each of the commoner words, and how many there are."""

    shares: dict[str, float]
    letters: int
    until: float

    @cached_property
    def rarest(self) -> float:
        """The share of a word of which nothing is known."""
        return min(self.shares.values(), default=0.0)

    def share(self, word: str) -> float:
        return self.shares.get(word, self.rarest)

    @cached_property
    def rarity(self) -> Rarity:
        by_root: dict[str, float] = {}
        roots = Language.here().roots
        for word, share in self.shares.items():
            root = roots[word]
            by_root[root] = max(share, by_root.get(root, 0.0))
        return Rarity(by_root, self.letters)


def _statistics() -> Statistics:
    name = str(connection.settings_dict["NAME"])
    kept = _kept.get(name)
    if kept is None or kept.until < time.monotonic():
        kept = _kept[name] = _ask()
    return kept


def _ask() -> Statistics:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT most_common_elems::text::text[], most_common_elem_freqs,
                (SELECT reltuples::bigint FROM pg_class WHERE oid = 'incidents_incident'::regclass)
            FROM pg_stats
            WHERE schemaname = current_schema() AND tablename = 'incidents_incident' AND attname = 'words'
            """
        )
        words, shares, letters = cursor.fetchone() or (None, None, 0)
    # After the shares of the words stand the least and the greatest of them.
    return Statistics(dict(zip(words or [], shares or [], strict=False)), letters, time.monotonic() + SECONDS_KEPT)
