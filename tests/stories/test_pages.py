"""The card of a story, the page where it is written, and what each of those concerned can press."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.urls import reverse

from stories.models import Showing, Story, Thanks
from tests import factories
from tests.stories.conftest import TODAY


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


def test_how_the_lesson_fares_is_said_as_of_today(client, held):
    story = told(held.write())
    client.force_login(held.lead)
    assert b"It holds." in client.get(address("story", story)).content


def test_a_lead_thanks_the_whole_team_in_one_signed_line(client, case):
    client.force_login(case.lead)
    page = reverse("stories:thank", args=[case.lesson.debrief.incident_id])
    assert client.post(page, {"words": "  "}).status_code == 422
    for words in ("Thank you.", "Thank you for ringing."):
        assert client.post(page, {"words": words}).status_code == 302
    thanks = Thanks.objects.get()
    assert (thanks.team, thanks.signed, thanks.words) == (case.team, "Ruth Adeyemi", "Thank you for ringing.")


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
