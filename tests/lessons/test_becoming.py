"""Whatever is done with a lesson, in whatever order: only a check makes it the norm, and its story says what happened."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.models import Effect, Factor, Kind, Polarity, Stage
from incidents.passages import add_point
from lessons.acting import accept_action, decline_action, finish_action, hand_on_action, let_go_of_action, move_action
from lessons.changing import Put, put_differently, seen_of
from lessons.learning import (
    LearningError,
    confirm_held,
    draw_lesson,
    drop,
    keep_evidence,
    keep_trying,
    report_relapse,
)
from lessons.models import (
    Adoption,
    Answer,
    EvidenceOutcome,
    Lesson,
    LessonEvent,
    LessonKind,
    Status,
    Turn,
)
from lessons.sharing import common, keep_to_the_team, leave, propose, share, take_up, telling_common
from tests.examples import stories
from tests.factories import (
    MONDAY,
    make_action,
    make_debrief,
    make_incident,
    make_lesson,
    make_person,
    make_team,
)

pytestmark = pytest.mark.django_db

ANY_PATH = settings(
    max_examples=stories(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CHECKS = {"holds": Status.NORM, "trying": Status.TRYING, "came_back": Status.RELAPSED, "drop": Status.DROPPED}
STANDS = {
    Turn.NORM: Status.NORM,
    Turn.TRIED: Status.TRYING,
    Turn.RELAPSED: Status.RELAPSED,
    Turn.DROPPED: Status.DROPPED,
}
OTHERS = ("finish", "accept", "decline", "hand_on", "move", "let_go", "put", "share", "keep", "propose", "proof")


@pytest.fixture
def lead():
    return make_person(team=make_team(), is_lead=True)


def put_as_it_is(lesson, **changed):
    as_it_is = {
        "sentence": lesson.sentence,
        "kind": LessonKind(lesson.kind),
        "stage": lesson.stage,
        "themes": [],
        "factors": [],
        "points": [],
        "expects": lesson.expects,
        "how_to_look": lesson.how_to_look,
        "first_check_after": lesson.first_check_after,
        "later_check_after": lesson.later_check_after,
    }
    return Put(**{**as_it_is, **changed})


def do(step, lesson, lead, *, at):
    """One thing somebody does; what cannot be done is refused and leaves everything as it was."""
    lesson.refresh_from_db()
    action = lesson.actions.get()
    other = Adoption.objects.filter(lesson=lesson).first()
    deeds = {
        "holds": lambda: confirm_held(lesson, at=at, by=lead),
        "trying": lambda: keep_trying(lesson, at=at, by=lead),
        "came_back": lambda: report_relapse(lesson, at=at, by=lead),
        "drop": lambda: drop(lesson, reason="It was wrong.", at=at, by=lead),
        "finish": lambda: finish_action(action, at=at, by=lead),
        "accept": lambda: accept_action(action, at=at, by=lead),
        "decline": lambda: decline_action(action, because="I am away.", at=at, by=lead),
        "hand_on": lambda: hand_on_action(action, to=lead, at=at, by=lead),
        "move": lambda: move_action(action, to=at.date() + timedelta(days=9), because="Stock.", at=at, by=lead),
        "let_go": lambda: let_go_of_action(action, because="No till any more.", at=at, by=lead),
        "put": lambda: put_differently(
            lesson, put_as_it_is(lesson, expects=f"Fewer by {at}"), seen=seen_of(lesson), at=at, by=lead
        ),
        "share": lambda: share(lesson, at=at, by=lead),
        "keep": lambda: keep_to_the_team(lesson, at=at, by=lead),
        "propose": lambda: propose(lesson, team=other.team if other else make_team(), at=at, by=lead),
        "proof": lambda: keep_evidence(
            lesson, EvidenceOutcome.HELD, note="", incident=lesson.debrief.incident, on=at.date()
        ),
    }
    try:
        with transaction.atomic():
            deeds[step]()
    except LearningError:
        return False
    return True


@ANY_PATH
@given(steps=st.lists(st.sampled_from([*CHECKS, *OTHERS]), max_size=12))
def test_no_path_makes_a_norm_without_a_check(lead, steps):
    team = lead.teams[0]
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=team)))
    make_action(lesson=lesson, owner=lead)
    said, is_begun = None, False
    for number, step in enumerate(steps):
        is_done = do(step, lesson, lead, at=MONDAY + timedelta(days=number))
        if is_done and step in CHECKS:
            said = CHECKS[step]
        is_begun = is_begun or (is_done and step == "finish")
        lesson.refresh_from_db()
        assert lesson.status == (said or (Status.TRYING if is_begun else Status.PROPOSED))
        assert (lesson.status == Status.NORM) == (lesson.norm_since is not None)
        assert (lesson.status == Status.DROPPED) == (lesson.check_on is None)
    turns = [STANDS[turn.what] for turn in lesson.events.all() if turn.what in STANDS]
    assert [Status.PROPOSED, *turns][-1] == lesson.status


@ANY_PATH
@given(
    enough=st.integers(2, 4),
    teams=st.integers(0, 4),
    left=st.integers(0, 4),
    proposed=st.integers(0, 2),
    shown=st.sampled_from([-1, 0, 1, None]),
)
def test_a_practice_is_common_only_with_enough_teams_and_a_later_letter(lead, enough, teams, left, proposed, shown):
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=lead.teams[0])))
    confirm_held(lesson, at=MONDAY)
    share(lesson, at=MONDAY, by=lead)
    for number in range(teams):
        adoption = take_up(lesson, team=make_team(), at=MONDAY, by=lead)
        if number < left:
            leave(adoption, at=MONDAY, by=lead)
    for _ in range(proposed):
        propose(lesson, team=make_team(), at=MONDAY, by=lead)
    if shown is not None:
        letter = make_incident(team=lead.teams[0], received_on=lesson.drawn_on + timedelta(days=shown))
        keep_evidence(lesson, EvidenceOutcome.HELD, note="", incident=letter, on=MONDAY.date())
    expected = 1 + max(0, teams - left) >= enough and shown == 1
    with override_settings(COMMON_FROM_TEAMS=enough):
        assert common(Lesson.objects.filter(pk=lesson.pk)).exists() == expected
        assert telling_common(Lesson.objects.all()).get(pk=lesson.pk).is_common == expected


def test_the_story_says_who_checked_and_why(lead):
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=lead.teams[0])))
    keep_trying(lesson, at=MONDAY, by=lead, note="Two more weeks.")
    confirm_held(lesson, at=MONDAY + timedelta(days=14), by=lead, note="Six letters say so.")
    told = [(turn.what, turn.by, turn.reason, turn.happened_on) for turn in lesson.events.all()]
    day = MONDAY.date()
    assert told == [
        (Turn.TRIED, lead, "Two more weeks.", day),
        (Turn.NORM, lead, "Six letters say so.", day + timedelta(days=14)),
    ]


def test_a_check_that_is_refused_leaves_no_turn(lead):
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=lead.teams[0])))
    drop(lesson, reason="The till is gone.", at=MONDAY, by=lead)
    with pytest.raises(LearningError):
        confirm_held(lesson, at=MONDAY, by=lead)
    assert [turn.what for turn in lesson.events.all()] == [Turn.DROPPED]


def test_drawing_a_lesson_names_nobody():
    make_lesson(debrief=make_debrief())
    assert not LessonEvent.objects.exists()


def test_a_dropped_lesson_asks_nobody_for_anything(lead):
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=lead.teams[0])))
    action = make_action(lesson=lesson, owner=lead)
    drop(lesson, reason="The till is gone.", at=MONDAY, by=lead)
    action.refresh_from_db()
    assert (action.answer, action.remind_at, action.is_open) == (Answer.LET_GO, None, False)


@pytest.mark.parametrize(
    ("kind", "of_letter", "stage", "factor"),
    [
        (LessonKind.PREVENT, Kind.COMPLAINT, "Delivery", "Telling the customer"),
        (LessonKind.REPEAT, Kind.COMPLAINT, "Support", "Respect"),
    ],
)
def test_a_lesson_takes_over_what_the_letter_says_of_its_kind(kind, of_letter, stage, factor):
    letter = make_incident(kind=of_letter, stage=Stage.objects.get(name="Delivery"))
    said = {
        Polarity.BAD: ("The sofa is late.", "Delivery", "Telling the customer"),
        Polarity.GOOD: ("Nobody calls.", "Support", "Respect"),
    }
    for polarity, (quote, at_stage, with_factor) in said.items():
        add_point(
            incident=letter,
            quote=quote,
            polarity=polarity,
            stage=Stage.objects.get(name=at_stage),
            factor=Factor.objects.get(name=with_factor),
            effect=Effect.HINDERED,
        )
    lesson = draw_lesson(debrief=letter.debrief, sentence="We call first.", kind=kind, at=MONDAY)
    assert lesson.stage.name == stage
    assert [each.name for each in lesson.factors.all()] == [factor]
    wanted = Polarity.BAD if kind == LessonKind.PREVENT else Polarity.GOOD
    assert {point.polarity for point in lesson.points.all()} == {wanted}
