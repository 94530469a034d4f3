"""What the page for writing alone says, to everybody in the same bytes."""

import re

import pytest
from django.test import Client

from incidents.models import Kind, Polarity, Stage
from incidents.passages import add_point
from people.models import User
from rankless.alone.gathering import LONGEST_NOTE
from rankless.choosing import take_short_way
from rankless.models import Debrief, Gathering, HeadsUp
from tests.factories import make_gathering, make_person
from tests.rankless.gathering_page.desk import (
    address,
    browser_of,
    html_of,
    typed,
)
from tests.shown_forms import without_keys

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]


def test_it_says_what_to_do_and_who_will_see_it(writer, debrief):
    html = html_of(writer.get(address(debrief)))
    assert "Write alone what you saw." in html
    assert "or earlier when all are heard" in html
    assert "Your name is not kept with your note. Your wording may still give you away." in html
    assert html.index("Write alone what you saw.") < html.index("<textarea")
    assert "anonym" not in html.lower()


def test_hand_in_is_offered_once_at_the_end(writer, debrief):
    html = html_of(writer.get(address(debrief)))
    last_tab = html[html.index('id="differently"') :]
    assert html.count(">Hand in<") == last_tab.count(">Hand in<") == 1
    assert html.count("I have nothing to add") == last_tab.count("I have nothing to add") == 1
    assert "<noscript>" in last_tab


def test_stages_the_letter_speaks_of_have_their_box_under_its_words_and_others_on_request(writer, debrief):
    spoken_of, other = Stage.objects.all()[:2]
    add_point(
        incident=debrief.incident,
        quote="Nobody calls.",
        polarity=Polarity.BAD,
        stage=spoken_of,
        factor=None,
        effect=None,
    )
    html = html_of(writer.get(address(debrief)))
    shown, _, on_request = html.partition("data-further")
    assert f'name="note-what-{spoken_of.pk}"' in shown
    assert re.search(r'<blockquote class="quote bad"[^>]*>.*Nobody calls\.</blockquote>', shown)
    assert f'name="note-what-{other.pk}"' in on_request
    stopped = "what would have stopped it" if debrief.incident.kind == Kind.COMPLAINT else "what made it stand out"
    assert stopped in shown


def test_a_letter_that_is_kept_back_is_not_quoted_either(writer, debrief):
    add_point(
        incident=debrief.incident,
        quote="Nobody calls.",
        polarity=Polarity.BAD,
        stage=Stage.objects.first(),
        factor=None,
        effect=None,
    )
    Debrief.objects.filter(pk=debrief.pk).update(heads_up=HeadsUp.WANTED)
    assert "Nobody calls." not in html_of(writer.get(address(debrief)))


def test_few_are_warned_before_they_write(team):
    few = make_gathering(team=team, people=4)
    html = html_of(browser_of(few.voices.first().person).get(address(few)))
    assert html.index("So few are invited") < html.index("<textarea")
    make_person(team=team)
    many = make_gathering(team=team, people=5)
    assert "So few are invited" not in html_of(browser_of(many.voices.first().person).get(address(many)))


def test_somebody_without_a_voice_is_asked_to_take_part(debrief, team):
    html = html_of(browser_of(make_person(team=team)).get(address(debrief)))
    assert "Take part" in html
    assert "<textarea" not in html


def test_it_is_read_with_few_questions_to_the_database(writer, debrief, django_assert_max_num_queries):
    writer.get(address(debrief))
    with django_assert_max_num_queries(12):
        writer.get(address(debrief))


def as_it_opens(client: Client, debrief: Debrief):
    return client.get(address(debrief))


def handed_in(client: Client, debrief: Debrief):
    debrief.voices.update(has_handed_in=True)
    return client.get(address(debrief))


def asked(client: Client, debrief: Debrief):
    Gathering.objects.update(asks_writers=True, reveal_at=None)
    return handed_in(client, debrief)


def without_the_key(client: Client, debrief: Debrief):
    debrief.voices.update(has_handed_in=True)
    return client.post(address(debrief, "withdraw"))


def too_long(client: Client, debrief: Debrief):
    return client.post(address(debrief, "hand-in"), typed(client, what="x" * (LONGEST_NOTE + 1)))


def too_late(client: Client, debrief: Debrief):
    take_short_way(debrief.pk)
    return client.post(address(debrief, "hand-in"), typed(client, what="Mine."))


@pytest.mark.parametrize("state", [as_it_opens, handed_in, asked, without_the_key, too_long, too_late])
def test_member_manager_and_lead_see_the_same_bytes(debrief, state):
    people = User.objects.filter(voices__debrief=debrief)
    roles = [people.get(name="Mona"), people.get(name="Lea"), people.exclude(name__in=["Mona", "Lea"]).first()]
    answers = [state(browser_of(person), debrief) for person in roles]
    assert len({(answer.status_code, without_keys(html_of(answer))) for answer in answers}) == 1
