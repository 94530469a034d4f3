"""The pages on which notes are read, put together and picked, as a browser without script uses them."""

import re
from html import unescape
from uuid import UUID

import pytest
from django.db.models import F
from django.test import Client

from incidents.models import Stage
from rankless.models import Contribution, Debrief, Envelope, Phase, Voice
from rankless.notes.weighing import cast as put_into_box
from rankless.notes.weighing import count_ballots, put_together, sign
from tests.factories import make_counted, make_notes, make_person, make_revealed, make_team
from tests.kinds import EACH_KIND
from tests.overview.debriefing.test_rank import ROLES
from tests.shown_forms import Browser, without_keys

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]  # picking/ writes on both

WORDS = ["No call back", "Two weeks late", "Nobody rang", "The depot knew"]


@pytest.fixture
def team():
    return make_team(name="Northside")


@pytest.fixture
def member(team):
    return make_person(team=team, name="Mia")


@pytest.fixture
def browser(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def reading(team, member) -> Debrief:
    debrief = make_revealed(team=team)
    make_notes(debrief=debrief, what=WORDS, why=["Nobody's task"])
    return debrief


@pytest.fixture
def weighing(reading) -> Debrief:
    Debrief.objects.filter(pk=reading.pk).update(phase=Phase.WEIGH)
    reading.refresh_from_db()
    return reading


def address(debrief: Debrief, *, then: str = "") -> str:
    return f"/letters/{debrief.incident_id}/debrief/{then}"


def keys_of(debrief: Debrief, *texts: str) -> list[UUID]:
    return [debrief.contributions.get(text=text).key for text in texts]


def texts_in(html: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'class="slip-text"[^>]*>(.*?)</(?:div|label)>', html, re.DOTALL)]


def phase_of(debrief: Debrief) -> str:
    return Debrief.objects.values_list("phase", flat=True).get(pk=debrief.pk)


# Reading


def test_all_notes_are_read_in_the_order_of_their_keys(browser, reading):
    html = browser.get(address(reading)).content.decode()
    assert texts_in(html) == [
        *reading.contributions.filter(section="what").order_by("key").values_list("text", flat=True),
        "Nobody's task",
    ]
    assert "5 people handed in" in html
    assert "can be guessed" not in html


def test_of_what_happened_the_notes_come_along_the_customers_way(browser, reading):
    first, later = Stage.objects.order_by("position")[:2]
    for stage, texts in ((later, ["About later"]), (first, ["About first"])):
        make_notes(debrief=reading, what=texts, stage=stage)
    html = browser.get(address(reading)).content.decode()
    places = re.findall(r'class="place">([^<]*)<', html)
    assert places == [first.name, later.name, "About no stage in particular"]
    assert texts_in(html)[:2] == ["About first", "About later"]


@pytest.mark.parametrize("hand_ins", [3, 4])
def test_the_page_says_plainly_that_few_can_be_guessed(browser, team, member, hand_ins):
    debrief = make_revealed(team=team, hand_ins=hand_ins)
    assert "can be guessed" in browser.get(address(debrief)).content.decode()


def test_the_opening_line_stands_above_the_notes(browser, reading):
    Debrief.objects.filter(pk=reading.pk).update(opening_line="I could have called.", opening_line_signed="Lea")
    html = browser.get(address(reading)).content.decode()
    assert html.index("I could have called.") < html.index(texts_in(html)[0])
    assert "Lea" in html


def test_what_is_pasted_is_shown_as_it_was_typed(browser, reading):
    texts = ["<script>alert(1)</script>", "😀👩‍👩‍👧", 'a "quote" & <b>more</b>\nin two lines']
    make_notes(debrief=reading, differently=texts)
    for phase in (Phase.REVEAL, Phase.WEIGH):
        Debrief.objects.filter(pk=reading.pk).update(phase=phase)
        html = browser.get(address(reading)).content.decode()
        assert set(texts) <= set(texts_in(html))
        assert "<script>alert" not in html


def test_one_press_goes_on_to_weighing(browser, reading):
    for _ in range(2):
        answer = browser.post(address(reading, then="weigh/"))
        assert (answer.status_code, answer["Location"]) == (302, address(reading))
    assert phase_of(reading) == Phase.WEIGH


def test_what_is_sent_for_another_phase_leads_to_the_notes(browser, reading):
    answer = browser.post(address(reading), {"what": "Mine", "what_seen": "0"})
    assert (answer.status_code, answer["Location"]) == (302, address(reading))


