"""Later letters are brought to the lessons they may say something about, and to no others."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from incidents.editing import Details, edit_letter
from incidents.keeping_back import keep_back
from incidents.models import Kind, Point, Polarity, Stage
from incidents.passages import add_point
from lessons.holding import looking
from lessons.holding.looking import forget_unseen, look_at
from lessons.holding.settling import confirm, dismiss
from lessons.models import Lesson, LessonKind, LooksLike, Sighting, Status, Watch
from tests.factories import make_person, make_team
from tests.lessons.holding.made import LATER, NORM_FROM, SOFA, make_later, make_norm, ring

pytestmark = pytest.mark.django_db

NEIGHBOUR = "The driver gave our parcel to somebody in the street and left no card."


@pytest.fixture
def team():
    forget_unseen(at=NORM_FROM)
    return make_team()


def brought(lesson):
    return list(Sighting.objects.filter(lesson=lesson).values_list("incident", "looks_like"))


def test_something_bad_at_the_same_place_may_be_a_relapse(team):
    lesson, letter = make_norm(team), make_later(team)
    assert ring(LATER) == 1
    assert brought(lesson) == [(letter.pk, LooksLike.RELAPSE)]
    sighting = Sighting.objects.get()
    assert sighting.same_stage
    assert sighting.same_factor
    assert "delivery van" in sighting.shared_words


def test_something_good_there_may_show_that_it_holds(team):
    lesson, letter = make_norm(team), make_later(team, polarity=Polarity.GOOD)
    ring(LATER)
    assert brought(lesson) == [(letter.pk, LooksLike.PROOF)]


CALLED = "The day before, somebody telephoned about the delivery van, so we were at home. Wonderful."
NOT_CALLED = "Nobody telephoned about the delivery van this time, and we were not at home."


def test_a_complaint_in_the_same_words_is_held_against_what_is_to_be_repeated(team):
    lesson = make_norm(team, CALLED, kind=LessonKind.REPEAT)
    letter = make_later(team, NOT_CALLED)
    ring(LATER)
    assert brought(lesson) == [(letter.pk, LooksLike.RELAPSE)]


def test_what_else_went_wrong_there_is_not_held_against_what_is_to_be_repeated(team):
    lesson = make_norm(team, CALLED, kind=LessonKind.REPEAT)
    make_later(team, NEIGHBOUR)
    ring(LATER)
    assert brought(lesson) == []


@pytest.mark.parametrize("other", [{"stage": "Billing"}, {"factor": "Speed"}])
def test_another_stage_or_factor_is_another_matter(team, other):
    lesson = make_norm(team)
    make_later(team, SOFA, **other)
    ring(LATER)
    assert brought(lesson) == []


def test_where_no_factor_was_said_the_words_decide(team):
    lesson = make_norm(team)
    alike = make_later(team, factor="")
    make_later(team, NEIGHBOUR, factor="")
    ring(LATER)
    assert brought(lesson) == [(alike.pk, LooksLike.RELAPSE)]


def test_what_came_before_the_lesson_was_the_norm_is_not_held_against_it(team):
    lesson = make_norm(team)
    make_later(team, at=NORM_FROM)
    ring(LATER)
    assert brought(lesson) == []


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.RELAPSED])
def test_what_is_not_tried_yet_or_open_again_is_not_asked_about(team, status):
    lesson = make_norm(team)
    Lesson.objects.filter(pk=lesson.pk).update(status=status)
    make_later(team)
    ring(LATER)
    assert brought(lesson) == []


def test_letters_of_other_teams_are_not_brought(team):
    lesson = make_norm(team)
    make_later(make_team())
    ring(LATER)
    assert brought(lesson) == []


def test_a_letter_is_brought_once_however_often_it_is_looked_at(team):
    lesson, letter = make_norm(team), make_later(team)
    ring(LATER)
    Point.objects.create(incident=letter, team=team, received_on=letter.received_on, polarity=Polarity.BAD)
    ring(LATER + timedelta(hours=1))
    assert len(brought(lesson)) == 1


def test_a_letter_is_brought_to_three_lessons_at_most_the_likest(team):
    likest = make_norm(team)
    others = [make_norm(team, NEIGHBOUR) for _ in range(4)]
    make_later(team)
    ring(LATER)
    assert len(brought(likest)) == 1
    assert sum(len(brought(lesson)) for lesson in others) == 2


def test_a_letter_that_was_no_praise_after_all_is_asked_about_as_what_it_is(team):
    lesson, letter = make_norm(team), make_later(team, polarity=Polarity.GOOD)
    ring(LATER)
    assert brought(lesson) == [(letter.pk, LooksLike.PROOF)]
    details = Details(kind=Kind.COMPLAINT, title=letter.title, received_on=letter.received_on)
    edit_letter(incident=letter, details=details, by=make_person(team=team), at=LATER)
    letter.refresh_from_db()
    look_at(letter, at=LATER)
    assert brought(lesson) == [(letter.pk, LooksLike.RELAPSE)]


def test_what_a_letter_does_not_say_any_more_is_asked_about_no_more_and_what_was_answered_stays(team):
    lesson, answered = make_norm(team), make_norm(team)
    letter = make_later(team)
    ring(LATER)
    confirm(Sighting.objects.get(lesson=answered), at=LATER)
    add_point(
        incident=letter,
        quote="",
        polarity=Polarity.BAD,
        stage=Stage.objects.get(name="Billing"),
        factor=None,
        effect=None,
    )
    letter.points.filter(stage=lesson.stage).delete()
    look_at(letter, at=LATER)
    assert brought(lesson) == []
    assert brought(answered) == [(letter.pk, LooksLike.RELAPSE)]


def test_who_is_asked_already_is_asked_by_the_same_question_when_a_letter_says_more(team):
    make_norm(team)
    letter = make_later(team)
    ring(LATER)
    asked = Sighting.objects.get()
    add_point(incident=letter, quote="", polarity=Polarity.GOOD, stage=None, factor=None, effect=None)
    ring(LATER + timedelta(minutes=5))
    assert Sighting.objects.get() == asked


def test_no_word_is_told_of_a_letter_that_is_kept_back(team):
    make_norm(team)
    keep_back(make_later(team))
    ring(LATER)
    assert Sighting.objects.get().phrases == ""


def test_passages_are_looked_at_only_when_none_before_them_is_to_come(team):
    make_norm(team)
    make_later(team)
    assert looking.find_sightings(at=LATER) == 0  # it came a moment ago, as far as anybody knows
    assert looking.find_sightings(at=LATER + timedelta(seconds=5)) == 0
    assert looking.find_sightings(at=LATER + timedelta(minutes=1)) == 1


def test_a_bell_that_has_no_time_left_goes_on_the_next_time(team, monkeypatch):
    monkeypatch.setattr(looking, "BATCH", 1)
    lesson = make_norm(team)
    for _ in range(3):
        make_later(team)
    looking.find_sightings(at=LATER)
    answers = iter([False, True])
    assert looking.find_sightings(at=LATER + timedelta(minutes=1), is_over=lambda: next(answers)) == 0
    ring(LATER + timedelta(minutes=2))
    assert len(brought(lesson)) == 3


def test_a_letter_that_cannot_be_looked_at_keeps_no_other_from_it(team, monkeypatch):
    lesson, bad, good = make_norm(team), make_later(team), make_later(team)
    look_at = looking.look_at

    def stumble(incident, *, at):
        if incident.pk == bad.pk:
            raise ValueError
        return look_at(incident, at=at)

    monkeypatch.setattr(looking, "look_at", stumble)
    ring(LATER)
    assert [letter for letter, _ in brought(lesson)] == [good.pk]
    assert Watch.objects.get().looked_to == Point.objects.order_by("-pk").first().pk


def test_a_letter_is_looked_at_by_the_next_bell_where_the_database_was_busy(team, monkeypatch):
    lesson, letter = make_norm(team), make_later(team)

    def be_busy(*_, **__):
        raise OperationalError

    with monkeypatch.context() as busy:
        busy.setattr(looking, "look_at", be_busy)
        with pytest.raises(OperationalError):
            ring(LATER)
    ring(LATER)
    assert [found for found, _ in brought(lesson)] == [letter.pk]


# Learning from what was dismissed


def test_a_lesson_does_not_ask_again_about_what_was_something_else(team):
    lesson = make_norm(team)
    make_later(team, NEIGHBOUR)
    ring(LATER)
    dismiss(Sighting.objects.get(), because="Given to a neighbour: another matter.")
    make_later(team, "Again the driver gave a parcel to somebody in the street, without a card.")
    ring(LATER + timedelta(days=1))
    assert len(brought(lesson)) == 1


def test_it_still_asks_about_what_taught_it(team):
    lesson = make_norm(team)
    make_later(team, NEIGHBOUR)
    ring(LATER)
    dismiss(Sighting.objects.get(), because="Given to a neighbour: another matter.")
    make_later(team)
    ring(LATER + timedelta(days=1))
    assert len(brought(lesson)) == 2


def test_what_was_confirmed_teaches_it_too(team):
    lesson = make_norm(team)
    boat = "The ferry with our belongings was cancelled without a word to us."
    make_later(team, boat)
    ring(LATER)
    confirm(Sighting.objects.get(), at=LATER)
    Lesson.objects.filter(pk=lesson.pk).update(status=Status.NORM, norm_since=NORM_FROM.date())
    make_later(team, "A ferry was cancelled, our belongings stayed there, not a word to us.", factor="")
    ring(LATER + timedelta(days=1))
    assert len(brought(lesson)) == 2
