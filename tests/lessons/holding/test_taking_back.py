"""What was said of a letter by mistake is taken back: the lesson stands again where it stood, and the story says why."""

from datetime import timedelta

import pytest
from django.test import Client

from incidents.models import Polarity
from lessons.holding.looking import began_on, look_at
from lessons.holding.settling import AlreadySettled, confirm, say_again
from lessons.holding.taking_back import take_back
from lessons.learning import confirm_held, report_relapse
from lessons.models import Adoption, Answered, Lesson, Sighting, Status, Turn
from tests.factories import make_person, make_team
from tests.lessons.holding.made import LATER, NORM_FROM, make_later, make_norm

pytestmark = pytest.mark.django_db
BECAUSE = "A neighbour's parcel."


@pytest.fixture
def lesson(team):
    return make_norm(team)


@pytest.fixture
def said(team, lesson):
    """A letter of which it was said that it is that again."""
    return say_again(lesson, make_later(team), at=LATER)


def story_of(lesson):
    return [(turn.what, turn.reason) for turn in lesson.events.order_by("pk")]


def test_the_lesson_stands_again_where_it_stood_and_its_story_tells_both(lesson, said):
    checked_on = lesson.check_on
    assert take_back(said, because=f" {BECAUSE} ", at=LATER)
    lesson.refresh_from_db()
    assert (lesson.status, lesson.norm_since, lesson.check_on) == (Status.NORM, NORM_FROM.date(), checked_on)
    assert not lesson.evidence.exists()
    assert story_of(lesson) == [(Turn.MISTAKEN, ""), (Turn.RIGHTED, BECAUSE)]
    assert (said.state, said.dismissed_because) == (Answered.DISMISSED, BECAUSE)


def test_a_lesson_on_trial_counts_from_the_day_it_did(team, lesson):
    Lesson.objects.filter(pk=lesson.pk).update(status=Status.TRYING, norm_since=None)
    lesson.events.create(what=Turn.TRIED, happened_on=NORM_FROM.date())
    take_back(say_again(lesson, make_later(team), at=LATER), because=BECAUSE, at=LATER)
    assert Lesson.objects.annotate(since=began_on()).get(pk=lesson.pk).since == NORM_FROM.date()


@pytest.mark.parametrize("check", [confirm_held, report_relapse])
def test_no_letter_undoes_a_check(lesson, said, check):
    lesson.refresh_from_db()
    check(lesson, at=LATER + timedelta(days=1))
    status = lesson.status
    assert not take_back(said, because=BECAUSE, at=LATER + timedelta(days=2))
    lesson.refresh_from_db()
    assert lesson.status == status
    assert story_of(lesson)[-1] == (Turn.RIGHTED, BECAUSE)


def test_what_another_letter_showed_stays(team, lesson, said):
    lesson.refresh_from_db()
    other = say_again(lesson, make_later(team), at=LATER)
    assert not take_back(said, because=BECAUSE, at=LATER)
    lesson.refresh_from_db()
    assert lesson.status == Status.RELAPSED
    assert lesson.evidence.get().incident == other.incident


@pytest.mark.parametrize("last_first", [False, True])
def test_once_no_letter_is_left_that_says_so_the_lesson_stands_where_it_stood(team, lesson, said, last_first):
    checked_on = lesson.check_on
    letters = [said, *(say_again(lesson, make_later(team), at=LATER) for _ in range(2))]
    *some, last = reversed(letters) if last_first else letters
    for sighting in some:
        assert not take_back(sighting, because=BECAUSE, at=LATER)
    sighting = Sighting.objects.get(pk=last.pk)
    assert take_back(sighting, because=BECAUSE, at=LATER)
    lesson.refresh_from_db()
    assert (lesson.status, lesson.norm_since, lesson.check_on) == (Status.NORM, NORM_FROM.date(), checked_on)
    assert [turn for turn, _ in story_of(lesson)] == [Turn.MISTAKEN, *[Turn.RIGHTED] * 3]


def test_a_check_among_letters_that_said_so_is_undone_by_none_of_them(team, lesson, said):
    lesson.refresh_from_db()
    other = say_again(lesson, make_later(team), at=LATER)
    report_relapse(lesson, at=LATER, note="Seen with my own eyes.")
    for sighting in (said, other):
        assert not take_back(sighting, because=BECAUSE, at=LATER)
    lesson.refresh_from_db()
    assert lesson.status == Status.RELAPSED


def test_proof_that_was_none_is_proof_no_more(team, lesson):
    look_at(make_later(team, polarity=Polarity.GOOD), at=LATER)
    sighting = Sighting.objects.get()
    confirm(sighting, at=LATER)
    take_back(sighting, because=BECAUSE, at=LATER)
    assert not lesson.evidence.exists()
    assert story_of(lesson) == []


def test_it_is_taken_back_once_and_only_what_was_said(team, lesson, said):
    take_back(said, because=BECAUSE, at=LATER)
    with pytest.raises(AlreadySettled):
        take_back(said, because=BECAUSE, at=LATER)
    assert story_of(lesson)[-1] == (Turn.RIGHTED, BECAUSE)


def test_another_team_takes_back_its_own_and_its_reason_stays_with_it(lesson):
    other = make_team(name="Service desk")
    day = NORM_FROM.date()
    Adoption.objects.create(lesson=lesson, team=other, proposed_on=day, since=day)
    sighting = say_again(lesson, make_later(other), at=LATER)
    assert [what for what, _ in story_of(lesson)] == [Turn.ELSEWHERE]
    take_back(sighting, because=BECAUSE, at=LATER)
    lesson.refresh_from_db()
    assert (lesson.status, story_of(lesson)) == (Status.NORM, [])


# From the page


def test_a_member_takes_it_back_from_the_lesson_with_a_reason(team, lesson, said):
    client = Client()
    client.force_login(make_person(team=team, name="Ada Lovelace"))
    address = f"/sightings/{said.pk}/take-back/"
    assert f'href="{address}"' in client.get(f"/lessons/{lesson.pk}/").content.decode()
    assert client.post(address, {"because": " "}).status_code == 422
    page = client.post(address, {"because": BECAUSE}, follow=True).content.decode()
    assert "stands again where it stood" in page
    assert BECAUSE.replace("'", "&#x27;") in page
    assert "Ada Lovelace" in page
    assert address not in page
    assert client.get(address).status_code == 302


def test_beside_the_letter_stands_where_it_is_taken_back(team, lesson, said):
    client = Client()
    client.force_login(make_person(team=team))
    page = client.get(f"/letters/{said.incident_id}/alike/").content.decode()
    assert f'href="/sightings/{said.pk}/take-back/"' in page
