"""Anybody who can help is invited, from any team; one steps out for oneself, and nobody learns who has written."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.absences import go_away
from rankless.alone.gathering import hand_in
from rankless.errors import AlreadyComplete
from rankless.models import Debrief, Gathering, Voice
from rankless.together.inviting import HasSpoken, invite, step_out, who_could_help
from tests.factories import make_debrief, make_gathering, make_incident, make_person, make_team
from tests.shown_forms import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def debrief() -> Debrief:
    team = make_team(name="Counter")
    for name in ("Ada", "Ben", "Cleo", "Dan"):
        make_person(team=team, name=name)
    return make_gathering(team=team)


@pytest.fixture
def helper():
    return make_person(name="Zoë Álvarez", email="zoe@example.com", team=make_team(name="Workshop"))


def voice_of(debrief: Debrief, name: str) -> Voice:
    return debrief.voices.get(person__name=name)


def browser_of(debrief: Debrief, name: str) -> Browser:
    browser = Browser()
    browser.force_login(voice_of(debrief, name).person)
    return browser


def address(debrief: Debrief, name: str) -> str:
    return reverse(f"rankless:{name}", args=[debrief.incident_id])


def moves(debrief: Debrief) -> int:
    return Debrief.objects.get(pk=debrief.pk).moves


# Who takes part


def test_beside_those_who_are_away_stands_until_when_and_nothing_else(debrief):
    ada, ben = (voice_of(debrief, name).person for name in ("Ada", "Ben"))
    today = timezone.localdate()
    go_away(ada, first_day=today, last_day=today, stand_in=ben)
    go_away(ben, first_day=today + timedelta(days=1), last_day=today + timedelta(days=9), stand_in=None)
    page = browser_of(debrief, "Cleo").get(address(debrief, "people")).content.decode()
    [line] = [line for line in page.splitlines() if line.count("away until")]
    assert "today" in line
    invited = page.partition('id="invited"')[2].partition("</ul>")[0]
    assert invited.count("Ben") == 1  # no stand-in is named
    assert invited.index("Ada") < invited.index("away until") < invited.index("Ben")


# Inviting


def test_people_of_any_team_are_found_by_part_of_their_name_or_their_whole_address(debrief, helper):
    for typed in ("zo", "ÁLVA", "  zoë   álvarez ", "ZOE@example.com"):
        assert list(who_could_help(debrief, typed)) == [helper], typed
    for typed in ("z", "", "zoe@example", "%", "Ada"):
        assert list(who_could_help(debrief, typed)) == [], typed


def test_whoever_left_is_not_found(debrief, helper):
    helper.is_active = False
    helper.save()
    assert not who_could_help(debrief, "Zoë").exists()


def test_inviting_twice_invites_once(debrief, helper):
    before = moves(debrief)
    assert invite(debrief, helper) == invite(debrief, helper)
    assert moves(debrief) == before + 1
    assert Gathering.objects.get(pk=debrief.pk).is_stale


def test_nobody_is_invited_to_what_is_done(helper):
    with pytest.raises(AlreadyComplete):
        invite(make_debrief(is_complete=True), helper)


def test_a_whole_name_invites_at_once_and_half_a_name_asks_who_is_meant(debrief, helper):
    ada = browser_of(debrief, "Ada")
    answer = ada.post(address(debrief, "invite"), {"who": "zo"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'name="person" value="{helper.pk}"' in page
    assert "Workshop" in page
    assert "zoe@example.com" not in page
    assert ada.post(address(debrief, "invite"), {"who": "zoë álvarez"}).status_code == 302
    assert voice_of(debrief, helper.name)


def test_the_person_picked_is_invited_whatever_was_typed(debrief, helper):
    browser_of(debrief, "Ben").post(address(debrief, "invite"), {"who": "zo", "person": helper.pk})
    assert voice_of(debrief, helper.name)


@pytest.mark.parametrize("sent", [{}, {"who": ""}, {"who": "Nobody at all"}, {"person": "9" * 40}, {"person": "x"}])
def test_who_cannot_be_found_is_said_beside_the_field(debrief, sent):
    answer = browser_of(debrief, "Ada").post(address(debrief, "invite"), sent)
    assert answer.status_code == 422
    assert "Nobody of that name" in answer.content.decode()


def test_two_of_one_name_are_never_guessed_between(debrief, helper):
    make_person(name=helper.name)
    assert browser_of(debrief, "Ada").post(address(debrief, "invite"), {"who": helper.name}).status_code == 422


def test_the_invited_stand_there_by_name_alone(debrief):
    hand_in(voice_of(debrief, "Cleo"), [], key="k")
    page = browser_of(debrief, "Ada").get(address(debrief, "people")).content.decode()
    assert re.findall(r"<li><bdi>(\w+)</bdi>\s*</li>", page) == ["Ada", "Ben", "Cleo", "Dan"]


# From another team


def test_an_invitation_opens_one_letter_and_one_debrief_and_nothing_else(debrief, helper):
    other = make_gathering(team=debrief.team, people=4)
    browser = Browser()
    browser.force_login(helper)
    theirs = [reverse(name, args=[debrief.incident_id]) for name in ("overview:letter", "rankless:people")]
    assert [browser.get(path).status_code for path in theirs] == [404, 404]

    invite(debrief, helper)

    assert [browser.get(path).status_code for path in theirs] == [200, 200]
    for name in ("overview:letter", "rankless:people", "rankless:meeting"):
        assert browser.get(reverse(name, args=[other.incident_id])).status_code == 404
    assert browser.get(reverse("overview:letters")).context["count"].number == 0
    assert list(Debrief.objects.visible_to(helper)) == [debrief]
    assert browser.get(reverse("overview:edit", args=[debrief.incident_id])).status_code == 404


def test_the_letter_of_another_team_says_nothing_of_its_other_letters(debrief, helper):
    make_incident(team=debrief.team, text="Another letter of the same customer", customer=debrief.incident.customer)
    invite(debrief, helper)
    browser = Browser()
    browser.force_login(helper)
    assert "Another letter" not in browser.get(reverse("overview:letter", args=[debrief.incident_id])).content.decode()


def test_whoever_steps_out_of_another_teams_debrief_sees_it_no_more(debrief, helper):
    invite(debrief, helper)
    browser = Browser()
    browser.force_login(helper)
    assert browser.post(address(debrief, "step-out"))["Location"] == reverse("overview:desk")
    assert browser.get(address(debrief, "people")).status_code == 404


# Stepping out, taking part


def test_one_steps_out_and_takes_part_again(debrief):
    ada = browser_of(debrief, "Ada")
    ada.post(address(debrief, "step-out"))
    assert not debrief.voices.filter(person__name="Ada").exists()
    page = ada.get(address(debrief, "people")).content.decode()
    assert reverse("rankless:take-part", args=[debrief.incident_id]) in page
    assert address(debrief, "invite") not in page
    ada.post(address(debrief, "take-part"))
    assert voice_of(debrief, "Ada")


def test_without_a_voice_no_button_does_anything(debrief, helper):
    ada = browser_of(debrief, "Ada")
    ada.post(address(debrief, "step-out"))
    before = list(Voice.objects.order_by("pk").values()), Gathering.objects.values().get()
    for name in ("invite", "pass-hosting", "take-hosting", "hand-on", "open-door", "send-guests-away", "next-speaker"):
        answer = ada.post(address(debrief, name), {"who": helper.name, "to": helper.pk})
        assert answer["Location"] == address(debrief, "people"), name
    assert (list(Voice.objects.order_by("pk").values()), Gathering.objects.values().get()) == before


def test_whoever_has_handed_in_withdraws_first_and_only_they_are_told(debrief):
    hand_in(voice_of(debrief, "Ada"), [], key="k")
    with pytest.raises(HasSpoken):
        step_out(voice_of(debrief, "Ada"))
    answer = browser_of(debrief, "Ada").post(address(debrief, "step-out"))
    assert answer.status_code == 409
    assert "Only you see this" in answer.content.decode()
    assert "sealed" not in browser_of(debrief, "Ben").get(address(debrief, "people")).content.decode()


@pytest.mark.parametrize("mark", ["has_cast", "has_answered"])
def test_nobody_votes_twice_by_stepping_out_between(debrief, mark):
    Voice.objects.filter(debrief=debrief, person__name="Ada").update(**{mark: True})
    with pytest.raises(HasSpoken):
        step_out(voice_of(debrief, "Ada"))


def test_a_host_who_steps_out_is_replaced_by_lot(debrief):
    debrief.voices.update(is_host=False)
    debrief.voices.filter(person__name="Ada").update(is_host=True)
    step_out(voice_of(debrief, "Ada"))
    assert debrief.voices.filter(is_host=True).count() == 1


def test_stepping_out_twice_is_no_mistake(debrief):
    voice = voice_of(debrief, "Ada")
    step_out(voice)
    step_out(voice)


def test_when_the_last_one_awaited_steps_out_the_notes_are_shown(debrief):
    for name in ("Ben", "Cleo", "Dan"):
        hand_in(voice_of(debrief, name), [], key=name)
    browser_of(debrief, "Ada").post(address(debrief, "step-out"))
    debrief.refresh_from_db()
    assert not debrief.is_gathering
