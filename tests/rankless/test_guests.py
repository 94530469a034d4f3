"""Guests join by a code from a phone, write as a voice, and are known by nothing but a key in their browser."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from rankless.alone.gathering import NotGathering, hand_in
from rankless.models import Debrief, Envelope, Gathering, HeadsUp, Voice
from rankless.together import guests
from rankless.views.guests import COOKIE
from tests.factories import make_customer, make_gathering, make_revealed, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def debrief() -> Debrief:
    team = make_team()
    customer = make_customer(team=team, name="Okafor")
    return make_gathering(team=team, text="The sofa is late.", customer=customer, at=timezone.now())


@pytest.fixture
def code(debrief) -> str:
    return guests.open_door(debrief)


@pytest.fixture
def phone(code) -> Client:
    """A guest's, who has joined."""
    browser = Client()
    browser.post(door(code))
    return browser


@pytest.fixture
def member(debrief) -> Client:
    browser = Client()
    browser.force_login(debrief.voices.select_related("person").first().person)
    return browser


def door(code: str) -> str:
    return reverse("rankless:join", args=[code])


# Codes


@given(
    st.text(alphabet=guests.LETTERS, min_size=8, max_size=8), st.lists(st.sampled_from(" -\u2013\u00a0"), max_size=6)
)
def test_a_code_is_read_however_it_is_typed(code, gaps):
    typed = "".join(letter + gap for letter, gap in zip(code.lower(), [*gaps, *[""] * 8], strict=False))
    assert guests.read_code(typed) == code
    assert guests.read_code(guests.spoken(code)) == code


@pytest.mark.same_on_any_engine
@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_nothing(typed):
    code = guests.read_code(typed)
    assert code is None or (len(code) == 8 and set(code) <= set(guests.LETTERS))


def test_no_letter_is_taken_for_another():
    assert not set("01OIL") & set(guests.LETTERS)
    assert len(guests.LETTERS) ** guests.CODE_LENGTH > 10**11


def test_the_door_opens_once(debrief, code):
    assert guests.open_door(debrief) == code
    guests.close_door(debrief)
    assert guests.open_door(debrief) != code


def test_no_door_without_a_gathering():
    with pytest.raises(NotGathering):
        guests.open_door(make_revealed())


# Joining


def test_a_guest_joins_with_the_code_as_it_was_typed(client, debrief, code):
    to = client.post(reverse("rankless:join-form"), {"code": f" {code[:4].lower()} - {code[4:]}"})["Location"]
    assert to == door(code)
    assert client.get(door(code.lower()))["Location"] == door(code)
    assert debrief.voices.filter(person=None).count() == 0
    assert client.get(door(code)).status_code == 200
    assert debrief.voices.filter(person=None).count() == 0, "looking at the invitation joined"
    assert client.post(door(code))["Location"] == door(code)
    assert debrief.voices.filter(person=None).count() == 1


@pytest.mark.parametrize("typed", ["", "abc", "0000-0000", "\x00", "x" * 5000])
def test_what_is_no_code_is_said_beside_the_field(client, typed):
    answer = client.post(reverse("rankless:join-form"), {"code": typed})
    assert answer.status_code == 422
    assert "eight letters" in answer.content.decode()


def test_the_key_stays_in_the_browser(debrief, code, phone):
    cookie = phone.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == door(code)
    voice = debrief.voices.get(person=None)
    assert cookie.value not in voice.guest_key
    assert guests.guest_with(cookie.value) == voice
    assert guests.guest_with("") is None


def test_whoever_comes_back_is_the_same_guest(debrief, code, phone):
    phone.post(door(code))
    assert phone.get(door(code)).status_code == 200
    assert debrief.voices.filter(person=None).count() == 1


def test_a_guest_reads_the_text_of_the_letter_and_nothing_else(phone, code, debrief):
    page = phone.get(door(code)).content.decode()
    assert "The sofa is late." in page
    assert "Okafor" not in page
    assert debrief.team.name not in page
    for voice in debrief.voices.select_related("person").exclude(person=None):
        assert voice.person.name not in page
    for name in ("overview:letter", "overview:debrief", "rankless:people", "rankless:meeting"):
        assert phone.get(reverse(name, args=[debrief.incident_id])).status_code == 302, name


def test_before_joining_nothing_of_the_letter_is_read(client, code):
    assert "sofa" not in client.get(door(code)).content.decode()


def test_whoever_sees_the_debrief_anyway_is_led_there(member, debrief, code):
    assert member.get(door(code))["Location"] == debrief.get_absolute_url()
    assert member.post(door(code))["Location"] == debrief.get_absolute_url()
    assert not debrief.voices.filter(person=None).exists()