# Putting together


def test_ticked_notes_are_put_together(browser, weighing):
    one, two = keys_of(weighing, *WORDS[:2])
    answer = browser.post(address(weighing, then="together/"), {"key": [one, two]}, follow=True)
    assert answer.redirect_chain == [(f"{address(weighing)}#note-{one}", 302)]
    assert answer.content.decode().count("is-pile") == 1
    assert weighing.contributions.filter(pile=min(one, two)).count() == 2


def test_a_note_is_taken_out_again(browser, weighing):
    one, two = keys_of(weighing, *WORDS[:2])
    put_together(weighing, [one, two])
    browser.post(address(weighing, then="apart/"), {"note": one, "key": [one, two]})
    assert not weighing.contributions.exclude(pile=F("key")).exists()


def test_one_ticked_note_is_not_enough(browser, weighing):
    answer = browser.post(address(weighing, then="together/"), {"key": keys_of(weighing, WORDS[0])}, follow=True)
    assert "Tick two notes or more" in answer.content.decode()


def test_notes_of_two_sections_are_not_put_together(browser, weighing):
    keys = keys_of(weighing, WORDS[0], "Nobody's task")
    answer = browser.post(address(weighing, then="together/"), {"key": keys}, follow=True)
    assert "Only notes of one section" in answer.content.decode()


@pytest.mark.parametrize("key", ["1", "not-a-key", "0b5f0d0a-6f5d-4c8e-9d55-5e0a3f9f2b11", "foreign"])
def test_what_is_no_note_of_this_debrief_changes_nothing_and_is_said_in_words(browser, weighing, key):
    if key == "foreign":
        [note] = make_notes(debrief=make_revealed(phase=Phase.WEIGH), what=["Theirs"])
        key = str(note.key)
    mine = str(keys_of(weighing, WORDS[0])[0])
    for then, form in (
        ("together/", {"key": [mine, key]}),
        ("apart/", {"note": key}),
        ("sign/", {"note": key}),
        ("unsign/", {"note": key}),
    ):
        answer = browser.post(address(weighing, then=then), form, follow=True)
        assert (answer.status_code, "This is not among the notes here." in answer.content.decode()) == (200, True), then
    answer = browser.post(address(weighing, then="ballot/"), {"pick": [mine, key]})
    assert (answer.status_code, "Something of what you picked" in answer.content.decode()) == (422, True)
    assert f'value="{mine}" checked' in answer.content.decode()
    assert not Envelope.objects.exists()
    assert not Contribution.objects.exclude(pile=F("key"), signed="").exists()


# Voting


def cast(browser: Client, debrief: Debrief, *texts: str):
    return browser.post(address(debrief, then="ballot/"), {"pick": keys_of(debrief, *texts)})


def the_rest_cast(debrief: Debrief) -> None:
    for voice in debrief.voices.filter(has_cast=False):
        put_into_box(debrief, voice, [])


def test_three_votes_are_cast_and_the_page_says_so(browser, weighing):
    answer = cast(browser, weighing, *WORDS[:3])
    assert (answer.status_code, answer["Location"]) == (302, address(weighing, then="?step=votes"))
    html = browser.get(answer["Location"]).content.decode()
    assert "Your votes are cast" in html
    assert 'name="pick"' not in html


def test_no_count_is_shown_before_all_are_counted(browser, weighing):
    """Whatever others cast, the page stays byte for byte the same."""
    before = browser.get(address(weighing, then="?step=votes")).content
    other = Browser()
    other.force_login(Voice.objects.filter(debrief=weighing).exclude(person__name="Mia").first().person)
    assert cast(other, weighing, WORDS[0]).status_code == 302
    after = browser.get(address(weighing, then="?step=votes")).content
    assert without_keys(before.decode()) == without_keys(after.decode())


def test_a_second_ballot_changes_nothing_and_is_told_so(browser, weighing):
    cast(browser, weighing, WORDS[0])
    answer = cast(browser, weighing, WORDS[1])
    assert "those count" in browser.get(answer["Location"]).content.decode()
    the_rest_cast(weighing)
    count_ballots(weighing)
    assert dict(weighing.contributions.filter(weight__gt=0).values_list("text", "weight")) == {WORDS[0]: 1}


