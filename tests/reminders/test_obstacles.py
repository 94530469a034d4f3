"""What is in the way of a late debrief: asked of its host, shown to leads without a name, and fear to one person alone."""

from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from people.models import SignInLink
from reminders.awaiting.due import awaited_of
from reminders.awaiting.reading import awaited_of_each
from reminders.models import Hindrance, Notice, Obstacle, Subject
from reminders.obstacles import (
    IsDone,
    NobodyToConfideIn,
    NotHosting,
    answers_for,
    choose_confidant,
    confidant_of,
    say_what_is_in_the_way,
)
from reminders.sweep import sweep
from tests.factories import add_to_team, make_debrief, make_gathering, make_person, make_team
from tests.kinds import EACH_KIND
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

ON, AT = date(2026, 3, 12), utc(2026, 3, 12, 9)
TOLD_AS_LEAD = "You lead the team and are told because it is late: ask what would help"


@pytest.fixture(params=EACH_KIND)
def debrief(request):
    return make_gathering(team=make_team(), kind=request.param, people=5)


@pytest.fixture
def host(debrief):
    return debrief.voices.get(is_host=True).person


@pytest.fixture
def other(debrief):
    return debrief.voices.filter(is_host=False).first().person


@pytest.fixture
def lead(debrief):
    return make_person(team=debrief.team, is_lead=True)


@pytest.fixture
def confidant(debrief):
    """In the team, but not invited to this debrief."""
    person = make_person(team=debrief.team, name="Noor")
    choose_confidant(debrief.team, person)
    return person


def say(debrief, hindrance, *, by, on=ON, at=AT):
    return say_what_is_in_the_way(debrief, hindrance, by=by, on=on, at=at)


def beside(person, debrief, *, on=ON):
    """What this person reads beside the debrief, wherever they read of it: on their desk, else in a mail."""
    things = awaited_of(person, on=on).things
    if not things:
        notice = Notice(person=person, subject=Subject.DEBRIEF, subject_id=debrief.pk)
        mails = awaited_of_each([notice], [person], on=on, cap=10)
        things = mails[person.pk].things
    return [str(said.words) for thing in things if thing.key == ("debrief", debrief.pk) for said in thing.beside]


def page(debrief):
    return reverse("reminders:in-the-way", args=[debrief.incident_id])


def test_once_it_is_late_its_host_is_asked_and_nobody_else(debrief, host, other, lead):
    assert beside(host, debrief, on=date(2026, 3, 9)) == []
    assert beside(host, debrief) == ["You host: what is in the way?"]
    assert beside(other, debrief) == []
    assert beside(lead, debrief) == [TOLD_AS_LEAD]


def test_whoever_leads_sees_the_answer_and_no_name(debrief, host, other, lead):
    assert say(debrief, Hindrance.NO_TIME, by=host) is None
    assert beside(lead, debrief) == [TOLD_AS_LEAD, "In the way: There was no time"]
    assert beside(other, debrief) == []


def test_the_last_answer_counts(debrief, host, lead):
    for hindrance in (Hindrance.NO_TIME, Hindrance.UNCLEAR):
        say(debrief, hindrance, by=host)
    assert beside(lead, debrief) == [TOLD_AS_LEAD, "In the way: It is unclear what to do"]


def test_fear_is_offered_only_where_somebody_else_hears_of_it(debrief, host):
    assert Hindrance.NOT_SAFE not in answers_for(host, debrief)
    with pytest.raises(NobodyToConfideIn):
        say(debrief, Hindrance.NOT_SAFE, by=host)
    choose_confidant(debrief.team, host)
    assert Hindrance.NOT_SAFE not in answers_for(host, debrief)
    assert not Obstacle.objects.exists()


def test_fear_is_told_to_one_person_and_to_nobody_who_leads(debrief, host, other, lead, confidant):
    assert say(debrief, Hindrance.NOT_SAFE, by=host) == confidant
    assert beside(confidant, debrief) == ["Somebody confides in you about this debrief"]
    assert beside(lead, debrief) == [TOLD_AS_LEAD]
    assert beside(other, debrief) == []
    notice = Notice.objects.get()
    assert (notice.person, notice.not_before) == (confidant, utc(2026, 3, 13, 8))


def test_fear_takes_no_other_answer_away_so_that_nothing_can_be_told_from_what_vanished(debrief, host, lead, confidant):
    say(debrief, Hindrance.NO_TIME, by=host)
    before = beside(lead, debrief)
    say(debrief, Hindrance.NOT_SAFE, by=host)
    assert beside(lead, debrief) == before
    say(debrief, Hindrance.UNCLEAR, by=host)
    assert beside(confidant, debrief) == ["Somebody confides in you about this debrief"]


def test_the_column_that_leads_are_shown_cannot_hold_fear(debrief):
    with pytest.raises(IntegrityError), transaction.atomic():
        Obstacle.objects.create(debrief=debrief, hindrance=Hindrance.NOT_SAFE, said_on=ON)


def test_whoever_comes_to_lead_or_manage_is_confided_in_no_longer(debrief, host, confidant):
    say(debrief, Hindrance.NOT_SAFE, by=host)
    confidant.memberships.update(is_manager=True)
    confidant = type(confidant).objects.get(pk=confidant.pk)
    assert confidant_of(debrief.team) is None
    assert beside(confidant, debrief) == []