# Writing


def send(phone: Client, code: str, verb: str, **fields: str):
    """Send the form as the page shows it now; one that shows none is sent without its key."""
    key = form_key_on(phone, code)
    return phone.post(reverse(f"rankless:guest-{verb}", args=[code]), {"form_key": key} | fields)


def form_key_on(phone: Client, code: str) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', phone.get(door(code)).content.decode())
    return found[1] if found else ""


def test_a_guest_hands_in_changes_and_withdraws_as_everybody_does(debrief, code, phone):
    assert send(phone, code, "hand-in", **{"note-what": "It stood in the rain."})["Location"] == door(code)
    guest = debrief.voices.get(person=None)
    assert guest.has_handed_in
    assert "You have handed in" in phone.get(door(code)).content.decode()
    assert "rain" in phone.get(f"{door(code)}?change=1").content.decode()
    assert send(phone, code, "change", **{"note-what": "It stood in the snow."}).status_code == 302
    assert "snow" in Envelope.objects.get().content[0]["text"]
    answer = send(phone, code, "withdraw")
    assert "snow" in answer.content.decode()
    assert not Envelope.objects.exists()


def test_what_one_guest_wrote_is_not_handed_in_as_anothers(debrief, code, phone):
    another = Client()
    another.post(door(code))
    for verb in ("hand-in", "change", "withdraw", "accept"):
        answer = send(phone, code, verb, **{"form_key": form_key_on(another, code), "note-what": "In the rain."})
        assert answer.status_code == 409
        assert "In the rain." not in answer.content.decode()
    assert not Envelope.objects.exists()


def test_a_press_on_the_page_of_one_guest_does_nothing_for_another(debrief, code, phone):
    another = Client()
    another.post(door(code))
    send(phone, code, "hand-in", **{"note-what": "In the rain."})
    Gathering.objects.filter(pk=debrief.pk).update(asks_writers=True, reveal_at=None)
    for verb in ("accept", "withdraw"):
        answer = send(phone, code, verb, form_key=form_key_on(another, code))
        assert answer.status_code == 409
        assert "This page was shown to another guest" in answer.content.decode()
    assert debrief.voices.filter(has_handed_in=True, accepts_few=False).count() == 1


def test_what_a_guest_typed_is_not_lost_when_the_time_is_over(debrief, code, phone):
    guests.send_guests_away(debrief)
    answer = send(phone, code, "hand-in", **{"note-what": "It stood in the rain.", "note-why": " "})
    assert answer.status_code == 410
    assert "It stood in the rain." in answer.content.decode()
    assert not Envelope.objects.exists()


def test_nobody_writes_without_having_joined(client, debrief, code):
    for verb in ("hand-in", "change", "withdraw", "accept"):
        assert send(client, code, verb, **{"note-what": "Me too."}).status_code == 410
    assert not Envelope.objects.exists()


def test_the_last_guest_awaited_brings_the_reveal(debrief, code, phone):
    for voice in debrief.voices.exclude(person=None):
        hand_in(voice, [], key=str(voice.pk))
    answer = send(phone, code, "hand-in", **{"note-what": "It stood in the rain."})
    debrief.refresh_from_db()
    assert not debrief.is_gathering
    key = f"debrief_note_{debrief.pk}"
    assert phone.cookies[key].value
    assert phone.get(answer["Location"]).status_code == 410
    assert not phone.cookies[key].value, "it opens nothing any more, and tells that its owner wrote"
    assert not Voice.objects.exclude(guest_key="").exists()


def test_a_letter_that_is_kept_back_is_kept_back_from_guests_too(debrief, code, phone):
    Debrief.objects.filter(pk=debrief.pk).update(heads_up=HeadsUp.WANTED)
    assert "The sofa is late." not in phone.get(door(code)).content.decode()


# Numbers


def test_wherever_people_are_counted_guests_are_said_to_be_in_it_or_not(member, debrief, code, phone):
    """While notes are gathered only that they are not in the number; how many there are is told nowhere."""
    page = debrief.get_absolute_url()
    assert "without guests: nobody is told how many there are" in member.get(page).content.decode()
    assert "They are in no list and no number here" in member.get(f"{page}people/").content.decode()
    guests.close_door(debrief)
    assert "without guests" not in member.get(page).content.decode()
    Gathering.objects.all().delete()
    for phase, said in (("reveal", "Guests are counted among them."), ("weigh", "Guests have no vote")):
        debrief.voices.exclude(person=None).exclude(person=member.session["_auth_user_id"]).delete()
        Debrief.objects.filter(pk=debrief.pk).update(phase=phase, hand_ins=2)
        assert said in member.get(page).content.decode()
        guest = debrief.voices.get(person=None)
        guest.delete()
        assert said not in member.get(page).content.decode()
        guest.save(force_insert=True)


