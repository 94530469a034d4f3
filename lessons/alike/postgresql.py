"""Candidates on PostgreSQL: what holds the rarest words of a letter, and letters at the same stage with the same factor.

All are capped before anything is put in order, so that a million letters cost what ten thousand do. The words are
those of the column `words`, whatever way it was made; how common each is, PostgreSQL's own statistics know.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from operator import neg
from typing import Any

from django.db.models import Model

from foundation.database.word_shares import WordShares, word_shares
from incidents.models import Incident
from lessons.alike.weighing import Place
from lessons.alike.wording import FEW_LETTERS, TOO_COMMON, Asked, Language, Rarity, Worded
from lessons.models import Lesson

HITS_WANTED = 100
"""Words are asked for, the rarest first, until the team has about so many letters, or lessons, that hold one of them."""
MOST_HITS = 100
MOST_WORDS, MOST_WORDS_OF_LESSONS = 10, 24
"""A lesson is one sentence, and holds fewer of the letter's words than a letter does: more of them are asked for."""
UNKNOWN = 20
"""A word that the statistics do not name is taken to be so many times rarer than the rarest that they do."""
RARE = 1 / 20
"""Of what is rarer than this, each word says as much as another: it may as well be a name, or mistyped."""
NEAR, NEAR_BY_ONE_WORD = 40, 20
NEAR_LESSONS = 15
IN_A_PLACE = 100
"""So many of the newest letters of a stage are gone through for those of the team."""
FROM_A_PLACE = 5

OF_LETTERS = "words @@ %(signed)s::tsquery"
"""The index of letters has their words beside the signs of teams, and finds who holds the words in any team first."""
OF_LESSONS = """
    debrief_words_of_team(team_id, tsvector_to_array(words)) && (SELECT debrief_words_of_team(%(team)s, %(held)s::text[]))
"""
"""That of lessons has the words of each team by themselves: far more of them are asked for, as lessons are short."""

# In a plan, what ranks is read once this way, and not for every row. A single word ranks nothing, and the words of long
# rows, which lie apart, need not be read: the newest are as good.
HOLDING_WORDS = """
    SELECT * FROM (
        WITH hits AS MATERIALIZED (
            SELECT * FROM (SELECT {columns}, words FROM {table} WHERE {found} LIMIT {hits}) AS held
            LIMIT CASE WHEN numnode(%(words)s::tsquery) > 1 THEN {hits} ELSE {by_one_word} END
        )
        SELECT {columns} FROM hits
        ORDER BY CASE WHEN (SELECT numnode(%(words)s::tsquery) > 1) THEN
            ts_rank(words, (SELECT %(words)s::tsquery))
        END DESC, id DESC
        LIMIT {near}
    ) AS near
"""
# Of each place its own newest; an index has the letters of a stage in this order, but those of all teams. Of an array whose
# length it does not know, the planner expects ten; where it does not know how many are wanted, a tenth of them. Expecting
# too many it takes the plan for all letters to be dearer than one for each, and plans anew for every letter.
AT_THE_PLACES = f"""
    SELECT incident_id FROM (
        SELECT stage, factor FROM unnest(%(stages)s::bigint[], %(factors)s::bigint[]) AS place (stage, factor)
        LIMIT cardinality(%(stages)s::bigint[])
    ) AS place CROSS JOIN LATERAL (
        SELECT incident_id FROM incidents_point
        WHERE team_id = %(team)s AND stage_id = place.stage AND factor_id = place.factor AND polarity = %(polarity)s
        ORDER BY incident_id DESC LIMIT {FROM_A_PLACE}
    ) AS of_factor
    UNION
    SELECT incident_id FROM (
        SELECT stage FROM unnest(%(bare_stages)s::bigint[]) AS place (stage) LIMIT cardinality(%(bare_stages)s::bigint[])
    ) AS place CROSS JOIN LATERAL (
        SELECT incident_id FROM (
            SELECT incident_id, team_id FROM incidents_point WHERE stage_id = place.stage
            ORDER BY incident_id DESC LIMIT {IN_A_PLACE}
        ) AS of_all
        WHERE team_id = %(team)s ORDER BY incident_id DESC LIMIT {FROM_A_PLACE}
    ) AS of_stage
"""
WORDS_HELD = "array_to_string(tsvector_to_array(words), ' ')"


def words_of(team_id: int, held: Sequence[str]) -> Asked:
    """The rarest of the words that a letter holds, by which letters and lessons of its team are asked for."""
    telling = [word for word in held if not word.startswith("#") and len(word) > 2]
    return Asked(
        letters=_rarest(telling, team_id, among=Incident, most=MOST_WORDS),
        lessons=_rarest(telling, team_id, among=Lesson, most=MOST_WORDS_OF_LESSONS),
    )


def _rarest(held: Sequence[str], team_id: int, *, among: type[Model], most: int) -> list[str]:
    """Those of these words to ask for among letters, or among lessons."""
    known = word_shares(among._meta.db_table)
    of_team = known.rows * known.shares.get(f"#{team_id}", known.rarest)
    unknown = known.rarest / UNKNOWN
    chosen: list[str] = []
    found = 0.0
    # Of words that nobody knows the longer ones are the rarer.
    shares = map(known.shares.get, held, repeat(unknown))
    for share, _, word in sorted(zip(shares, map(neg, map(len, held)), held, strict=True))[:most]:
        found += share * of_team
        if chosen and (found > HITS_WANTED or share > TOO_COMMON):
            break
        chosen.append(word)
    return chosen


def letters_near(
    team_id: int, words: Sequence[str], *, places: Sequence[Place], polarity: str, columns: str
) -> tuple[str, dict[str, Any]]:
    """Those of the team that hold these words, or speak of a stage and factor."""
    holding = HOLDING_WORDS.format(
        table="incidents_incident",
        columns=columns,
        found=OF_LETTERS,
        hits=MOST_HITS,
        by_one_word=NEAR_BY_ONE_WORD,
        near=NEAR,
    )
    any_of_them = _any_of(words)
    near = f"{holding} UNION ALL SELECT {columns} FROM incidents_incident WHERE id IN ({AT_THE_PLACES})"
    whole = [(stage, factor) for stage, factor in places if stage and factor]
    return near, {
        "words": any_of_them,
        "signed": f"'#{team_id}' & ({any_of_them})" if words else "",
        "stages": _array(stage for stage, _ in whole),
        "factors": _array(factor for _, factor in whole),
        "bare_stages": _array(stage for stage, factor in places if stage and not factor),
        "polarity": polarity,
    }


def lessons_near(words: Sequence[str], *, columns: str) -> tuple[str, dict[str, Any]]:
    """Lessons of the team that hold these words."""
    holding = HOLDING_WORDS.format(
        table="lessons_lesson",
        columns=columns,
        found=OF_LESSONS,
        hits=MOST_HITS,
        by_one_word=NEAR_LESSONS,
        near=NEAR_LESSONS,
    )
    return holding, {"words": _any_of(words), "held": _array(words)}


def rarity(seen: Sequence[Worded]) -> Rarity:
    """How rare words are among all letters here, as PostgreSQL has counted; among those read, if it knows of too few."""
    known = word_shares(Incident._meta.db_table)
    return _rarity(known) if known.rows >= FEW_LETTERS else Rarity.among(seen)


def _array(values: Iterable[int | str]) -> str:
    """As PostgreSQL reads an array."""
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _any_of(words: Iterable[str]) -> str:
    """As full text is asked for any of these words."""
    quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in words)
    return " | ".join(f"'{word}'" for word in quoted)


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
