import pytest
from django.urls import reverse

from incidents.models import Stage
from lessons.learning import confirm_held, report_relapse
from lessons.models import Adoption
from lessons.sharing import keep_to_the_team, leave, propose, share, take_up
from overview.practice import SHOWN_PER_STAGE
from overview.proposed import MOST_PROPOSED
from tests.factories import add_to_team, make_incident, make_lesson, make_person, make_team
from tests.overview.days import ago

pytestmark = pytest.mark.django_db


def norm(team, sentence, *, stage=None, days=10, shown_by=None):
    lesson = make_lesson(
        debrief=make_incident(team=team, text=f"Taught {sentence}", at=ago(60)).debrief,
        sentence=sentence,
        stage=stage,
        at=ago(60),
    )
    confirm_held(lesson, at=ago(days), incident=shown_by)
    return lesson


def shown(team, sentence):
    """A norm that other teams read."""
    lesson = norm(team, sentence)
    share(lesson, at=ago(5), by=make_person(team=team))
    return lesson


def practice(client, **query):
    response = client.get(reverse("overview:practice"), query)
    assert response.status_code == 200
    return response


def test_norms_stand_by_stage_in_the_customers_order_with_what_taught_them(client, member, team):
    first, second = Stage.objects.all()[:2]
    later = make_incident(team=team, text="And again, well done", at=ago(9))
    norm(team, "B.", stage=second)
    norm(team, "A.", stage=first, shown_by=later)
    norm(team, "C.")
    response = practice(client)
    assert [chapter.stage for chapter in response.context["chapters"]] == [first, second, None]
    content = response.content.decode()
    assert "Taught A." in content
    assert "And again, well done" in content


def test_what_is_only_tried_is_not_practice(client, member, team):
    make_lesson(debrief=make_incident(team=team).debrief, sentence="Not yet.")
    response = practice(client)
    assert response.context["chapters"] == []
    assert b"Nothing is the norm yet" in response.content


def test_a_long_chapter_shows_its_newest_and_opens_whole(client, member, team):
    stage = Stage.objects.first()
    for number in range(SHOWN_PER_STAGE + 2):
        norm(team, f"Norm {number}.", stage=stage, days=30 - number)
    (chapter,) = practice(client).context["chapters"]
    assert chapter.is_cut
    newest = [f"Norm {number}." for number in reversed(range(2, SHOWN_PER_STAGE + 2))]
    assert [lesson.sentence for lesson in chapter.norms] == newest
    (chapter,) = practice(client, stage=stage.pk).context["chapters"]
    assert len(chapter.norms) == SHOWN_PER_STAGE + 2
    assert not chapter.is_cut


def test_a_chapter_that_just_fits_is_whole(client, member, team):
    for number in range(SHOWN_PER_STAGE):
        norm(team, f"Norm {number}.")
    (chapter,) = practice(client).context["chapters"]
    assert len(chapter.norms) == SHOWN_PER_STAGE
    assert not chapter.is_cut


@pytest.mark.parametrize(
    "query", [{"stage": "x"}, {"stage": "9" * 40}, {"team": "x"}, {"stage": "\x00"}, {"stage": "٣"}]
)
def test_an_address_that_makes_no_sense_shows_all(client, member, team, query):
    norm(team, "A.")
    assert len(practice(client, **query).context["chapters"]) == 1


def test_many_teams_are_chosen_from_a_list(client, member, team):
    for number in range(5):
        add_to_team(person=member, team=make_team(name=f"Branch {number}"))
    assert 'aria-label="Team"' in practice(client).text
    add_to_team(person=member, team=make_team())
    page = practice(client).text
    assert 'aria-label="Team"' not in page
    assert f'<option value="{team.pk}">' in page


def test_one_team_alone(client, member, team):
    norm(team, "A.")
    assert len(practice(client, team=team.pk).context["chapters"]) == 1


# What was proposed to the team


@pytest.fixture
def proposed(team):
    """What another team does, and somebody of this one thinks should be done here too."""
    lesson = shown(make_team(name="Service desk"), "We ring on the evening before.")
    propose(lesson, team=team, at=ago(4), by=make_person(team=team))
    return lesson


def test_what_was_proposed_stands_first_until_somebody_decides(client, member, team, proposed):
    response = practice(client)
    assert [(each.sentence, each.team) for each in response.context["proposed"]] == [(proposed.sentence, team.name)]
    assert response.content.decode().count(proposed.sentence) == 1, "once, and not among what other teams do as well"
    assert practice(client, q="evening").context["proposed"] == []


@pytest.mark.parametrize(
    "decided",
    [
        lambda lesson, team, by: take_up(lesson, team=team, at=ago(3), by=by),
        lambda lesson, team, by: leave(Adoption.objects.get(lesson=lesson), at=ago(3), by=by),
        lambda lesson, team, by: keep_to_the_team(lesson, at=ago(3), by=by),
        lambda lesson, team, by: report_relapse(lesson, at=ago(3)),
    ],
)
def test_what_was_decided_or_can_be_read_no_longer_is_proposed_no_more(client, member, team, proposed, decided):
    decided(proposed, team, make_person(team=team, is_lead=True))
    assert practice(client).context["proposed"] == []


def test_what_was_proposed_to_one_team_is_found_however_much_another_has(client, member, team):
    shows = make_team(name="Service desk")
    busy = make_team(name="Branch")
    add_to_team(person=member, team=busy)
    for number in range(MOST_PROPOSED):
        propose(shown(shows, f"Norm {number}."), team=busy, at=ago(4), by=member)
    propose(shown(shows, "We ring on the evening before."), team=team, at=ago(3), by=member)
    proposed = practice(client, team=team.pk).context["proposed"]
    assert [(each.sentence, each.team) for each in proposed] == [("We ring on the evening before.", team.name)]


def test_what_was_proposed_to_another_team_is_theirs_to_decide(client, member, proposed):
    client.force_login(make_person(team=make_team()))
    assert practice(client).context["proposed"] == []
