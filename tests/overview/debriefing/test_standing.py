"""The texts are agreed unless somebody objects; then it is done and something may be added."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from rankless.models import Addition, Debrief, Envelope, Pace, Phase
from rankless.texts import objecting
from rankless.texts.agreeing import complete_standing
from rankless.texts.forms import LONGEST_ADDITION, LONGEST_REASON
from rankless.texts.objecting import object_to, open_objections
from tests.factories import (
    agree,
    make_debrief,
    make_incident,
    make_person,
    make_revealed,
    make_standing,
    write_sections,
)
from tests.kinds import EACH_KIND
from tests.overview.debriefing.forms import address, boxes_in, filled_in, save_elsewhere

pytestmark = pytest.mark.django_db

AGREED = "Agreed, unless somebody objects"
NASTY = '</textarea><script>alert("x")</script>'


@pytest.fixture(params=EACH_KIND)
def standing(request, team, member) -> Debrief:
    return make_standing(team=team, kind=request.param, at=timezone.now())


def objection(**fields: str) -> dict[str, str]:
    return {"form_key": str(uuid4()), "reason": "Nobody asked the depot."} | fields


def done(standing: Debrief) -> Debrief:
    complete_standing(at=standing.objections_until)
    standing.refresh_from_db()
    assert standing.is_complete
    return standing


# While anyone may object


def test_the_page_shows_what_was_agreed_and_until_when_anyone_may_object(browser, standing):
    html = browser.get(address(standing)).content.decode()
    assert AGREED in html
    assert re.search(r"Until <b>.*23:59.*</b> anyone who cannot stand behind it may object", html)
    for said in ("It was late.", "The driver was kind.", "We call first."):
        assert said in html
    assert boxes_in(html) == []


def test_a_text_can_still_be_changed_and_is_then_stood_behind_anew(browser, standing):
    html = browser.get(f"{address(standing)}?change=1").content.decode()
    assert "These texts wait for objections." in html
    answer = browser.post(address(standing), filled_in(standing, why="Two plans."), follow=True)
    html = answer.content.decode()
    assert "The text changed, so stand behind it together once more." in html
    assert AGREED not in html
    browser.post(address(standing), filled_in(standing, complete="1"))
    assert AGREED in browser.get(address(standing)).content.decode()


@pytest.mark.parametrize("days", [0, 2])
def test_one_press_is_never_called_everybodys(browser, team, member, days):
    """Neither on the page, nor in the message, nor on the desk or the letter: it was one person who pressed."""
    Pace.objects.create(team=team, objection_days=days)
    found = write_sections(make_revealed(team=team, phase=Phase.AGREE, at=timezone.now()))
    pressed = filled_in(found, other_side="The driver was kind.", no_change_because="As ever.", complete="1")
    pages = [browser.post(address(found), pressed, follow=True)]
    pages += [browser.get(page) for page in ("/", f"/letters/{found.incident_id}/", "/letters/")]
    found.refresh_from_db()
    assert found.is_complete is (days == 0)
    for page in pages:
        html = page.content.decode()
        assert not re.search(r"[Aa]ll (of you )?(stand|stood) behind|[Ee]very(body|one) (stands|stood) behind", html)


def test_nor_is_it_on_the_short_way(browser, team):
    short = make_debrief(incident=make_incident(team=team))
    three = {"what": "It was late.", "why": "Nobody's task.", "differently": "We call first.", "complete": "1"}
    html = browser.post(address(short), filled_in(short) | three, follow=True).content.decode()
    assert "Done. Whoever cannot stand behind it can open it again." in html
    assert "you all stand behind" not in html


def test_pressing_twice_stands_once(browser, standing):
    before = Debrief.objects.values().get(pk=standing.pk)
    assert browser.post(address(standing), filled_in(standing, complete="1")).status_code == 302
    assert Debrief.objects.values().get(pk=standing.pk) == before


def test_an_objection_is_seen_by_nobody_before_it_is_opened(client, browser, standing):
    other = make_person(team=standing.team)
    answer = browser.post(f"{address(standing)}object/", objection())
    assert (answer.status_code, answer.url) == (302, address(standing))
    assert "without your name" in browser.get(address(standing)).content.decode()
    client.force_login(other)
    assert "Nobody asked the depot." not in client.get(address(standing)).content.decode()
    open_objections()
    html = client.get(address(standing)).content.decode()
    assert "Somebody objected" in html
    assert "Nobody asked the depot." in html
    assert boxes_in(html) == ["what", "why", "differently", "other_side", "no_change_because"]


def test_objecting_leaves_no_line_in_the_request_log(browser, standing, caplog):
    caplog.set_level("INFO", logger="requests")
    browser.post(f"{address(standing)}object/", objection())
    assert [record for record in caplog.records if "object" in str(record.msg)] == []


def test_pressing_twice_objects_once(browser, standing):
    sent = objection()
    assert [browser.post(f"{address(standing)}object/", sent).status_code for _ in range(2)] == [302, 302]
    assert Envelope.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "  \n ", "\x00", "x" * (LONGEST_REASON + 1)])
def test_an_objection_needs_a_fitting_reason(browser, standing, reason):
    answer = browser.post(f"{address(standing)}object/", objection(reason=reason))
    assert answer.status_code == 422
    assert 'id="wrong-reason"' in answer.content.decode()
    assert reason.strip().replace("\x00", "") in answer.content.decode()
    assert not Envelope.objects.exists()


@pytest.mark.parametrize("reason", [NASTY, "😀" * LONGEST_REASON, "مرحبا", "a\x00b\r\nc"])
def test_any_words_may_be_an_objection(browser, standing, reason):
    assert browser.post(f"{address(standing)}object/", objection(reason=reason)).status_code == 302
    open_objections()
    standing.refresh_from_db()
    assert standing.objections == [reason.replace("\x00", "").replace("\r\n", "\n")]
    assert NASTY not in browser.get(address(standing)).content.decode()


def test_one_hundred_kilobytes_of_objection_are_refused_and_not_lost(browser, standing):
    answer = browser.post(f"{address(standing)}object/", objection(reason="x" * 100_000))
    assert answer.status_code == 422
    assert "x" * 100_000 in answer.content.decode()


def test_an_objection_that_finds_no_room_comes_back_to_its_writer(browser, standing, monkeypatch):
    monkeypatch.setattr(objecting, "ROOM_AT_LEAST", 2)
    standing.voices.all().delete()
    for number in range(2):
        object_to(standing, reason="Too long.", key=str(number))
    answer = browser.post(f"{address(standing)}object/", objection())
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "So many objections wait already that no more fit." in html
    assert "Nobody asked the depot.</textarea>" in html
    open_objections()
    assert (
        "The text is being written further already."
        in browser.post(f"{address(standing)}object/", objection()).content.decode()
    )


def test_an_objection_to_what_was_completed_meanwhile_may_open_it_again(browser, standing):
    done(standing)
    answer = browser.post(f"{address(standing)}object/", objection())
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Nobody asked the depot." in html
    assert f'action="{address(standing)}reopen/"' in html
    browser.post(f"{address(standing)}reopen/", {"reason": "Nobody asked the depot."})
    standing.refresh_from_db()
    assert standing.phase == Phase.AGREE
    assert not Envelope.objects.exists()


def test_an_objection_to_what_is_written_again_is_shown_to_its_writer(browser, standing):
    save_elsewhere(standing, why="Two plans.")
    answer = browser.post(f"{address(standing)}object/", objection(reason=NASTY))
    assert answer.status_code == 409
    assert "The text is being written further already." in answer.content.decode()
    assert NASTY not in answer.content.decode()


def test_looking_writes_nothing(browser, standing):
    before = Debrief.objects.values().get(pk=standing.pk)
    for query in ("", "?change=1"):
        browser.get(f"{address(standing)}{query}")
    assert Debrief.objects.values().get(pk=standing.pk) == before


# Done


def test_the_record_says_which_way_it_was(browser, standing):
    html = browser.get(address(done(standing))).content.decode()
    assert "notes first · 5 handed in" in html
    assert "notes first · 5 handed in" in browser.get(standing.incident.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", EACH_KIND)
def test_the_record_of_the_short_way_says_so(browser, team, kind):
    short = make_debrief(incident=make_incident(team=team, kind=kind), is_complete=True)
    for page in (address(short), short.incident.get_absolute_url()):
        assert "short way" in browser.get(page).content.decode()


def test_the_other_side_and_why_nothing_changes_stand_in_the_record(browser, standing):
    save_elsewhere(standing, no_change_because="We do this already.")
    agree(standing, at=timezone.now() - timedelta(days=10))
    html = browser.get(address(done(standing))).content.decode()
    assert "The driver was kind." in html
    assert "Nothing changes, because" in html
    assert "We do this already." in html


def test_something_is_added_later_without_day_or_name(browser, standing, member):
    done(standing)
    sent = {"section": "why", "text": "The depot called."}
    answers = [browser.post(f"{address(standing)}add/", sent) for _ in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, f"{address(standing)}#why")] * 2
    html = browser.get(address(standing)).content.decode()
    assert html.count("Added later</p>") == 1
    assert html.count("The depot called.") == 1
    assert member.name not in html


def test_what_is_added_and_why_it_is_opened_again_are_typed_on_pages_of_their_own(browser, standing):
    """On one page, whichever was sent first dropped what was typed into the other."""
    done(standing)
    page = browser.get(address(standing)).content.decode()
    for path, box in (("add/", 'name="text"'), ("reopen/", 'name="reason"')):
        assert f'href="{address(standing)}{path}"' in page
        assert box not in page
        assert browser.get(f"{address(standing)}{path}").content.decode().count("<textarea") == 1


def test_what_was_added_is_still_there_when_it_is_opened_again(browser, standing):
    done(standing)
    browser.post(f"{address(standing)}add/", {"section": "why", "text": "The depot called."})
    browser.post(f"{address(standing)}reopen/", {"reason": "More came."})
    assert "The depot called." in browser.get(address(standing)).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"section": "why", "text": ""},
        {"section": "why", "text": "x" * (LONGEST_ADDITION + 1)},
        {"section": "other", "text": "The depot called."},
        {"text": "The depot called."},
    ],
)
def test_what_cannot_be_added_comes_back(browser, standing, sent):
    answer = browser.post(f"{address(done(standing))}add/", sent)
    assert answer.status_code == 422
    assert sent["text"] in answer.content.decode()
    assert not Addition.objects.exists()


@pytest.mark.parametrize("text", [NASTY, "😀" * LONGEST_ADDITION, "a\x00b\r\nc"])
def test_any_words_may_be_added(browser, standing, text):
    done(standing)
    assert browser.post(f"{address(standing)}add/", {"section": "what", "text": text}).status_code == 302
    assert Addition.objects.get().text == text.replace("\x00", "").replace("\r\n", "\n")
    assert NASTY not in browser.get(address(standing)).content.decode()


def test_what_is_open_again_takes_no_additions(browser, standing):
    answer = browser.post(f"{address(standing)}add/", {"section": "why", "text": "The depot called."})
    assert answer.status_code == 409
    assert "The depot called." in answer.content.decode()
    assert not Addition.objects.exists()
