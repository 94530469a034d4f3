"""The letters and lessons that are laid beside a letter, each with what it is sorted by: one question for either.

Written as SQL, since putting them together from querysets costs more than asking. On PostgreSQL they are the same for
every letter, so that a connection plans them once.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from foundation.database.engine import among
from foundation.database.planned import answered
from incidents.models import Incident, Kind, Polarity
from lessons.alike import engine
from lessons.alike.marks import Marks
from lessons.alike.wording import LOOKED_AT
from lessons.models import Status

PLACES = 3
FROM_A_STATUS = 6
FROM_OTHERS = 6
STILL_OPEN = (Status.RELAPSED, Status.TRYING, Status.PROPOSED)
"""What is not settled yet comes before what is."""

LETTER = "id, title, kind, received_on, text, team_id, title_kept_back"
LESSON = "id, sentence, expects, kind, status, stage_id, team_id, debrief_id"

# After the rows, of which some come twice, come their marks, as rows of their own: factors and stages, then themes. What the
# letter itself has none of is not read of others.
LETTERS = f"""
    WITH near AS (
        SELECT id, title, kind, received_on, substr(text, 1, {LOOKED_AT}) AS begin FROM ({{near}}) AS found
        WHERE id <> %(letter)s AND team_id = %(team)s AND title_kept_back = ''
            AND received_on <= (SELECT received_on FROM incidents_incident WHERE id = %(letter)s)
    )
    SELECT id, title, kind, received_on, begin, CAST(NULL AS bigint), CAST(NULL AS bigint) FROM near
    UNION ALL
    SELECT incident_id, '', '', NULL, '', stage_id, factor_id FROM near JOIN incidents_point ON incident_id = near.id
    UNION ALL
    SELECT incident_id, name, '', NULL, '', NULL, NULL FROM near JOIN incidents_incident_themes ON incident_id = near.id
    JOIN incidents_theme ON incidents_theme.id = theme_id WHERE %(has_themes)s = 1
"""
LESSONS = f"""
    WITH near AS (
        SELECT found.id, sentence, expects, kind, status, stage_id, team_id, people_team.name AS team
        FROM ({{near}}) AS found JOIN people_team ON people_team.id = team_id
        WHERE status <> '{Status.DROPPED.value}'
            AND debrief_id <> COALESCE((SELECT id FROM rankless_debrief WHERE incident_id = %(letter)s), 0)
    )
    SELECT id, sentence, expects, kind, status, stage_id, team_id, team, CAST(NULL AS bigint) FROM near
    UNION ALL
    SELECT lesson_id, '', '', '', '', NULL, NULL, '', factor_id
    FROM near JOIN lessons_lesson_factors ON lesson_id = near.id WHERE %(has_factors)s = 1
    UNION ALL
    SELECT lesson_id, name, '', '', '', NULL, NULL, '', NULL FROM near JOIN lessons_lesson_themes ON lesson_id = near.id
    JOIN incidents_theme ON incidents_theme.id = theme_id WHERE %(has_themes)s = 1
"""

# Each part stops at its own limit.
OF_A_STATUS = f"""
    SELECT * FROM (
        SELECT {LESSON} FROM lessons_lesson WHERE team_id = %(team)s AND status = '{{status}}' AND stage_id {{stages}}
        ORDER BY drawn_on DESC, id DESC LIMIT {FROM_A_STATUS}
    ) AS newest
"""
SHOWN_BY_OTHERS = f"""
    SELECT * FROM (
        SELECT {LESSON} FROM lessons_lesson WHERE status = '{Status.NORM.value}' AND is_shared AND stage_id {{stages}}
        ORDER BY norm_since DESC, id DESC LIMIT {FROM_OTHERS}
    ) AS shown
"""
TAKEN_UP = f"""
    SELECT {LESSON} FROM lessons_lesson WHERE id IN (
        SELECT lesson_id FROM (
            SELECT lesson_id FROM lessons_adoption WHERE team_id = %(team)s AND since IS NOT NULL AND until IS NULL
            ORDER BY id DESC LIMIT {FROM_OTHERS}
        ) AS taken_up
    )
"""


class NearLetter(NamedTuple):
    """An earlier letter; of its text the beginning."""

    pk: int
    title: str
    kind: str
    received_on: date
    begin: str


class NearLesson(NamedTuple):
    """A lesson that a letter may call to mind."""

    pk: int
    sentence: str
    expects: str
    kind: str
    status: str
    stage: int
    team_id: int
    team: str


def letters_near(incident: Incident, marks: Marks, words: Sequence[str]) -> list[tuple[NearLetter, Marks]]:
    """Letters of its team, earlier or of the same day, that share a place with this one or hold some of these words.

    They speak of a factor in the same way as letters of its kind do: what was in the way, or what helped.
    """
    polarity = Polarity.BAD if incident.kind == Kind.COMPLAINT else Polarity.GOOD
    places = sorted((place for place in marks.places if place[0]), key=str)[:PLACES]
    near, values = engine().letters_near(
        incident.team_id, words, places=places, polarity=polarity.value, columns=LETTER
    )
    letters, theirs = dict[int, NearLetter](), defaultdict[int, Marks](Marks)
    for *letter, stage, factor in _asked(LETTERS.format(near=near), incident, marks, values):
        if letter[2]:
            letters[letter[0]] = NearLetter._make(letter)
        else:
            theirs[letter[0]].add(stage, factor, letter[1])
    return [(letter, theirs[pk]) for pk, letter in letters.items()]


def lessons_near(incident: Incident, marks: Marks, words: Sequence[str]) -> list[tuple[NearLesson, Marks]]:
    """Lessons that this letter may call to mind, without those drawn from the letter itself.

    They are the newest of each status at its stages, those that hold some of these words, those that its team took up,
    and what other teams show.
    """
    parts, values = [TAKEN_UP], dict[str, Any]()
    if marks.stages:
        at_them, values = _among("stage", sorted(marks.stages))
        parts += [OF_A_STATUS.format(status=one.value, stages=at_them) for one in (*STILL_OPEN, Status.NORM)]
        parts.append(SHOWN_BY_OTHERS.format(stages=at_them))
    holding, more = engine().lessons_near(words, columns=LESSON)
    question = LESSONS.format(near=" UNION ALL ".join([*parts, holding]))
    lessons, theirs = dict[int, NearLesson](), defaultdict[int, Marks](Marks)
    for *lesson, factor in _asked(question, incident, marks, {**values, **more}):
        if lesson[3]:
            lessons[lesson[0]] = NearLesson._make(lesson)
            theirs[lesson[0]].add(lesson[5], None, "")
        else:
            theirs[lesson[0]].add(None, factor, lesson[1])
    return [(lesson, theirs[pk]) for pk, lesson in lessons.items()]


def _asked(question: str, incident: Incident, marks: Marks, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    has = {"has_factors": int(bool(marks.factors)), "has_themes": int(bool(marks.themes))}
    return answered(question, {"letter": incident.pk, "team": incident.team_id, **has, **values})


def _among(name: str, numbers: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """What follows a column that is to be one of these numbers, with its values by name."""
    one_of_them, values = among(numbers)
    named = {f"{name}_{place}": value for place, value in enumerate(values)}
    return one_of_them % tuple(f"%({one})s" for one in named), named
