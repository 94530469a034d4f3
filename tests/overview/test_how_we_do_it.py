"""What stands among how a team does things besides its own norms: what it took up, what is new, what others show."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incidents.models import Stage
from lessons.learning import confirm_held, report_relapse
from lessons.models import Adoption
from lessons.sharing import keep_to_the_team, leave, propose, take_up
from overview.practice import SHOWN_OF_FOUND, SHOWN_PER_STAGE
from people.looking import have_read, last_look
from people.models import Page
from tests.factories import (
    MONDAY,
    add_to_team,
    make_debrief,
    make_incident,
    make_lesson,
    make_norm,
    make_person,
    make_team,
)
from tests.overview.days import ago

pytestmark = pytest.mark.django_db

QUERIES = 12
SECRET = "Taught by a letter of theirs"


@pytest.fixture
def theirs(lead):
    """A norm of another team, shown to all."""
    other = make_team(name="Southside")
    norm = make_norm(team=other, sentence="We ring first.", is_shared=True)
    norm.debrief.incident.title = SECRET
    norm.debrief.incident.save(update_fields=["title"])
    confirm_held(norm, at=MONDAY, incident=make_incident(team=other, text=f"{SECRET} too"))
    return norm


def html(client, address="/practice/"):
    return client.get(address).content.decode()


def test_what_others_show_is_offered_without_the_letter_behind_it(client, theirs):
    for address in ("/practice/", "/practice/handbook/", f"/lessons/{theirs.pk}/"):
        assert SECRET not in html(client, address)
    assert "What other teams do" in html(client)
    assert "We ring first." in html(client)
    assert "Does it hold?" not in html(client, f"/lessons/{theirs.pk}/")


def test_what_is_taken_up_stands_with_its_stage_and_in_the_handbook(client, theirs, lead, team):
    make_norm(team=team, sentence="We write it down.")
    client.post(f"/lessons/{theirs.pk}/take-up/", {"team": team.pk})
    page = html(client)
    assert "What other teams do" not in page
    assert "learned by Southside" in page
    assert "taken up by us" in html(client, "/practice/handbook/")
    assert SECRET not in html(client, "/practice/handbook/")


def test_what_was_taken_up_stands_alone_where_a_team_has_no_norm_of_its_own(client, theirs, lead, team):
    take_up(theirs, team=team, at=MONDAY, by=lead)
    assert "Nothing is the norm yet" not in html(client)


def test_what_a_team_gave_up_again_is_offered_again(client, theirs, lead, team):
    leave(take_up(theirs, team=team, at=MONDAY, by=lead), at=MONDAY, by=lead)
    assert "learned by Southside" in html(client)
    assert "What other teams do" in html(client)


def test_a_team_goes_on_reading_what_it_took_up_when_others_no_longer_see_it(client, theirs, lead, team):
    take_up(theirs, team=team, at=MONDAY, by=lead)
    keep_to_the_team(theirs, at=MONDAY, by=lead)
    assert client.get(f"/lessons/{theirs.pk}/").status_code == 200
    client.force_login(make_person(team=make_team()))
    assert client.get(f"/lessons/{theirs.pk}/").status_code == 404


def test_what_came_back_is_shown_to_no_other_team(client, theirs):
    report_relapse(theirs, at=MONDAY)
    assert "We ring first." not in html(client)
    assert client.get(f"/lessons/{theirs.pk}/").status_code == 404


def test_a_member_proposes_and_a_lead_decides(client, theirs, lead, team):
    client.force_login(make_person(team=team, name="Mia"))
    assert "Propose it" in html(client, f"/lessons/{theirs.pk}/")
    assert client.post(f"/lessons/{theirs.pk}/take-up/", {"team": team.pk}).status_code == 403
    client.post(f"/lessons/{theirs.pk}/propose/", {"team": team.pk})
    assert not theirs.adoptions.in_force().exists()
    client.force_login(lead)
    assert "Proposed to Northside" in html(client, f"/lessons/{theirs.pk}/")
    client.post(f"/lessons/{theirs.pk}/take-up/", {"team": team.pk})
    assert theirs.adoptions.in_force().get().team == team


def test_common_practice_is_called_so_wherever_norms_are_listed(client, theirs, lead, team):
    later = make_incident(team=theirs.team, received_on=theirs.drawn_on + timedelta(days=1))
    confirm_held(theirs, at=MONDAY, incident=later)
    propose(theirs, team=make_team(), at=MONDAY, by=lead)
    take_up(theirs, team=team, at=MONDAY, by=lead)
    assert "common practice" not in html(client)
    take_up(theirs, team=make_team(), at=MONDAY, by=lead)
    for address in ("/practice/", "/practice/handbook/", f"/lessons/{theirs.pk}/"):
        assert "common practice" in html(client, address)
    assert "common practice" in html(client, "/search/?q=ring&in=lessons")
    client.force_login(make_person(team=theirs.team, is_lead=True))
    for address in ("/lessons/", theirs.debrief.incident.get_absolute_url()):
        assert "common practice" in html(client, address)


def test_what_is_new_is_told_until_one_says_that_one_has_read_it(client, lead, team):
    old, new = (make_lesson(debrief=make_debrief(incident=make_incident(team=team, at=ago(60)))) for _ in range(2))
    confirm_held(old, at=ago(30))
    confirm_held(new, at=ago(3))
    assert client.get("/practice/").context["new"] == []
    have_read(lead, Page.PRACTICE, on=timezone.localdate() - timedelta(days=10))
    assert client.get("/practice/").context["new"][0].pk == new.pk
    assert client.get("/practice/").context["new"][0].pk == new.pk
    assert client.post("/practice/read/").url == "/practice/"
    assert last_look(lead, Page.PRACTICE) == timezone.localdate()
    assert client.get("/practice/").context["new"] == []


def test_what_became_the_norm_after_somebody_read_is_told_the_next_day(client, lead, team):
    norm = make_lesson(debrief=make_debrief(incident=make_incident(team=team, at=ago(60))))
    confirm_held(norm, at=ago(3))
    norm.refresh_from_db()
    have_read(lead, Page.PRACTICE, on=norm.norm_since)
    assert [each.pk for each in client.get("/practice/").context["new"]] == [norm.pk]


def test_what_was_taken_up_since_is_new_too(client, theirs, lead, team):
    have_read(lead, Page.PRACTICE, on=timezone.localdate() - timedelta(days=10))
    assert client.get("/practice/").context["new"] == []
    client.post(f"/lessons/{theirs.pk}/take-up/", {"team": team.pk})
    page = client.get("/practice/")
    assert [norm.pk for norm in page.context["new"]] == [theirs.pk]
    assert f'href="#norm-{theirs.pk}"' in page.text
    assert f'id="norm-{theirs.pk}"' in page.text
    Adoption.objects.update(since=ago(20).date())
    assert client.get("/practice/").context["new"] == []


def test_of_more_that_is_new_than_is_shown_the_number_is_not_called_all(client, lead, team):
    for _ in range(SHOWN_PER_STAGE + 1):
        confirm_held(make_lesson(debrief=make_debrief(incident=make_incident(team=team, at=ago(60)))), at=ago(3))
    have_read(lead, Page.PRACTICE, on=timezone.localdate() - timedelta(days=10))
    assert f"More than {SHOWN_PER_STAGE} things are new" in html(client)


def test_only_who_sees_all_their_teams_can_say_that_they_have_read_it(client, lead, team):
    add_to_team(person=lead, team=make_team())
    confirm_held(make_lesson(debrief=make_debrief(incident=make_incident(team=team, at=ago(60)))), at=ago(3))
    assert "I have read this" in html(client)
    assert "I have read this" not in html(client, f"/practice/?team={team.pk}")
    have_read(lead, Page.PRACTICE, on=timezone.localdate() - timedelta(days=10))
    assert "I have read them" in html(client)
    assert "I have read them" not in html(client, f"/practice/?team={team.pk}")


def test_words_are_looked_for_in_what_the_team_does_alone(client, theirs, team):
    make_norm(team=team, sentence="We count the boxes aloud.")
    make_norm(team=team, sentence="We write the date down.")
    page = html(client, "/practice/?q=boxes")
    assert "We count the boxes aloud." in page
    assert "We write the date down." not in page
    assert "Nothing we do holds “sofa”" in html(client, "/practice/?q=sofa")


def test_words_are_looked_for_in_what_was_taken_up_too(client, theirs, lead, team):
    client.post(f"/lessons/{theirs.pk}/take-up/", {"team": team.pk})
    assert "We ring first." in html(client, "/practice/?q=ring")
    assert "We ring first." not in html(client, "/practice/?q=boxes")
    assert "We ring first." not in html(client, f"/practice/?q=ring&stage={Stage.objects.first().pk}")


def test_of_much_that_holds_a_word_each_stage_shows_the_newest_and_leads_to_its_others(client, theirs, team):
    stage = Stage.objects.first()
    for number in range(SHOWN_OF_FOUND + 1):
        norm = make_norm(team=team, sentence=f"We count box {number}.")
        norm.stage = stage
        norm.save(update_fields=["stage"])
    page = html(client, "/practice/?q=count")
    assert page.count("We count box") == SHOWN_OF_FOUND
    assert f'href="?q=count&amp;stage={stage.pk}"' in page
    assert html(client, f"/practice/?q=count&stage={stage.pk}").count("We count box") == SHOWN_OF_FOUND + 1


def test_pages_of_how_we_do_it_stay_within_their_queries(client, theirs, lead, team, django_assert_max_num_queries):
    have_read(lead, Page.PRACTICE, on=timezone.localdate())
    for stage in Stage.objects.all()[:3]:
        norm = make_norm(team=team)
        norm.stage = stage
        norm.save(update_fields=["stage"])
    for address in ("/practice/", "/practice/?q=ring", "/practice/handbook/", f"/lessons/{theirs.pk}/"):
        with django_assert_max_num_queries(QUERIES):
            client.get(address)
