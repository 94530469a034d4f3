"""The page of what was there before, and what of it stands on the pages of a letter and its debrief."""

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import Kind, Stage
from lessons.learning import drop
from lessons.models import Answered, Evidence, EvidenceOutcome, Lesson, Sighting, Status
from rankless.models import Phase, Voice
from tests.factories import (
    make_debrief,
    make_gathering,
    make_incident,
    make_lesson,
    make_person,
    make_revealed,
    make_team,
)
from tests.shown_forms import without_keys

pytestmark = pytest.mark.django_db

QUERIES = 9
TEXT = "Delivery late again, nobody telephoned."
SENTENCE = "Whoever sees that a delivery is late telephones."
ROLES = ({}, {"is_manager": True}, {"is_lead": True})


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def lesson(team):
    earlier = make_incident(team=team, text="The delivery was late and nobody telephoned.", title="Late delivery")
    lesson = make_lesson(debrief=make_debrief(incident=earlier), sentence=SENTENCE, stage=delivery())
    Lesson.objects.filter(pk=lesson.pk).update(status=Status.TRYING)
    return lesson


@pytest.fixture
def letter(team, lesson):
    return make_incident(team=team, text=TEXT, title="Again", stage=delivery())


def delivery():
    return Stage.objects.get(name="Delivery")


def as_member(team, **roles):
    client = Client()
    client.force_login(make_person(team=team, **roles))
    return client


def page(client, letter, **options):
    return client.get(f"/letters/{letter.pk}/alike/", **options).content.decode()


def test_what_a_letter_like_it_taught_comes_to_mind_whatever_the_lesson_says(team):
    """Nobody has sorted it yet, and a sentence of ours shares no word with it."""
    earlier = make_incident(team=team, text="The wardrobe was scratched by its carton.", title="Scratched wardrobe")
    lessons = [
        make_lesson(debrief=make_debrief(incident=earlier), sentence=sentence)
        for sentence in ("Two people carry.", "Nobody hurries.")
    ]
    drop(lessons[1], reason="It did not help.", at=timezone.now(), by=make_person(team=team))
    letter = make_incident(team=team, text="A scratched wardrobe, again from its carton.", title="Again")
    shown = page(as_member(team), letter)
    assert "Two people carry." in shown
    assert "taught by “<bdi>Scratched wardrobe</bdi>”, which looks like this" in shown
    assert f"/letters/{letter.pk}/lessons/{lessons[0].pk}/again/" in shown
    assert "Nobody hurries." not in shown
    assert "One earlier lesson looks like this" in shown


def part(client, letter, *, folded):
    """What another page fetches."""
    address = f"/letters/{letter.pk}/alike/"
    return client.get(address, {"folded": folded}, headers={"HX-Request": "true"}).content.decode()


def test_it_shows_lessons_and_letters_with_the_reason(team, letter):
    shown = page(as_member(team), letter)
    assert SENTENCE in shown
    assert "One earlier lesson on this stage" in shown
    assert "Late delivery" in shown
    assert "same stage" in shown
    assert "shares: " in shown


def test_pages_fetch_a_piece_of_it(team, letter):
    piece = page(as_member(team), letter, headers={"HX-Request": "true"})
    assert SENTENCE in piece
    assert "<html" not in piece


@pytest.mark.parametrize("address", ["/letters/{}/", "/letters/{}/debrief/"])
def test_the_letter_and_its_debrief_lead_there(team, letter, address):
    shown = as_member(team).get(address.format(letter.pk)).content.decode()
    assert f'href="/letters/{letter.pk}/alike/"' in shown
    assert f'hx-get="/letters/{letter.pk}/alike/' in shown


def test_everybody_of_the_team_sees_the_same_bytes(team, letter):
    clients = [as_member(team, **roles) for roles in ROLES]
    assert len({without_keys(page(client, letter)) for client in clients}) == 1
    assert len({without_keys(page(client, letter, headers={"HX-Request": "true"})) for client in clients}) == 1
    debrief = f"/letters/{letter.pk}/debrief/"
    assert len({without_keys(client.get(debrief).content.decode()) for client in clients}) == 1


def a_debrief_in(phase, team):
    if phase == Phase.GATHER:
        return make_gathering(team=team, text=TEXT)
    return make_revealed(team=team, stage=delivery(), text=TEXT, phase=phase)