def test_only_the_host_answers_and_only_while_it_is_open(debrief, host, other):
    with pytest.raises(NotHosting):
        say(debrief, Hindrance.NO_TIME, by=other)
    done = make_debrief(is_complete=True)
    with pytest.raises(IsDone):
        say(done, Hindrance.NO_TIME, by=host)
    assert not Obstacle.objects.exists()


def test_what_was_said_before_it_was_opened_anew_is_over(debrief, host, lead):
    say(debrief, Hindrance.NO_TIME, by=host)
    type(debrief).objects.filter(pk=debrief.pk).update(opened_at=utc(2026, 3, 20))
    assert beside(lead, debrief) == [TOLD_AS_LEAD]


def test_a_lead_who_is_invited_is_told_as_everybody_is_and_why_only_if_they_are_not(debrief, other, lead):
    other.memberships.update(is_lead=True)
    invited = type(other).objects.get(pk=other.pk)
    assert beside(invited, debrief) == []
    assert beside(lead, debrief, on=date(2026, 3, 9)) == [
        "You lead the team and are told because nobody else can be reminded of it"
    ]


# In mails


def mailed_to(person, *, on):
    """The lines of one mail to this person, told of that day."""
    sweep(at=utc(on.year, on.month, on.day, 9))
    [message] = [message for message in mail.outbox if message.to == [person.email]]
    return message.body.splitlines()


def test_the_host_s_mail_leads_to_the_question_by_one_press(debrief, host, other):
    lines = mailed_to(host, on=ON)
    address = lines[lines.index("You host: what is in the way?") + 1]
    assert address.startswith("http://localhost:8000/accounts/link/")
    assert SignInLink.objects.filter(person=host, path=page(debrief)).exists()
    assert not [message for message in mail.outbox if message.to == [other.email] and "You host" in message.body]


def test_a_lead_s_mail_names_the_obstacle_in_their_language_and_nobody(debrief, host, lead):
    say(debrief, Hindrance.NO_TIME, by=host)
    lines = mailed_to(lead, on=date(2026, 3, 16))
    said = lines.index(TOLD_AS_LEAD)
    assert lines[said + 1] == "In the way: There was no time"
    assert lines[said + 2].startswith("http"), "what is said of it stands before the address of its page"
    assert not [line for line in lines if host.name in line]


def test_the_mail_to_whom_somebody_confides_in_does_not_say_what(debrief, host, confidant):
    say(debrief, Hindrance.NOT_SAFE, by=host)
    lines = mailed_to(confidant, on=date(2026, 3, 13))
    assert "Somebody confides in you about this debrief" in lines
    assert not [line for line in lines if "safe" in line or host.name in line]


# The page


def test_the_host_answers_with_one_press(client, debrief, host, confidant):
    client.force_login(host)
    offered = client.get(page(debrief)).content.decode()
    assert [f'value="{answer}"' in offered for answer in Hindrance.values] == [True] * 4
    assert "Only Noor hears of it" in offered
    answer = client.post(page(debrief), {"hindrance": "unclear"}, follow=True)
    assert answer.redirect_chain == [(debrief.get_absolute_url(), 302)]
    assert "Whoever leads sees it" in answer.content.decode()
    assert Obstacle.objects.get().hindrance == Hindrance.UNCLEAR


def test_without_a_person_to_confide_in_three_answers_are_offered(client, debrief, host):
    client.force_login(host)
    offered = client.get(page(debrief)).content.decode()
    assert [answer for answer in Hindrance.values if f'value="{answer}"' in offered] == [
        "no-time",
        "unclear",
        "not-needed",
    ]
    answer = client.post(page(debrief), {"hindrance": "not-safe"}, follow=True)
    assert "it was not kept" in answer.content.decode()
    client.post(page(debrief), {"hindrance": "nonsense"})
    assert not Obstacle.objects.exists()


def test_the_next_host_does_not_see_what_the_last_one_said(client, debrief, host, other, confidant):
    say(debrief, Hindrance.NOT_SAFE, by=host)
    say(debrief, Hindrance.NO_TIME, by=host)
    client.force_login(other)
    debrief.voices.filter(person=host).update(is_host=False)
    before = client.get(page(debrief)).content
    Obstacle.objects.all().delete()
    after = client.get(page(debrief)).content
    assert b"does not feel safe" not in before
    assert len(before) == len(after)


def test_who_was_confided_in_reads_what_it_is_and_nobody_else_does(client, debrief, host, lead, confidant):
    say(debrief, Hindrance.NOT_SAFE, by=host)
    told = {}
    for person in (confidant, lead):
        client.force_login(person)
        told[person] = "says that it does not feel safe" in client.get(page(debrief)).content.decode()
    assert told == {confidant: True, lead: False}


def test_others_are_refused_and_outsiders_find_nothing(client, debrief, other):
    client.force_login(other)
    assert client.get(page(debrief)).status_code == 200
    assert client.post(page(debrief), {"hindrance": "no-time"}).status_code == 403
    outsider = make_person()
    add_to_team(person=outsider, team=make_team(), is_lead=True)
    client.force_login(outsider)
    assert client.get(page(debrief)).status_code == 404


def test_of_a_done_debrief_nothing_is_asked(client):
    debrief = make_debrief(is_complete=True)
    person = make_person(team=debrief.team)
    client.force_login(person)
    assert client.get(page(debrief)).headers["Location"] == debrief.get_absolute_url()
