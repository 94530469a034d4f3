"""A form goes in for whoever it was shown to: somebody else may have signed in since, in the same browser."""

import pytest

from rankless.models import Afterwards, Contribution, Debrief, Envelope, Phase, Voice
from tests.factories import make_debrief, make_incident, make_notes, make_person, make_revealed
from tests.overview.debriefing.forms import address, filled_in
from tests.shown_forms import Browser, key_shown_to

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]


@pytest.fixture
def other(team) -> Browser:
    """Signs in where the session of whoever wrote has ended."""
    browser = Browser()
    browser.force_login(make_person(team=team, name="Otto"))
    return browser


def refused(answer) -> bool:
    html = answer.content.decode()
    assert "It was me." not in html
    assert "debrief_saved" not in answer.cookies
    return answer.status_code == 409 and "This page was shown under another sign-in" in html


@pytest.mark.parametrize("button", [{}, {"complete": "1"}, {"keep_lesson": "1", "lesson-sentence": "It was me."}])
def test_what_one_typed_is_neither_saved_nor_shown_under_another_sign_in(browser, other, debrief, button):
    three = {"what": "It was me.", "why": "It was me.", "differently": "It was me."}
    form = filled_in(debrief, **three) | button | {"form_key": key_shown_to(browser)}
    before = Debrief.objects.values().get(pk=debrief.pk)
    assert refused(other.post(address(debrief), form))
    assert Debrief.objects.values().get(pk=debrief.pk) == before
    assert not debrief.lessons.exists()
    assert browser.post(address(debrief), form).status_code == 302
    assert Debrief.objects.get(pk=debrief.pk).what == "It was me."


def test_nor_does_it_open_a_debrief_again(browser, other, team):
    debrief = make_debrief(incident=make_incident(team=team), is_complete=True)
    form = {"reason": "It was me.", "form_key": key_shown_to(browser)}
    assert refused(other.post(f"{address(debrief)}reopen/", form))
    assert Debrief.objects.get(pk=debrief.pk).is_complete
    html = browser.get(f"{address(debrief)}reopen/").content.decode()
    assert html.count('name="form_key"') == 1
    browser.post(f"{address(debrief)}reopen/", form)
    assert not Debrief.objects.get(pk=debrief.pk).is_complete


@pytest.mark.parametrize(("phase", "verb"), [(Phase.WEIGH, "ballot"), (Phase.REVEAL, "sign")])
def test_nor_does_a_vote_or_a_name_go_in_as_somebody_elses(browser, other, team, phase, verb):
    debrief = make_revealed(team=team, phase=phase)
    [note] = make_notes(debrief=debrief, what=["It was late."])
    page = browser.get(f"{address(debrief)}?step=votes").content.decode()
    assert page.count('name="form_key"') == (2 if phase == Phase.WEIGH else 1)
    form = {"pick": note.key, "note": note.key, "form_key": key_shown_to(browser)}
    assert refused(other.post(f"{address(debrief)}{verb}/", form))
    assert not Envelope.objects.exists()
    assert not Voice.objects.filter(has_cast=True).exists()
    assert Contribution.objects.get().signed == ""


def test_nor_are_the_two_answers(browser, other, team):
    debrief = make_debrief(incident=make_incident(team=team), is_complete=True)
    page = f"{address(debrief)}afterwards/"
    form = {"could_say": "yes", "come_again": "no", "form_key": key_shown_to(browser)}
    assert 'name="form_key"' in browser.get(page).content.decode()
    assert refused(other.post(page, form))
    assert Afterwards.objects.exists()
    assert not Envelope.objects.exists()
    browser.post(page, form)
    assert Envelope.objects.count() == 1