@pytest.mark.parametrize("phase", [Phase.GATHER, Phase.REVEAL, Phase.WEIGH, Phase.AGREE])
def test_until_a_debrief_is_agreed_its_page_fetches_it_for_everybody_of_the_team_alike(team, lesson, phase):
    debrief = a_debrief_in(phase, team)
    clients = [as_member(team, **roles) for roles in ROLES]
    [shown] = {without_keys(client.get(debrief.get_absolute_url()).content.decode()) for client in clients}
    assert f'hx-get="/letters/{debrief.incident_id}/alike/?folded=' in shown
    assert f'href="/letters/{debrief.incident_id}/alike/"' in shown
    assert SENTENCE not in shown


def test_whoever_writes_alone_says_first_what_they_saw(team, lesson):
    """It lies below what is to be written, and says how much there is: what it says is read by whoever opens it."""
    debrief = make_gathering(team=team, text=TEXT)
    page = as_member(team).get(debrief.get_absolute_url()).content.decode()
    assert page.index('id="gathering"') < page.index('id="alike"')
    fetched = part(as_member(team), debrief.incident, folded="counts")
    summary, _, opened = fetched.partition("</summary>")
    assert "1 lesson and 1 earlier letter look like this" in summary
    assert SENTENCE not in summary
    assert SENTENCE in opened


def test_once_all_have_written_the_likest_lesson_is_named_at_once(team, letter):
    summary = part(as_member(team), letter, folded="1").partition("</summary>")[0]
    assert SENTENCE in summary


@pytest.mark.parametrize("phase", [Phase.GATHER, Phase.REVEAL, Phase.WEIGH, Phase.AGREE])
def test_whoever_is_invited_from_elsewhere_is_not_led_to_it(team, lesson, phase):
    debrief = a_debrief_in(phase, team)
    guest = make_person(team=make_team())
    Voice.objects.create(debrief=debrief, person=guest)
    client = Client()
    client.force_login(guest)
    page = client.get(debrief.get_absolute_url())
    assert page.status_code == 200
    assert f"/letters/{debrief.incident_id}/alike/" not in page.content.decode()


def test_somebody_invited_from_elsewhere_learns_nothing_of_the_team(letter):
    guest = make_person(team=make_team())
    Voice.objects.create(debrief=letter.debrief, person=guest)
    client = Client()
    client.force_login(guest)
    shown = page(client, letter)
    assert SENTENCE not in shown
    assert "Late delivery" not in shown


def test_it_asks_few_questions(team, letter, django_assert_max_num_queries):
    client = as_member(team)
    with django_assert_max_num_queries(QUERIES):
        page(client, letter)


def test_this_is_that_again_reopens_the_lesson_and_names_nobody(team, letter, lesson):
    client = as_member(team)
    answer = client.post(f"/letters/{letter.pk}/lessons/{lesson.pk}/again/", follow=True)
    assert "open again" in answer.content.decode()
    lesson.refresh_from_db()
    assert lesson.status == Status.RELAPSED
    evidence = Evidence.objects.get(lesson=lesson)
    assert (evidence.outcome, evidence.incident) == (EvidenceOutcome.RELAPSED, letter)
    assert [event.by for event in lesson.events.all()] == [None]


def test_pressed_twice_it_is_kept_once(team, letter, lesson):
    client = as_member(team)
    for _ in range(2):
        client.post(f"/letters/{letter.pk}/lessons/{lesson.pk}/again/")
    assert Evidence.objects.filter(lesson=lesson).count() == 1
    assert Sighting.objects.get(lesson=lesson).state == Answered.CONFIRMED
    assert "Kept with the lesson." in page(client, letter)


def test_praise_shows_that_it_holds_and_makes_no_norm_of_it(team, lesson):
    praise = make_incident(team=team, kind=Kind.PRAISE, text="You telephoned: delivery late.", stage=delivery())
    client = as_member(team)
    assert "This shows that it holds" in page(client, praise)
    client.post(f"/letters/{praise.pk}/lessons/{lesson.pk}/again/")
    lesson.refresh_from_db()
    assert lesson.status == Status.TRYING
    assert Evidence.objects.get(lesson=lesson).outcome == EvidenceOutcome.HELD


def test_a_lesson_of_another_team_is_not_said_to_have_come_back(team, letter):
    theirs = make_lesson(debrief=make_debrief(incident=make_incident(team=make_team())))
    assert as_member(team).post(f"/letters/{letter.pk}/lessons/{theirs.pk}/again/").status_code == 404
