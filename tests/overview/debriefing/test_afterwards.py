"""The page after the talk: the same words for everybody, and two questions that nobody can be matched with."""

import logging
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from incidents.models import Kind
from lessons.learning import drop
from rankless.afterwards import close_due
from rankless.models import Debrief, Envelope, Voice
from rankless.pacing import Days, set_pace
from rankless.texts.agreeing import reopen
from tests.factories import MONDAY, make_action, make_debrief, make_incident, make_lesson, make_person
from tests.kinds import EACH_KIND
from tests.overview.days import ago, today
from tests.overview.debriefing.test_rank import ROLES
from tests.shown_forms import Browser, without_keys

pytestmark = pytest.mark.django_db

YES_AND_NO = {"could_say": "yes", "come_again": "no"}
QUERIES = 12


def page_of(debrief):
    return reverse("overview:afterwards", args=[debrief.incident_id])


def words_of(response):
    return " ".join(response.content.decode().split())


def make_done(team, kind=Kind.COMPLAINT):
    return make_debrief(incident=make_incident(team=team, kind=kind, at=ago(1)), is_complete=True)


@pytest.fixture
def done(team, member):
    return make_done(team)


@pytest.fixture
def three_people(team):
    people = {role: make_person(name=role, team=team, **roles) for role, roles in ROLES.items()}
    browsers = {role: Browser() for role in people}
    for role, browser in browsers.items():
        browser.force_login(people[role])
    return browsers


@pytest.mark.same_on_any_engine
@pytest.mark.parametrize("kind", EACH_KIND)
def test_member_manager_and_lead_read_the_same_bytes_before_and_after_answering(team, three_people, kind):
    done = make_done(team, kind)
    make_lesson(debrief=done)
    for _ in range(2):
        pages = {without_keys(browser.get(page_of(done)).content.decode()) for browser in three_people.values()}
        assert len(pages) == 1
        wrong = [browser.post(page_of(done), {"could_say": "perhaps"}) for browser in three_people.values()]
        assert {answer.status_code for answer in wrong} == {422}
        assert len({without_keys(answer.content.decode()) for answer in wrong}) == 1
        sent = [browser.post(page_of(done), YES_AND_NO) for browser in three_people.values()]
        assert {(answer.status_code, answer.headers["Location"]) for answer in sent} == {(302, page_of(done))}
    assert Envelope.objects.count() == 3


def test_a_complaint_ends_with_what_was_handled_well_and_what_changes(browser, team, member, done):
    Debrief.objects.filter(pk=done.pk).update(other_side="Ana called back the same day.")
    lesson = make_lesson(debrief=done, sentence="We call first.")
    make_action(owner=member, lesson=lesson, what="Put it on the board", due_on=today())
    set_pace(team, days=Days(due_after=5, writing=3, objection=2), talk_to="Ida, 555 0101")
    words = words_of(browser.get(page_of(done)))
    said = ("What was handled well", "Ana called back", "We call first.", "Put it on the board", "Mia", "Ida, 555 0101")
    for each in (*said, "Talk to somebody you trust."):
        assert each in words


def test_praise_ends_with_what_happened(browser, team, member):
    done = make_done(team, Kind.PRAISE)
    assert f'What was handled well</h2> <div class="agreed" dir="auto">{done.what}</div>' in words_of(
        browser.get(page_of(done))
    )


def test_what_was_dropped_since_changes_nothing_and_is_left_out(browser, done):
    make_lesson(debrief=done, sentence="We call first.")
    drop(make_lesson(debrief=done, sentence="We write it down twice."), reason="Once is enough.", at=MONDAY)
    words = words_of(browser.get(page_of(done)))
    assert "We call first." in words
    assert "We write it down twice." not in words


def test_the_done_debrief_says_of_a_dropped_lesson_that_it_was_dropped(browser, done):
    drop(make_lesson(debrief=done, sentence="We write it down twice."), reason="Once is enough.", at=MONDAY)
    for page in (done, done.incident):
        words = words_of(browser.get(page.get_absolute_url()))
        assert re.search("We write it down twice.*Dropped", words)


def test_where_nothing_changes_the_reason_stands(browser, done):
    Debrief.objects.filter(pk=done.pk).update(no_change_because="It was the storm.")
    words = words_of(browser.get(page_of(done)))
    assert "Nothing changes, because:" in words
    assert "It was the storm." in words


def test_who_has_answered_is_thanked_and_asked_no_more(browser, done):
    assert "Send both answers" in words_of(browser.get(page_of(done)))
    words = words_of(browser.post(page_of(done), YES_AND_NO, follow=True))
    assert "Thank you." in words
    assert "Send both answers" not in words
    browser.post(page_of(done), {"could_say": "no", "come_again": "no"})
    assert Envelope.objects.get().content == {"could_say": True, "come_again": False}


def test_both_answers_are_needed_and_what_was_chosen_stays(browser, done):
    answer = browser.post(page_of(done), {"could_say": "no"})
    assert answer.status_code == 422
    assert answer.content.count(b"Yes or no?") == 1
    assert b'name="could_say" value="no" checked' in answer.content
    assert not Envelope.objects.exists()


def test_an_answer_leaves_no_line_in_the_log_and_nothing_in_the_session(browser, member, done, caplog):
    browser.get(page_of(done))
    before = dict(browser.session.items())
    with caplog.at_level(logging.INFO):
        answer = browser.post(page_of(done), YES_AND_NO)
        browser.get(page_of(done))
    assert [record for record in caplog.records if record.name == "requests"] == []
    assert dict(browser.session.items()) == before
    assert not answer.cookies


def test_until_the_debrief_is_done_there_is_nothing_to_read_here(browser, debrief, done):
    assert browser.get(page_of(debrief)).headers["Location"] == debrief.get_absolute_url()
    reopen(done, reason="Another letter came.", at=timezone.now())
    assert browser.post(page_of(done), YES_AND_NO).headers["Location"] == done.get_absolute_url()
    assert not Envelope.objects.exists()


def test_when_the_time_is_over_the_words_stay_and_the_questions_go(browser, done):
    close_due(at=timezone.now() + timedelta(days=12))
    words = words_of(browser.get(page_of(done)))
    assert "What we take from it" in words
    assert "Send both answers" not in words


def test_who_was_not_invited_reads_and_is_not_asked(team, done):
    browser = Browser()
    browser.force_login(make_person(team=team))
    assert "Send both answers" not in words_of(browser.get(page_of(done)))
    assert browser.post(page_of(done), YES_AND_NO).status_code == 302
    assert not Envelope.objects.exists()


def test_somebody_invited_from_another_team_is_asked_too(done):
    helper = make_person()
    Voice.objects.create(debrief=done, person=helper)
    browser = Browser()
    browser.force_login(helper)
    browser.post(page_of(done), YES_AND_NO)
    assert Envelope.objects.count() == 1


def test_the_done_debrief_leads_there(browser, done):
    assert page_of(done) in browser.get(done.get_absolute_url()).content.decode()


def test_the_page_stays_within_its_queries(browser, done, django_assert_max_num_queries):
    for _ in range(3):
        make_lesson(debrief=done)
    with django_assert_max_num_queries(QUERIES):
        browser.get(page_of(done))