def test_more_than_three_picks_come_back_as_they_were_ticked(browser, weighing):
    answer = cast(browser, weighing, *WORDS)
    html = answer.content.decode()
    assert (answer.status_code, "three votes" in html) == (422, True)
    assert len(re.findall(r'name="pick"[^>]* checked', html)) == 4
    assert not Envelope.objects.exists()


def test_picks_that_were_put_together_meanwhile_come_back(browser, weighing):
    put_together(weighing, keys_of(weighing, *WORDS[:2]))
    answer = cast(browser, weighing, *WORDS[:3])
    assert answer.status_code == 409
    assert len(re.findall(r'name="pick"[^>]* checked', answer.content.decode())) == 2


def test_nothing_is_picked_by_saying_so_not_by_forgetting_to_tick_or_by_a_slip(browser, weighing):
    for unclear in ({}, {"nothing": "1", "pick": keys_of(weighing, WORDS[0])}):
        assert browser.post(address(weighing, then="ballot/"), unclear).status_code == 422
    assert browser.post(address(weighing, then="ballot/"), {"nothing": "1"}).status_code == 302
    assert "Your votes are cast" in browser.get(address(weighing, then="?step=votes")).content.decode()


def test_a_ballot_after_the_count_gets_a_plain_answer(browser, weighing):
    stale = Debrief.objects.get(pk=weighing.pk)
    count_ballots(stale)
    answer = browser.post(address(weighing, then="ballot/"), {"pick": keys_of(weighing, WORDS[0])})
    assert (answer.status_code, answer["Location"]) == (302, address(weighing))
    assert "counted already" in browser.get(address(weighing)).content.decode()
    assert not Envelope.objects.exists()


def test_four_people_are_told_why_they_do_not_vote(client):
    debrief = make_revealed(people=4, phase=Phase.WEIGH)
    make_notes(debrief=debrief, what=WORDS)
    client.force_login(debrief.voices.first().person)
    for then in ("", "?step=votes"):
        html = client.get(address(debrief, then=then)).content.decode()
        assert "there is no vote" in html
        assert 'name="pick"' not in html
    assert client.post(address(debrief, then="ballot/"), {"nothing": "1"}).status_code == 302
    assert not Envelope.objects.exists()


def test_counting_goes_on_to_the_texts_once(browser, weighing):
    cast(browser, weighing, WORDS[2])
    the_rest_cast(weighing)
    for _ in range(2):
        answer = browser.post(address(weighing, then="count/"))
        assert (answer.status_code, answer["Location"]) == (302, address(weighing))
    weighing.refresh_from_db()
    assert weighing.phase == Phase.AGREE
    assert weighing.what.startswith(f"– {WORDS[2]}\n")
    assert weighing.what_version == 1


def test_before_anybody_is_shut_out_whoever_counts_is_asked(browser, weighing):
    cast(browser, weighing, WORDS[2])
    answer = browser.post(address(weighing, then="count/"), follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(address(weighing, then="?step=count"), 302)]
    assert "Not everybody has voted" in html
    assert "Those who have not can no longer do so once it is counted." in html
    assert phase_of(weighing) == Phase.WEIGH
    for _ in range(2):
        answer = browser.post(address(weighing, then="count/"), {"anyway": "1"})
        assert (answer.status_code, answer["Location"]) == (302, address(weighing))
    assert phase_of(weighing) == Phase.AGREE
    assert browser.post(address(weighing, then="count/"))["Location"] == address(weighing)


def test_the_question_before_the_count_does_not_tell_how_many_voted(browser, weighing):
    before = without_keys(browser.get(address(weighing, then="?step=count")).content.decode())
    the_rest_cast(weighing)
    assert without_keys(browser.get(address(weighing, then="?step=count")).content.decode()) == before


def test_where_too_few_voted_the_pages_say_that_nothing_was_counted(browser, weighing):
    cast(browser, weighing, WORDS[2])
    browser.post(address(weighing, then="count/"), {"anyway": "1"})
    for then in ("", "notes/"):
        html = browser.get(address(weighing, then=then)).content.decode()
        assert "fewer than five people voted, or nobody picked any" in html, then
        assert " vote<" not in html, then


# Signing


