"""The card of a story, the page where it is written, and what each of those concerned can press."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.urls import reverse

from lessons.learning import drop
from stories.card import LONGEST_ADDRESS
from stories.models import Showing, Story, Thanks
from stories.views import reading
from tests import factories
from tests.stories.conftest import TODAY
from tests.stories.made import make_story


@pytest.fixture
def story(case):
    return case.write(letter="Dan was kind.")


def address(name: str, story: Story) -> str:
    return reverse(f"stories:{name}", args=[story.lesson_id])


def told(story: Story) -> Story:
    Story.objects.filter(pk=story.pk).update(told_on=TODAY)
    return Story.objects.get(pk=story.pk)


def test_the_form_begins_with_the_letter_without_names_and_numbers(client, case):
    client.force_login(case.writer)
    page = client.get(reverse("stories:write", args=[case.lesson.pk])).content.decode()
    assert "My order [number] never came" in page
    assert "Oakley" not in page


def test_from_the_form_to_what_everybody_reads(client, case):
    client.force_login(case.writer)
    words = {"title": "Nine weeks", "letter": "It never came.", "changed": "A list by the phone.", "based_on": "0"}
    assert client.post(reverse("stories:write", args=[case.lesson.pk]), words).status_code == 302
    client.force_login(case.lead)
    card = client.get(reverse("stories:story", args=[case.lesson.pk]))
    assert b"I agree: tell it to everybody" in card.content
    client.post(reverse("stories:tell", args=[case.lesson.pk]), {"seen": "1"})
    client.force_login(factories.make_person(team=factories.make_team()))
    card = client.get(reverse("stories:story", args=[case.lesson.pk])).content.decode()
    for shown in ("Nine weeks", "It never came.", "A list by the phone.", "We ring with the new date."):
        assert shown in card
    assert "Put it differently" not in card
    assert "Nine weeks" in client.get(reverse("stories:stories")).content.decode()


def test_mistakes_are_named_beside_the_field_and_nothing_typed_is_lost(client, case):
    client.force_login(case.writer)
    typed = {"title": "", "letter": "Much that was typed.", "changed": "", "based_on": "0"}
    answer = client.post(reverse("stories:write", args=[case.lesson.pk]), typed)
    assert answer.status_code == 422
    assert b"Give it a title." in answer.content
    assert b"Much that was typed." in answer.content


def test_who_writes_over_somebody_else_sees_both(client, case, story):
    client.force_login(case.lead)
    typed = {"title": "Mine", "letter": "What I typed.", "changed": "", "based_on": "0"}
    answer = client.post(address("write", story), typed)
    assert answer.status_code == 409
    assert b"Dan was kind." in answer.content
    assert b"What I typed." in answer.content
    again = typed | {"based_on": str(answer.context["form"]["based_on"].value())}
    assert client.post(address("write", story), again).status_code == 302
    assert Story.objects.get(pk=story.pk).letter == "What I typed."


def test_a_story_is_not_told_while_somebody_it_names_has_not_agreed(client, case, story):
    client.force_login(case.lead)
    assert b"tell it to everybody" not in client.get(address("story", story)).content
    client.post(address("tell", story), {"seen": str(story.version)})
    assert not Story.objects.get(pk=story.pk).is_told


def test_who_is_named_agrees_by_one_press(client, case, story):
    client.force_login(case.dan)
    assert b"I agree to these words" in client.get(address("story", story)).content
    client.post(address("consent", story), {"seen": str(story.version), "answer": "yes"})
    assert story.consents.get().agreed_on is not None


def test_who_is_named_reads_it_and_agrees_also_in_another_team(client, case):
    priya = factories.make_person(team=factories.make_team(), name="Priya Raman")
    story = case.write(letter="Then Priya Raman rang.")
    client.force_login(priya)
    page = client.get(address("story", story)).text
    assert "Only Northside and you read this so far" in page
    for pressed_by_the_team in ("tell it to everybody", "Put it differently"):
        assert pressed_by_the_team not in page
    assert client.get(address("write", story)).status_code == 404
    for name in ("tell", "take-back", "show"):
        assert client.post(address(name, story), {"seen": "1"}).status_code == 404
    client.post(address("consent", story), {"seen": str(story.version), "answer": "yes"})
    assert "You agree to be named." in client.get(address("story", story)).text
    assert "I would rather not be named any more" in client.get(address("story", told(story))).text
    client.post(address("consent", story), {"answer": "no"})
    assert not Story.objects.get(pk=story.pk).is_told


def test_a_lesson_put_differently_is_told_as_it_was_agreed(client, case, story):
    told(story)
    case.lesson.sentence = "Dan rings with the new date."
    case.lesson.save(update_fields=["sentence"])
    client.force_login(factories.make_person(team=factories.make_team()))
    for page in (address("story", story), reverse("stories:stories")):
        assert "We ring with the new date." in client.get(page).text
        assert "Dan rings" not in client.get(page).text
    client.force_login(case.lead)
    assert "The lesson is put differently by now:" in client.get(address("story", story)).text


def test_why_a_lesson_was_dropped_is_told_to_nobody_else(client, case, story):
    told(story)
    drop(case.lesson, reason="Dan never did it.", at=factories.MONDAY)
    client.force_login(factories.make_person(team=factories.make_team()))
    page = client.get(address("story", story))
    assert "We gave it up." in page.text
    assert "Dan never did it." not in page.text + unquote(page.context["mail"])


def test_another_team_is_shown_it_once_however_often_it_is_pressed(client, case, story):
    others = factories.make_team(name="Service desk")
    client.force_login(case.writer)
    for _ in range(2):
        client.post(address("show", told(story)), {"team": others.pk})
    assert Showing.objects.get().team == others


def test_it_is_shown_to_a_team_only_once_told(client, case, story):
    client.force_login(case.writer)
    client.post(address("show", story), {"team": factories.make_team().pk})
    assert not Showing.objects.exists()


def test_taken_back_only_the_team_reads_it(client, case, story):
    client.force_login(case.dan)
    client.post(address("take-back", told(story)))
    client.force_login(factories.make_person(team=factories.make_team()))
    assert client.get(address("story", story)).status_code == 404


def test_the_mail_holds_the_story_and_its_address(client, case, story):
    client.force_login(case.lead)
    mail = unquote(client.get(address("story", told(story))).context["mail"])
    assert "Dan was kind." in mail
    assert "We ring with the new date." in mail
    assert address("story", story) in mail


@pytest.mark.parametrize("sign", ["a", "ж", "字"])
def test_the_mail_fits_into_an_address_in_any_script(client, case, sign):
    words = f"{sign * 8} " * 100
    story = case.write(letter=words, changed=words, title=sign * 100)
    client.force_login(case.lead)
    mail = client.get(address("story", told(story))).context["mail"]
    assert len(mail) <= LONGEST_ADDRESS
    assert unquote(mail).endswith(address("story", story))
    assert "\n" not in unquote(mail).replace("\r\n", "")


def test_how_the_lesson_fares_is_said_as_of_today(client, held):
    story = told(held.write())
    client.force_login(held.lead)
    page = client.get(address("story", story))
    assert "It holds. This is how we do it since Monday\xa02\xa0March\xa02026." in page.text
    assert "since Monday 2 March 2026." in unquote(page.context["mail"])


def test_a_lead_thanks_the_whole_team_in_one_signed_line(client, case):
    client.force_login(case.lead)
    page = reverse("stories:thank", args=[case.lesson.debrief.incident_id])
    assert client.post(page, {"words": "  "}).status_code == 422
    for words in ("Thank you.", "Thank you for ringing."):
        assert client.post(page, {"words": words}).status_code == 302
    thanks = Thanks.objects.get()
    assert (thanks.team, thanks.signed, thanks.words) == (case.team, "Ruth Adeyemi", "Thank you for ringing.")


def test_older_stories_are_found_page_by_page(client, case, monkeypatch):
    monkeypatch.setattr(reading, "SHOWN", 2)
    told = [make_story(is_told=True) for _ in range(5)]
    client.force_login(case.lead)
    address, listed = reverse("stories:stories"), []
    for _page in range(3):
        page = client.get(address)
        listed += page.context["stories"]
        address = f"?older={page.context['older']}" if page.context["older"] else ""
        assert (address in page.text) or not address
        address = reverse("stories:stories") + address
    assert listed == told[::-1]


@pytest.mark.parametrize("older", ["", "x", "9" * 30, "0"])
def test_an_address_that_names_no_story_lists_the_latest(client, case, older):
    told = make_story(is_told=True)
    client.force_login(case.lead)
    assert client.get(reverse("stories:stories"), {"older": older}).context["stories"] == [told]


@pytest.mark.parametrize("name", ["stories", "story"])
def test_few_questions_are_asked_whatever_was_told(client, case, story, name, django_assert_max_num_queries):
    told(story)
    client.force_login(case.lead)
    page = reverse("stories:stories") if name == "stories" else address("story", story)
    with django_assert_max_num_queries(12):
        assert client.get(page).status_code == 200


def test_the_page_of_a_lesson_leads_to_its_story_once_the_debrief_is_complete(client, case):
    client.force_login(case.writer)
    way = reverse("stories:story", args=[case.lesson.pk]).encode()
    assert way in client.get(case.lesson.get_absolute_url()).content
    early = factories.make_lesson(debrief=factories.make_debrief(team=case.team))
    assert b"/story/" not in client.get(early.get_absolute_url()).content