# The door


def test_a_closed_door_lets_nobody_new_in_and_nobody_out(client, debrief, code, phone):
    guests.close_door(debrief)
    assert client.get(door(code)).status_code == 410
    assert client.post(door(code)).status_code == 410
    assert phone.get(door(code)).status_code == 200
    hand_in(debrief.voices.get(person=None), [], key="k")


def test_guests_who_handed_in_are_not_sent_away(debrief, code, phone):
    wrote, _key = guests.join(code)
    hand_in(wrote, [], key="k")
    guests.send_guests_away(debrief)
    assert list(debrief.voices.filter(person=None)) == [wrote]
    assert phone.get(door(code)).status_code == 410


def test_thirty_guests_and_no_more(client, debrief, code, monkeypatch):
    monkeypatch.setattr(guests, "MOST_GUESTS", 3)
    for _ in range(3):
        guests.join(code)
    answer = client.post(door(code))
    assert answer.status_code == 409
    assert "No more guests" in answer.content.decode()


def test_the_places_left_do_not_tell_who_handed_in(debrief, code, monkeypatch):
    monkeypatch.setattr(guests, "MOST_GUESTS", 3)
    for _ in range(3):
        guests.join(code)
    guests.send_guests_away(debrief)
    with pytest.raises(guests.NoPlaceLeft):
        guests.join(guests.open_door(debrief))


def test_after_the_reveal_the_code_leads_to_words(client, debrief, code, phone):
    Gathering.objects.filter(pk=debrief.pk).delete()
    Debrief.objects.filter(pk=debrief.pk).update(phase="reveal")
    for browser, words in ((client, "leads nowhere, or not any more"), (phone, "The time to write alone is over")):
        answer = browser.get(door(code))
        assert answer.status_code == 410
        assert words in answer.content.decode()


def test_a_whole_room_of_guests_reads_that_it_is_over(debrief, code):
    phones = [Client() for _ in range(25)]
    for phone in phones:
        phone.post(door(code))
    guests.send_guests_away(debrief)
    assert {phone.get(door(code)).status_code for phone in phones} == {410}
    assert Client().get(door("22222222")).status_code == 410, "guests were counted as people who guess"


def test_a_cookie_that_was_made_up_opens_no_door(client, code):
    client.cookies[COOKIE] = "made-up"
    assert client.get(door(code)).status_code == client.post(door(code)).status_code == 410


def test_where_few_are_invited_guests_are_warned_too(client):
    few = guests.open_door(make_gathering(people=4, at=timezone.now()))
    client.post(door(few))
    assert "may recognise who wrote what" in client.get(door(few)).content.decode()


def test_a_code_that_was_made_up_looks_like_one_that_ended(client, code):
    assert client.get(door("22222222")).status_code == 410
    answer = client.get("/join/nonsense-and-more/")
    assert (answer.status_code, 'value="nonsense-and-more"' in answer.content.decode()) == (404, True)


def test_nobody_guesses_codes_for_long(client, code):
    answers = [client.get(door("2222222" + letter)).status_code for letter in guests.LETTERS]
    assert answers[0] == 410
    assert answers[-1] == 429
    assert client.get(door(code)).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(door(code)).status_code == 200


def test_a_whole_room_behind_one_address_can_join(code):
    assert {Client().post(door(code)).status_code for _ in range(25)} == {302}


# Those in the room


def test_the_code_and_its_picture_stand_on_both_pages_while_the_door_is_open(member, debrief):
    for page in ("rankless:people", "rankless:meeting"):
        address = reverse(page, args=[debrief.incident_id])
        assert "<svg" in member.get(address).content.decode()
        assert "qrline" not in member.get(address).content.decode()
        to = member.post(reverse("rankless:open-door", args=[debrief.incident_id]), {"meeting": page[-7:] == "meeting"})
        assert to.status_code == 302
        code = Gathering.objects.get(pk=debrief.pk).join_code
        shown = member.get(address).content.decode()
        assert guests.spoken(code) in shown
        assert "qrline" in shown
        assert "style=" not in shown
        member.post(reverse("rankless:close-door", args=[debrief.incident_id]))


def test_how_many_guests_there_are_is_shown_nowhere(member, debrief, code):
    address = reverse("rankless:people", args=[debrief.incident_id])
    before = member.get(address).content
    guests.join(code)
    assert member.get(address).content.count(b"guest") == before.count(b"guest")


def test_the_lot_to_host_never_falls_on_a_guest(debrief, code):
    guests.join(code)
    assert not Voice.objects.filter(person=None, is_host=True).exists()
