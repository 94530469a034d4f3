"""Made-up histories of forty lessons, of which twenty fail and twenty hold: who is told of what, and how soon.

Each lesson comes from the first letter of a labelled group. Where it fails, the others of the group come in the month
after it became the norm, sorted as people sort: every fifth bears no factor. Where it holds, letters come that read much
the same and are about something else: most are sorted by another factor, two bear none, and two bear the same. Praise
comes too.
"""

from collections import defaultdict
from datetime import timedelta

import pytest

from incidents.models import Incident, Kind
from lessons.holding.looking import find_sightings, forget_unseen
from lessons.models import LooksLike, Sighting
from tests.factories import make_team
from tests.lessons.alike.labelled import Labelled, labelled
from tests.lessons.holding.made import NORM_FROM, make_later, make_norm

pytestmark = pytest.mark.django_db

FAIL, HOLD = 20, 20
DAYS = 30
ANOTHER_FACTOR = "Teamwork"


def groups() -> tuple[list[list[Labelled]], list[Labelled]]:
    """The complaints by their groups, and all praise."""
    complaints: dict[int, list[Labelled]] = defaultdict(list)
    praise = []
    for letter in labelled():
        if letter.kind == Kind.PRAISE:
            praise.append(letter)
        else:
            complaints[letter.group].append(letter)
    return list(complaints.values()), praise


def sorted_by(number: int, letter: Labelled) -> str:
    """The factor that a letter about something else was sorted by."""
    if number % 10 == 4:
        return letter.factor
    return "" if number % 10 == 8 else ANOTHER_FACTOR


@pytest.fixture
def history():
    """The lessons that fail and those that hold, each with its later letters."""
    team = make_team()
    fails, holds = {}, {}
    complaints, praise = groups()
    for number, (first, *others) in enumerate(complaints[: FAIL + HOLD]):
        lesson = make_norm(team, first.text, stage=first.stage, factor=first.factor)
        if number < FAIL:
            fails[lesson.pk] = [letter for letter in others if not letter.is_near_miss]
        else:
            holds[lesson.pk] = [letter for letter in others if letter.is_near_miss]
    forget_unseen(at=NORM_FROM)
    told: dict[int, set[int]] = defaultdict(set)
    for number, (lesson, letters) in enumerate(fails.items()):
        for turn, letter in enumerate(letters):
            factor = letter.factor if letter.number % 5 != 1 else ""
            came = make_later(team, letter.text, at=day(3 + turn * 9 + number % 7), stage=letter.stage, factor=factor)
            told[lesson].add(came.pk)
    for number, letter in enumerate(letter for letters in holds.values() for letter in letters):
        factor = sorted_by(number, letter)
        make_later(team, letter.text, at=day(2 + number), stage=letter.stage, factor=factor)
    for number, letter in enumerate(praise):
        polarity = "good"
        make_later(
            team, letter.text, at=day(1 + number % 28), stage=letter.stage, factor=letter.factor, polarity=polarity
        )
    return fails, holds, told


def day(number: int):
    return NORM_FROM + timedelta(days=number)


def test_every_failure_is_brought_up_within_a_month_and_few_letters_wrongly(history):
    fails, holds, told = history
    find_sightings(at=day(DAYS))
    find_sightings(at=day(DAYS) + timedelta(minutes=1))
    alarms = Sighting.objects.filter(looks_like=LooksLike.RELAPSE)
    right = [one for one in alarms if one.incident_id in told[one.lesson_id]]
    wrong = [one for one in alarms if one.incident_id not in told[one.lesson_id]]
    assert {one.lesson_id for one in right} == set(fails)
    assert len({one.lesson_id for one in wrong} & set(holds)) <= HOLD / 10
    assert len(wrong) <= len(alarms) / 10
    assert Incident.objects.filter(pk__in=[one.incident_id for one in alarms], kind=Kind.PRAISE).count() == 0
