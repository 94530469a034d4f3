"""Two people answer for one action, or one presses twice: nobody overrules what they have not seen, no word is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lessons.acting import accept_action, decline_action, hand_on_action
from lessons.models import Action, Answer, Turn
from tests.factories import MONDAY, make_action, make_debrief, make_incident, make_lesson, make_person, make_team

pytestmark = pytest.mark.django_db

LATER = (timezone.localdate() + timedelta(days=30)).isoformat()


@pytest.fixture
def action(team, member):
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=team)))
    due_on = timezone.localdate() + timedelta(9)
    return make_action(lesson=lesson, owner=member, what="Add a line", answer=Answer.ASKED, due_on=due_on)


@pytest.fixture
def otto(team):
    return make_person(team=team, name="Otto")


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def send(client, action, path, **sent):
    return client.post(f"/actions/{action.pk}/{path}/", sent)


def seen_by(client, action):
    page = client.get(f"/actions/{action.pk}/").content.decode()
    return re.search(r'name="hand_on-seen" value="([^"]+)"', page).group(1)


def turns_of(action):
    return [turn.what for turn in action.events.all()]


@pytest.mark.parametrize("who", ["member", "lead"])
def test_handing_it_on_by_a_press_that_came_twice_is_done_once(request, action, otto, who):
    client = signed_in(request.getfixturevalue(who))
    for _ in range(2):
        answer = send(client, action, "hand-on", **{"hand_on-to": otto.pk, "hand_on-because": "I am away."})
        assert answer.status_code == 302
    assert turns_of(action) == [Turn.HANDED_ON]
    action.refresh_from_db()
    assert (action.owner, action.answer) == (otto, Answer.ASKED)


def test_declining_by_a_press_that_came_twice_is_told_once(action, member):
    for _ in range(2):
        decline_action(action, because="I am away.", at=MONDAY, by=member)
    assert turns_of(action) == [Turn.DECLINED]
    decline_action(action, because="Not before May.", at=MONDAY, by=member)
    assert turns_of(action) == [Turn.DECLINED, Turn.DECLINED]


@pytest.mark.parametrize(
    ("path", "field", "more"),
    [
        ("decline", "decline-because", {}),
        ("move", "move-because", {"move-to": LATER}),
        ("hand-on", "hand_on-because", {"hand_on-to": "0"}),
        ("accept", "", {}),
        ("done", "", {}),
    ],
)
def test_who_was_asked_before_reads_whose_it_is_now_and_keeps_their_words(
    action, member, lead, otto, path, field, more
):
    hand_on_action(action, to=otto, at=MONDAY, by=lead)
    answer = send(signed_in(member), action, path, **more, **({field: "I am away until May."} if field else {}))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This is asked of Otto by now" in page
    assert ("I am away until May." in page) == bool(field)
    assert turns_of(action) == [Turn.HANDED_ON]


def test_the_second_lead_reads_what_the_first_did_before_asking_somebody_else(action, member, lead, otto):
    second, nell = signed_in(lead), make_person(team=action.team, name="Nell")
    before = seen_by(second, action)
    hand_on_action(action, to=otto, at=MONDAY, by=member)
    sent = {"hand_on-to": nell.pk, "hand_on-because": "Nell knows the till."}
    answer = send(second, action, "hand-on", **sent, **{"hand_on-seen": before})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nell knows the till." in page
    assert Action.objects.get(pk=action.pk).owner == otto
    # Having read it, they ask somebody else all the same.
    seen = re.search(r'name="hand_on-seen" value="([^"]+)"', page).group(1)
    assert send(second, action, "hand-on", **sent, **{"hand_on-seen": seen}).status_code == 302
    assert Action.objects.get(pk=action.pk).owner == nell


def test_what_was_taken_on_after_all_is_not_handed_on_unseen(action, member, lead, otto):
    decline_action(action, because="I am away.", at=MONDAY, by=member)
    before = seen_by(signed_in(lead), action)
    accept_action(action, at=MONDAY, by=member)
    answer = send(signed_in(lead), action, "hand-on", **{"hand_on-to": otto.pk, "hand_on-seen": before})
    assert answer.status_code == 409
    assert Action.objects.get(pk=action.pk).answer == Answer.ACCEPTED


@pytest.mark.parametrize("odd", ["", "x", "-", "9" * 40, "\x00"])
def test_an_odd_mark_of_what_was_seen_is_no_server_error(action, member, otto, odd):
    sent = {"hand_on-to": otto.pk, "hand_on-seen": odd}
    assert send(signed_in(member), action, "hand-on", **sent).status_code in {302, 409, 422}


def test_a_reason_that_is_too_long_is_refused_beside_its_field(action, member, otto):
    sent = {"hand_on-to": otto.pk, "hand_on-because": "why " * 300}
    answer = send(signed_in(member), action, "hand-on", **sent)
    assert answer.status_code == 422
    assert "at most 1000 fit" in answer.content.decode()


def test_another_team_still_finds_nothing(action, otto):
    stranger = signed_in(make_person(team=make_team()))
    assert send(stranger, action, "hand-on", **{"hand_on-to": action.owner_id}).status_code == 404