def test_a_note_is_signed_and_the_name_taken_off_again(browser, reading):
    [key] = keys_of(reading, WORDS[0])
    assert "only the word of whoever put it there" in browser.get(address(reading)).content.decode()
    browser.post(address(reading, then="sign/"), {"note": key})
    html = browser.get(address(reading)).content.decode()
    assert ">Mia<" in html
    assert f'<option value="{key}"' not in html
    browser.post(address(reading, then="unsign/"), {"note": key})
    assert ">Mia<" not in browser.get(address(reading)).content.decode()


def test_nobody_signs_a_note_that_bears_a_name(browser, reading):
    note = reading.contributions.first()
    sign(note, "Max")
    for then in ("sign/", "unsign/"):
        assert browser.post(address(reading, then=then), {"note": note.key}).status_code == 302
    note.refresh_from_db()
    assert note.signed == "Max"


def test_the_notes_stay_behind_the_text_and_can_be_signed_there(browser, team, member):
    debrief = make_counted(team=team)
    html = browser.get(address(debrief)).content.decode()
    assert address(debrief, then="notes/") in html
    html = browser.get(address(debrief, then="notes/")).content.decode()
    assert html.index("Nobody called.") < html.index("It was late.")
    assert "1 vote<" in html
    [key] = keys_of(debrief, "It was late.")
    answer = browser.post(address(debrief, then="sign/"), {"note": key}, follow=True)
    assert answer.redirect_chain == [(f"{address(debrief, then='notes/')}#note-{key}", 302)]
    assert ">Mia<" in answer.content.decode()


@pytest.mark.parametrize("phase", [Phase.REVEAL, Phase.WEIGH])
def test_until_the_count_the_notes_are_the_page_itself(browser, reading, phase):
    Debrief.objects.filter(pk=reading.pk).update(phase=phase)
    answer = browser.get(address(reading, then="notes/"))
    assert (answer.status_code, answer["Location"]) == (302, address(reading))


# Who


POSTS = ["weigh", "together", "apart", "ballot", "count", "sign", "unsign"]


@pytest.mark.parametrize("then", POSTS)
def test_outsiders_find_nothing_and_guests_are_not_let_in(client, weighing, then):
    assert client.post(address(weighing, then=f"{then}/")).status_code in {302, 403}
    client.force_login(make_person(team=make_team()))
    assert client.post(address(weighing, then=f"{then}/")).status_code == 404
    assert client.get(address(weighing)).status_code == 404
    assert phase_of(weighing) == Phase.WEIGH


@pytest.mark.parametrize("then", POSTS)
def test_whoever_only_reads_along_is_asked_to_take_part(browser, member, weighing, then):
    weighing.voices.filter(person=member).delete()
    answer = browser.post(address(weighing, then=f"{then}/"), {"nothing": "1"})
    assert answer["Location"] == address(weighing, then="people/")
    html = browser.get(address(weighing)).content.decode()
    assert "Take part" in html
    assert phase_of(weighing) == Phase.WEIGH


@pytest.mark.parametrize("kind", EACH_KIND)
@pytest.mark.parametrize("phase", [Phase.REVEAL, Phase.WEIGH])
def test_member_manager_and_lead_see_the_same_bytes(team, kind, phase):
    people = [make_person(team=team, name=role, **roles) for role, roles in ROLES.items()]
    debrief = make_revealed(team=team, phase=phase, kind=kind)
    notes = make_notes(debrief=debrief, what=WORDS, differently=["We call first"])
    sign(notes[0], "Max")
    if phase == Phase.WEIGH:
        put_together(debrief, [notes[1].key, notes[2].key])
    for then in ("", "?step=votes"):
        pages = set()
        for person in people:
            browser = Browser()
            browser.force_login(person)
            pages.add(without_keys(browser.get(address(debrief, then=then)).content.decode()))
        assert len(pages) == 1
        assert "We call first" in pages.pop()


@pytest.mark.parametrize("phase", [Phase.REVEAL, Phase.WEIGH])
@pytest.mark.parametrize("many", [4, 60])
def test_many_notes_cost_no_more_than_few(browser, team, member, django_assert_max_num_queries, phase, many):
    debrief = make_revealed(team=team, phase=phase)
    stages = list(Stage.objects.all())
    for number in range(many):
        make_notes(debrief=debrief, what=[f"Note {number}"], stage=stages[number % len(stages)])
    for then in ("", "?step=votes"):
        with django_assert_max_num_queries(12):
            html = browser.get(address(debrief, then=then)).content.decode()
        assert html.count('class="slip-text"') == many
