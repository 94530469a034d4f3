"""Candidates on PostgreSQL: letters that hold the rarest words of this one, and the newest of the same stage and factor.

Both are capped before anything is put in order, so that a million letters cost what ten thousand do. The words are
those of the column `words`, whatever way it was made; how common each is, PostgreSQL's own statistics know.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from foundation.database.engine import Statement
from foundation.database.word_shares import WordShares, word_shares
from incidents.models import Incident
from lessons.alike.weighing import Place
from lessons.alike.wording import FEW_LETTERS, TOO_COMMON, Language, Rarity, Worded

HITS_WANTED = 100
"""Words are asked for, the rarest first, until the team has about so many letters that hold one of them."""
MOST_HITS = 150
FEWEST_WORDS, MOST_WORDS = 2, 10
UNKNOWN = 20
"""A word that the statistics do not name is taken to be so many times rarer than the rarest that they do."""
RARE = 1 / 20
"""Of what is rarer than this, each word says as much as another: it may as well be a name, or mistyped."""
NEAR = 40
NEAR_LESSONS = 15
PLACES = 3
IN_A_PLACE = 400
"""So many of the newest letters of a stage and factor are gone through for those of the team."""
FROM_A_PLACE = 10


def words_of(incident: Incident) -> str:
    """The team's sign, and any of the rarest words of this letter; empty when it has none. One query, rarely two."""
    known = _known()
    of_team = known.rows * known.shares.get(f"#{incident.team_id}", known.rarest)
    unknown = known.rarest / UNKNOWN
    shares = {word: known.shares.get(word, unknown) for word in _in_index(incident)}
    chosen: list[str] = []
    found = 0.0
    # Of words that nobody knows the longer ones are the rarer.
    for share, _, word in sorted((share, -len(word), word) for word, share in shares.items())[:MOST_WORDS]:
        found += share * of_team
        if len(chosen) >= FEWEST_WORDS and (found > HITS_WANTED or share > TOO_COMMON):
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
    known = _known()
    return _rarity(known) if known.rows >= FEW_LETTERS else Rarity.among(seen)


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


@lru_cache(maxsize=2)
def _rarity(known: WordShares) -> Rarity:
    """The same by what the forms of a word have in common; of what is rare, no more than that it is."""
    by_root: dict[str, float] = {}
    roots = Language.here().roots
    for word, share in known.shares.items():
        if share >= RARE:
            root = roots[word]
            by_root[root] = max(share, by_root.get(root, 0.0))
    return Rarity(by_root, known.rows)


def _known() -> WordShares:
    return word_shares(Incident._meta.db_table)
