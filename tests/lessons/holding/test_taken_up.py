"""A practice that another team took up: its own letters tell whether it holds there, and nobody else reads them."""

import pytest
from django.test import Client

from incidents.models import Polarity
from lessons.holding.looking import forget_unseen, look_at
from lessons.holding.settling import NotAlike, confirm, dismiss, say_again
from lessons.models import Adoption, EvidenceOutcome, Lesson, LooksLike, Sighting, Status, Turn
from lessons.sharing import leave, telling_common
from tests.factories import make_person, make_team
from tests.lessons.holding.made import LATER, NORM_FROM, WARDROBE, make_later, make_norm, ring

pytestmark = pytest.mark.django_db

SENTENCE = "We telephone before the customer asks."


@pytest.fixture
def home():
    forget_unseen(at=NORM_FROM)
    return make_team(name="Furniture")


@pytest.fixture
def others():
    return make_team(name="Lamps")


@pytest.fixture
def lesson(home):
    lesson = make_norm(home)
    Lesson.objects.filter(pk=lesson.pk).update(sentence=SENTENCE, is_shared=True)
    return lesson


@pytest.fixture
def adoption(lesson, others):
    day = NORM_FROM.date()
    return Adoption.objects.create(lesson=lesson, team=others, proposed_on=day, since=day)


@pytest.fixture
def sighting(adoption, others):
    make_later(others)
    ring(LATER)
    return Sighting.objects.get()


def page_of(lesson, team, path="", **roles):
    client = Client()
    client.force_login(make_person(team=team, **roles))
    return client.get(f"/lessons/{lesson.pk}/{path}")


def test_letters_of_a_team_that_took_it_up_are_brought_to_it(lesson, sighting, others):
    assert (sighting.lesson, sighting.incident.team, sighting.looks_like) == (lesson, others, LooksLike.RELAPSE)


PROPOSED = {"since": None, "due_on": LATER.date(), "remind_at": LATER}


@pytest.mark.parametrize("state", [PROPOSED, {"since": LATER.date()}, {"until": LATER.date()}])
def test_only_those_that_came_while_they_did_it(adoption, others, state):
    Adoption.objects.filter(pk=adoption.pk).update(**state)
    assert look_at(make_later(others), at=LATER) == []


def test_no_word_of_the_letter_that_taught_it_is_told_elsewhere(sighting):
    assert "telephoned" in sighting.phrases
    assert "van" not in sighting.phrases  # both letters say it, but the lesson does not


def test_a_letter_dismissed_elsewhere_teaches_the_team_that_learned_it_nothing(home, lesson, sighting):
    dismiss(sighting, because="Snow on the roads.")
    assert look_at(make_later(home), at=LATER)


def test_that_it_came_back_there_opens_it_nowhere_else(home, others, lesson, sighting):
    lead = make_person(team=others, is_lead=True)
    confirm(sighting, at=LATER, by=lead)
    lesson.refresh_from_db()
    assert lesson.status == Status.NORM
    assert lesson.evidence.get().outcome == EvidenceOutcome.RELAPSED
    turn = lesson.events.get()
    assert (turn.what, turn.team, turn.by) == (Turn.ELSEWHERE, others, lead)
    shown = page_of(lesson, home).content.decode()
    assert "It did not hold with Lamps" in shown
    assert "a letter to Lamps, who do this too" in shown
    assert sighting.incident.title not in shown


def test_a_letter_of_theirs_can_make_it_common_practice(home, others, lesson, adoption):
    day = NORM_FROM.date()
    Adoption.objects.create(lesson=lesson, team=make_team(), proposed_on=day, since=day)
    assert not telling_common(Lesson.objects.all()).get().is_common
    look_at(make_later(others, polarity=Polarity.GOOD), at=LATER)
    confirm(Sighting.objects.get(), at=LATER)
    assert telling_common(Lesson.objects.all()).get().is_common


def test_they_settle_it_where_they_read_the_practice(others, lesson, sighting):
    assert f'hx-get="/lessons/{lesson.pk}/since/"' in page_of(lesson, others).content.decode()
    answer = page_of(lesson, others, "since/")
    assert WARDROBE[:30] in answer.content.decode()
    assert "Letters to Lamps before and since" in answer.content.decode()
    client = Client()
    client.force_login(make_person(team=others))
    said = client.post(f"/sightings/{sighting.pk}/confirm/", follow=True).content.decode()
    assert "it came back with you" in said
    assert sighting.incident.title in said


def test_the_team_that_learned_it_hears_that_somebody_looks_and_not_at_what(home, lesson, sighting):
    shown = page_of(lesson, home, "since/").content.decode()
    assert "Lamps does this too, and looks at a letter that may tell against it." in shown
    assert sighting.incident.title not in shown
    client = Client()
    client.force_login(make_person(team=home))
    assert client.post(f"/sightings/{sighting.pk}/confirm/").status_code == 404


def test_whoever_does_not_do_it_reads_nothing_of_what_came_since(lesson):
    assert page_of(lesson, make_team(), "since/").status_code == 404


def test_who_gives_it_up_is_asked_no_longer(others, adoption, sighting):
    leave(adoption, at=LATER, by=make_person(team=others, is_lead=True))
    assert not Sighting.objects.exists()
    with pytest.raises(NotAlike):
        say_again(sighting.lesson, sighting.incident, at=LATER)
