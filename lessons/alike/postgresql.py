"""Candidates on PostgreSQL: what holds the rarest words of a letter, and letters at the same stage with the same factor.

All are capped before anything is put in order, so that a million letters cost what ten thousand do. The words are
those of the column `words`, whatever way it was made; how common each is, PostgreSQL's own statistics know.
"""

from collections.abc import Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import Model, Q
from django.db.models.expressions import RawSQL

from foundation.database.engine import Statement
from foundation.database.word_shares import WordShares, word_shares
from incidents.models import Incident
from lessons.alike.weighing import Place
from lessons.alike.wording import FEW_LETTERS, TOO_COMMON, Asked, Language, Rarity, Worded
from lessons.models import Lesson

HITS_WANTED = 100
"""Words are asked for, the rarest first, until the team has about so many letters, or lessons, that hold one of them."""
MOST_HITS = 100
MOST_WORDS, MOST_WORDS_OF_LESSONS = 10, 12
"""A lesson is one sentence, and holds fewer of the letter's words than a letter does: more of them are asked for."""
UNKNOWN = 20
"""A word that the statistics do not name is taken to be so many times rarer than the rarest that they do."""
RARE = 1 / 20
"""Of what is rarer than this, each word says as much as another: it may as well be a name, or mistyped."""
NEAR = 40
NEAR_LESSONS = 15
IN_A_PLACE = 100
"""So many of the newest letters of a stage are gone through for those of the team."""
FROM_A_PLACE = 5

# In a plan, what ranks is read once this way, and not for every row. Beside the team's sign (and the sign between them) a
# single word ranks nothing, and the words of long rows, which lie apart, need not be read: the newest are as good.
HOLDING_WORDS = """
    SELECT id FROM (
        WITH hits AS MATERIALIZED (SELECT id, words FROM {table} WHERE words @@ %s::tsquery LIMIT %s)
        SELECT id FROM hits
        ORDER BY CASE WHEN (SELECT numnode(%s::tsquery) > 3) THEN ts_rank(words, (SELECT %s::tsquery)) END DESC, id DESC
        LIMIT %s
    ) AS near
"""
OF_A_FACTOR = """
    SELECT incident_id FROM (
        SELECT incident_id FROM incidents_point
        WHERE team_id = %s AND stage_id = %s AND factor_id = %s AND polarity = %s
        ORDER BY incident_id DESC LIMIT %s
    ) AS of_factor
"""
# An index has the letters of a stage in this order, but those of all teams.
OF_A_STAGE = """
    SELECT incident_id FROM (
        SELECT incident_id FROM (
            SELECT incident_id, team_id FROM incidents_point WHERE stage_id = %s ORDER BY incident_id DESC LIMIT %s
        ) AS of_all
        WHERE team_id = %s ORDER BY incident_id DESC LIMIT %s
    ) AS of_stage
"""

NOTHING = "SELECT id FROM incidents_incident WHERE false"


def words_of(incident: Incident) -> Asked:
    """The team's sign, and any of the rarest words of this letter; nothing when it has none. One query, rarely three."""
    held = _in_index(incident)
    return Asked(
        letters=_rarest(held, incident.team_id, among=Incident, most=MOST_WORDS),
        lessons=_rarest(held, incident.team_id, among=Lesson, most=MOST_WORDS_OF_LESSONS),
    )


def _rarest(held: Sequence[str], team_id: int, *, among: type[Model], most: int) -> str:
    """Those of these words to ask for among letters, or among lessons."""
    known = word_shares(among._meta.db_table)
    of_team = known.rows * known.shares.get(f"#{team_id}", known.rarest)
    unknown = known.rarest / UNKNOWN
    chosen: list[str] = []
    found = 0.0
    # Of words that nobody knows the longer ones are the rarer.
    for share, _, word in sorted((known.shares.get(word, unknown), -len(word), word) for word in held)[:most]:
        found += share * of_team
        if chosen and (found > HITS_WANTED or share > TOO_COMMON):
            break
        chosen.append(_quoted(word))
    return f"'#{team_id}' & ({' | '.join(chosen)})" if chosen else ""


def letters_near(team_id: int, words: str, *, places: Sequence[Place], polarity: str) -> Q:
    """Those of the team that hold these words, or speak of a stage and factor."""
    parts, asked = [], []
    if words:
        parts.append(HOLDING_WORDS.format(table="incidents_incident"))
        asked += [words, MOST_HITS, words, words, NEAR]
    for stage, factor in places:
        if factor:
            parts.append(OF_A_FACTOR)
            asked += [team_id, stage, factor, polarity, FROM_A_PLACE]
        else:
            parts.append(OF_A_STAGE)
            asked += [stage, IN_A_PLACE, team_id, FROM_A_PLACE]
    return Q(pk__in=RawSQL(" UNION ".join(parts or [NOTHING]), asked))


def lessons_near(team_id: int, words: str) -> Statement | None:
    """The numbers of lessons of the team that hold these words."""
    if not words:
        return None
    return HOLDING_WORDS.format(table="lessons_lesson"), [words, MOST_HITS, words, words, NEAR_LESSONS]


def rarity(seen: Sequence[Worded]) -> Rarity:
    """How rare words are among all letters here, as PostgreSQL has counted; among those read, if it knows of too few."""
    known = word_shares(Incident._meta.db_table)
    return _rarity(known) if known.rows >= FEW_LETTERS else Rarity.among(seen)


def _in_index(incident: Incident) -> list[str]:
    """The words of the letter as the index knows them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(words) FROM incidents_incident WHERE id = %s", [incident.pk])
        row = cursor.fetchone()
    return [word for word in row[0] if not word.startswith("#") and len(word) > 2] if row else []


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
