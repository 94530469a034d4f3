"""The debrief's page asks the database the same few questions in every phase, however much was written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incidents.models import Polarity, Stage
from incidents.passages import add_point
from lessons.learning import PlannedAction
from rankless.models import Addition, Debrief, Part, Phase, Section
from rankless.texts.agreeing import complete_standing
from rankless.texts.writing import Typed, save_texts
from tests.factories import (
    agree,
    make_debrief,
    make_gathering,
    make_incident,
    make_lesson,
    make_notes,
    make_person,
    make_revealed,
    write_sections,
)
from tests.overview.debriefing.forms import address

pytestmark = pytest.mark.django_db

MOST = 12


@pytest.fixture
def team(team):
    for _ in range(9):
        make_person(team=team)
    return team


def gather(team, browser) -> Debrief:
    return make_gathering(team=team, at=timezone.now())


def handed_in(team, browser) -> Debrief:
    debrief = gather(team, browser)
    assert browser.post(f"{address(debrief)}hand-in/", {"note-what": "It was late."}).status_code == 302
    return debrief


def long(team, phase: Phase) -> Debrief:
    """Passages at several stages, notes about them, and a lesson with actions."""
    debrief = make_revealed(team=team, phase=phase, text="One. Two. Three. Four. Five.", at=timezone.now())
    for quote, stage in zip(("One", "Two", "Three", "Four", "Five"), Stage.objects.all(), strict=False):
        add_point(incident=debrief.incident, quote=quote, polarity=Polarity.BAD, stage=stage, factor=None, effect=None)
        make_notes(debrief=debrief, what=[f"About {quote}."], why=[f"Because of {quote}."], stage=stage)
    return debrief


def reveal(team, browser) -> Debrief:
    return long(team, Phase.REVEAL)


def weigh(team, browser) -> Debrief:
    return long(team, Phase.WEIGH)


def agreeing(team, browser) -> Debrief:
    debrief = long(team, Phase.AGREE)
    owner = team.memberships.first().user
    actions = [PlannedAction(f"Do {number}", owner, timezone.localdate()) for number in range(3)]
    make_lesson(debrief=debrief, actions=actions, stage=Stage.objects.first())
    make_lesson(debrief=debrief)
    save_texts(debrief, {Part.OTHER_SIDE: Typed("The driver was kind.", based_on=0)})
    return write_sections(debrief)


def opened_again(team, browser) -> Debrief:
    debrief = agreeing(team, browser)
    Debrief.objects.filter(pk=debrief.pk).update(reopened_because="Another letter came.")
    Addition.objects.create(debrief=debrief, section=Section.WHY, text="The depot called.")
    return debrief


def standing(team, browser) -> Debrief:
    return agree(agreeing(team, browser), at=timezone.now())


def complete(team, browser) -> Debrief:
    debrief = standing(team, browser)
    complete_standing(at=debrief.objections_until + timedelta(minutes=1))
    return debrief


def short(team, browser) -> Debrief:
    return make_debrief(incident=make_incident(team=team, at=timezone.now()))


@pytest.mark.parametrize(
    ("state", "query"),
    [
        *((gather, ""), (handed_in, ""), (handed_in, "?change=1"), (reveal, ""), (weigh, ""), (weigh, "?step=votes")),
        *((weigh, "?step=count"), (agreeing, ""), (agreeing, "?offer=1"), (opened_again, ""), (standing, "")),
        *((standing, "?change=1"), (complete, ""), (short, "")),
    ],
)
def test_a_debrief_stays_within_its_queries(browser, team, state, query, django_assert_max_num_queries):
    debrief = state(team, browser)
    with django_assert_max_num_queries(MOST):
        answer = browser.get(f"{address(debrief)}{query}")
    assert answer.status_code == 200
