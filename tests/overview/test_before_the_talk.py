"""What leads and managers may do before a talk, on pages of their own, and what everybody sees of it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from incidents.models import Kind, Original, Polarity, TimelineEntry
from incidents.passages import add_point
from rankless import opening_line
from rankless.heads_up import record
from rankless.models import Debrief, HeadsUp, Phase
from rankless.opening_line import TooLate
from rankless.texts.agreeing import DebriefError, reopen
from reminders.sweep import sweep
from tests.factories import (
    MONDAY,
    agree,
    make_debrief,
    make_incident,
    make_lesson,
    make_person,
    write_sections,
)
from tests.incidents.letter_forms import typed
from tests.kinds import EACH_KIND

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

NEUTRAL = "A letter kept back until the heads-up"
LINE = "I could have asked for help on Tuesday."


@pytest.fixture
def lead(team):
    return make_person(team=team, name="Lee", is_lead=True)


@pytest.fixture
def manager(team):
    return make_person(team=team, name="Max", is_manager=True)


@pytest.fixture
def member(team):
    return make_person(team=team, name="Mia")


def gathering(team, kind=Kind.COMPLAINT):
    """A debrief of four or more people, who write alone first."""
    for _ in range(4):
        make_person(team=team, password=None)
    debrief = make_debrief(incident=make_incident(team=team, kind=kind))
    assert debrief.phase == Phase.GATHER
    return debrief


def line_page(debrief):
    return reverse("overview:opening-line", args=[debrief.incident_id])


def heads_up_page(debrief):
    return reverse("overview:heads-up", args=[debrief.incident_id])


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# The opening line


@pytest.mark.parametrize("kind", EACH_KIND)
def test_a_lead_says_it_and_everybody_reads_it_signed(client, team, lead, member, kind):
    debrief = gathering(team, kind)
    client.force_login(lead)
    assert client.post(line_page(debrief), {"line": LINE}).status_code == 302
    debrief.refresh_from_db()
    assert (debrief.opening_line, debrief.opening_line_signed) == (LINE, "Lee")
    client.force_login(member)
    page = text_of(client, debrief.get_absolute_url())
    assert LINE in page
    assert "Lee" in page


def test_on_the_short_way_it_is_read_above_the_boxes(client, lead, member, team):
    debrief = make_debrief(incident=make_incident(team=team))
    opening_line.say(debrief, LINE, signed="Lee")
    client.force_login(member)
    assert LINE in text_of(client, debrief.get_absolute_url())


def test_it_can_be_changed_and_taken_back_until_the_talk_begins(team, lead):
    debrief = gathering(team)
    moves = debrief.moves
    opening_line.say(debrief, LINE, signed="Lee")
    opening_line.say(debrief, "  ", signed="Lee")
    assert (debrief.opening_line, debrief.opening_line_signed) == ("", "")
    assert debrief.moves == moves + 2
    Debrief.objects.filter(pk=debrief.pk).update(phase=Phase.REVEAL)
    with pytest.raises(TooLate):
        opening_line.say(debrief, LINE, signed="Lee")


def test_on_the_short_way_the_talk_begins_with_the_first_text(team, lead):
    debrief = make_debrief(incident=make_incident(team=team))
    opening_line.say(debrief, LINE, signed="Lee")
    write_sections(debrief, why="", differently="")
    with pytest.raises(TooLate):
        opening_line.say(debrief, "Another.", signed="Lee")


def test_nobody_signs_or_takes_back_the_words_of_another_lead(client, team, lead):
    debrief = gathering(team)
    opening_line.say(debrief, LINE, signed="Lou")
    client.force_login(lead)
    page = client.get(line_page(debrief))
    assert page.context["form"]["line"].value() == ""
    assert LINE in page.content.decode()
    assert client.post(line_page(debrief), {"line": " "}).status_code == 422
    client.post(line_page(debrief), {"line": "I could have rung myself."})
    debrief.refresh_from_db()
    assert (debrief.opening_line, debrief.opening_line_signed) == ("I could have rung myself.", "Lee")


def test_what_is_wrong_stands_beside_the_field(client, team, lead):
    debrief = gathering(team)
    client.force_login(lead)
    answer = client.post(line_page(debrief), {"line": "x" * 301})
    assert answer.status_code == 422
    assert b"301 characters" in answer.content
    Debrief.objects.filter(pk=debrief.pk).update(phase=Phase.WEIGH)
    answer = client.post(line_page(debrief), {"line": LINE})
    assert answer.status_code == 422
    assert LINE.encode() in answer.content


def test_the_letter_leads_only_leads_there_and_the_debrief_nobody(client, team, lead, manager):
    debrief = gathering(team)
    letter = debrief.incident.get_absolute_url()
    for person, leads_there in ((lead, True), (manager, False)):
        client.force_login(person)
        assert (line_page(debrief) in text_of(client, letter)) is leads_there
        assert line_page(debrief) not in text_of(client, debrief.get_absolute_url())
    Debrief.objects.filter(pk=debrief.pk).update(phase=Phase.REVEAL)
    client.force_login(lead)
    assert line_page(debrief) not in text_of(client, letter)


# The heads-up


def test_the_letter_is_kept_back_until_somebody_spoke_with_the_people_concerned(client, team, manager, member):
    debrief = gathering(team)
    client.force_login(manager)
    assert b"A harsh letter?" in client.get(debrief.incident.get_absolute_url()).content
    client.post(heads_up_page(debrief), {"heads_up": "wanted"})
    client.force_login(member)
    page = text_of(client, debrief.get_absolute_url())
    assert "Nobody calls." not in page
    assert "Somebody speaks with the people concerned" in page
    assert "Somebody speaks with the people concerned first." in text_of(client, debrief.incident.get_absolute_url())
    client.force_login(manager)
    client.post(heads_up_page(debrief), {"heads_up": "done"})
    client.force_login(member)
    assert "Nobody calls." in text_of(client, debrief.get_absolute_url())


def test_whoever_looks_after_a_letter_reads_its_title_on_its_page_and_others_a_neutral_one(
    client, team, manager, member
):
    letter = gathering(team).incident
    title = letter.title
    client.force_login(manager)
    client.post(heads_up_page(letter.debrief), {"heads_up": "wanted"})
    page = text_of(client, letter.get_absolute_url())
    assert title in page
    assert f"call it “{NEUTRAL}”" in page
    client.force_login(member)
    page = text_of(client, letter.get_absolute_url())
    assert NEUTRAL in page
    assert title not in page
    assert "Nobody calls." not in page
    assert "Read it now all the same" in page
    assert "Nobody calls." in text_of(client, f"{letter.get_absolute_url()}?read=1")


@pytest.mark.parametrize("address", ["/", "/letters/", "/letters/?polarity=bad", "/search/?q=calls", "/lessons/"])
def test_no_list_shows_a_word_of_a_letter_that_is_kept_back(client, team, member, address):
    letter = gathering(team).incident
    add_point(incident=letter, quote="Nobody calls", polarity=Polarity.BAD, stage=None, factor=None, effect=None)
    record(letter.debrief, HeadsUp.WANTED)
    client.force_login(member)
    page = re.sub("</?mark>", "", text_of(client, address))
    assert not [words for words in ("The sofa", "Nobody calls") if words in page]
    assert letter.own_title == "The sofa is late."


def test_nor_does_a_mail(team, manager):
    record(gathering(team), HeadsUp.WANTED)
    sweep(at=MONDAY + timedelta(days=1))
    assert mail.outbox
    told = [str(message.message()) for message in mail.outbox]
    assert not [text for text in told if "The sofa" in text or "Nobody calls" in text]
    assert any(NEUTRAL in text for text in told)


def test_nor_does_a_lesson_drawn_from_it_quote_it(client, team, member):
    lesson = make_lesson(debrief=gathering(team))
    letter = lesson.debrief.incident
    about = {"polarity": Polarity.BAD, "stage": None, "factor": None, "effect": None}
    lesson.points.add(add_point(incident=letter, quote="Nobody calls", **about))
    client.force_login(member)
    assert "Nobody calls" in text_of(client, lesson.get_absolute_url())
    record(letter.debrief, HeadsUp.WANTED)
    page = text_of(client, lesson.get_absolute_url())
    assert not [words for words in ("The sofa", "Nobody calls") if words in page]


def test_its_own_title_comes_back_with_the_debrief_and_goes_again_when_that_is_opened_anew(team):
    debrief = make_debrief(incident=make_incident(team=team))
    title = debrief.incident.title
    record(debrief, HeadsUp.WANTED)
    agree(write_sections(debrief))
    assert debrief.incident.title == title
    reopen(debrief, reason="One more word.", at=MONDAY)
    assert (debrief.incident.title, debrief.incident.own_title) == (NEUTRAL, title)


def test_who_changes_the_title_of_a_letter_that_is_kept_back_changes_its_own(client, team, manager):
    letter = gathering(team).incident
    record(letter.debrief, HeadsUp.WANTED)
    client.force_login(manager)
    edit = reverse("overview:edit", args=[letter.pk])
    assert letter.own_title in text_of(client, edit)
    form = client.get(edit).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"title": "Sofa", "then": "save"}
    assert client.post(edit, {**sent, "themes": []}).status_code == 302
    letter.refresh_from_db()
    assert (letter.title, letter.own_title) == (NEUTRAL, "Sofa")


def logged(client, **fields):
    answer = client.post(reverse("incidents:log"), typed(**fields))
    assert answer.status_code == 302
    return Debrief.objects.last()


def test_a_harsh_letter_is_kept_back_from_the_moment_it_is_logged(client, team, manager, member):
    client.force_login(manager)
    more = text_of(client, reverse("incidents:log")).partition("log-more")[2]
    assert 'name="people_hear_first"' in more
    debrief = logged(client, people_hear_first="on")
    assert debrief.heads_up == HeadsUp.WANTED
    client.force_login(member)
    assert "Nobody calls." not in text_of(client, debrief.get_absolute_url())


@pytest.mark.parametrize(("kind", "ticked"), [("complaint", {}), ("praise", {"people_hear_first": "on"})])
def test_nothing_is_kept_back_that_nobody_has_to_be_spared(client, team, manager, kind, ticked):
    client.force_login(manager)
    assert logged(client, kind=kind, **ticked).heads_up == HeadsUp.NOT_ASKED


def test_the_tick_waits_with_a_letter_that_is_sorted_later(client, team, manager):
    client.force_login(manager)
    client.post(reverse("incidents:log"), typed(then="later", people_hear_first="on"))
    page = reverse("incidents:sort", args=[Original.objects.get().pk])
    assert re.search(r'<input[^>]* name="people_hear_first"[^>]* checked', text_of(client, page))


def test_what_became_praise_meanwhile_is_let_go_all_the_same(client, team, manager):
    debrief = gathering(team, Kind.PRAISE)
    record(debrief, HeadsUp.WANTED)
    client.force_login(manager)
    assert heads_up_page(debrief) in text_of(client, debrief.incident.get_absolute_url())


def test_of_the_heads_up_nothing_is_kept_but_that_it_is_done(client, team, manager):
    debrief = gathering(team)
    before = TimelineEntry.objects.count()
    client.force_login(manager)
    for pressed in ("wanted", "done"):
        client.post(heads_up_page(debrief), {"heads_up": pressed})
    debrief.refresh_from_db()
    assert debrief.heads_up == HeadsUp.DONE
    assert TimelineEntry.objects.count() == before
    page = text_of(client, debrief.incident.get_absolute_url())
    assert "Somebody spoke with the people concerned first." in page
    assert heads_up_page(debrief) not in page


def test_it_can_turn_out_not_to_be_needed(client, team, manager):
    debrief = gathering(team)
    client.force_login(manager)
    for pressed in ("wanted", "not-needed", "nonsense"):
        client.post(heads_up_page(debrief), {"heads_up": pressed})
    debrief.refresh_from_db()
    assert debrief.heads_up == HeadsUp.NOT_ASKED


def test_when_the_debrief_is_done_it_is_too_late_and_nothing_is_kept_back(client, team, manager):
    debrief = make_debrief(incident=make_incident(team=team), is_complete=True)
    with pytest.raises(DebriefError):
        record(debrief, HeadsUp.WANTED)
    Debrief.objects.filter(pk=debrief.pk).update(heads_up=HeadsUp.WANTED)
    debrief.refresh_from_db()
    assert not debrief.hides_letter
    client.force_login(manager)
    assert client.post(heads_up_page(debrief), {"heads_up": "done"}, follow=True).status_code == 200
