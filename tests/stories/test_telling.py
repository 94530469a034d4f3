"""A story is read by others only when the team, everybody it names and a customer it names have agreed."""

from __future__ import annotations

import pytest

from lessons.learning import drop
from rankless.texts.agreeing import reopen
from stories.errors import NotAgreed, NotToTell, WrittenMeanwhile
from stories.models import Story
from stories.telling import (
    agree_to_be_named,
    proposed_words,
    refuse_to_be_named,
    show_to,
    take_back,
    tell,
)
from tests import factories
from tests.stories.conftest import TODAY


def told_on(story: Story):
    return Story.objects.get(pk=story.pk).told_on


def tell_it(story: Story, by) -> None:
    tell(story, by=by, on=TODAY, seen=Story.objects.get(pk=story.pk).version)


def agree(story: Story, person) -> None:
    agree_to_be_named(story, person=person, on=TODAY, seen=Story.objects.get(pk=story.pk).version)


def test_what_is_proposed_names_neither_the_customer_nor_the_team(case):
    words = proposed_words(case.lesson)
    assert "Oakley" not in words.letter
    assert "Dan" not in words.letter
    assert "never came" in words.letter


def test_somebody_else_of_the_team_tells_it(case):
    story = case.write()
    tell_it(story, case.dan)
    assert told_on(story) == TODAY


def test_its_writer_alone_does_not(case):
    story = case.write()
    with pytest.raises(NotAgreed):
        tell_it(story, case.writer)
    assert told_on(story) is None


def test_who_works_alone_tells_it_alone(db):
    team = factories.make_team()
    only = factories.make_person(team=team)
    lesson = factories.make_lesson(
        debrief=factories.make_debrief(incident=factories.make_incident(team=team), is_complete=True)
    )
    from tests.stories.conftest import Case

    story = Case(team, lesson, only, only, only).write()
    tell_it(story, only)
    assert told_on(story) == TODAY


def test_whoever_it_names_has_to_agree_first(case):
    story = case.write(letter="Dan was kind.")
    with pytest.raises(NotAgreed):
        tell_it(story, case.lead)
    agree(story, case.dan)
    tell_it(story, case.lead)
    assert told_on(story) == TODAY


def test_whoever_it_names_of_another_team_has_to_agree_too(case):
    priya = factories.make_person(team=factories.make_team(), name="Priya Raman")
    factories.make_person(team=factories.make_team(), name="Dana Cole")
    story = case.write(letter="Then Priya Raman rang.")
    assert [consent.person for consent in story.consents.all()] == [priya]
    with pytest.raises(NotAgreed):
        tell_it(story, case.lead)
    agree(story, priya)
    tell_it(story, case.lead)
    assert told_on(story) == TODAY


def test_what_is_proposed_names_nobody_of_another_team(case):
    factories.make_person(team=factories.make_team(), name="Priya Raman")
    letter = "Priya Raman rang. Priya was kind."
    case.lesson.debrief.incident.text = letter
    assert proposed_words(case.lesson).letter == "[name] rang. [name] was kind."


def test_nobody_agrees_for_somebody_else(case):
    story = case.write(letter="Dan was kind.")
    agree(story, case.lead)
    with pytest.raises(NotAgreed):
        tell_it(story, case.lead)


def test_who_no_longer_wants_to_be_named_takes_it_back(case):
    story = case.write(letter="Dan was kind.")
    agree(story, case.dan)
    tell_it(story, case.lead)
    refuse_to_be_named(story, person=case.dan, on=TODAY)
    assert told_on(story) is None


def test_a_customer_it_names_has_to_be_asked(case):
    story = case.write(letter="Mrs Oakley waited.")
    with pytest.raises(NotAgreed):
        tell_it(story, case.lead)
    story = case.write(letter="Mrs Oakley waited.", customer_agreed=True)
    tell_it(story, case.lead)
    assert told_on(story) == TODAY


def test_new_words_ask_everybody_anew(case):
    story = case.write(letter="Dan was kind.")
    agree(story, case.dan)
    tell_it(story, case.lead)
    story = case.write(letter="Dan was kind, and slow.")
    assert told_on(story) is None
    with pytest.raises(NotAgreed):
        tell_it(story, case.lead)


def test_who_agrees_agrees_to_the_words_they_read(case):
    story = case.write(letter="Dan was kind.")
    read = story.version
    case.write(letter="Dan was slow.")
    with pytest.raises(WrittenMeanwhile):
        agree_to_be_named(story, person=case.dan, on=TODAY, seen=read)
    with pytest.raises(WrittenMeanwhile):
        tell(story, by=case.lead, on=TODAY, seen=read)


def test_two_writers_do_not_overwrite_each_other(case):
    case.write()
    with pytest.raises(WrittenMeanwhile):
        case.write(letter="Another.", based_on=0)


def test_a_debrief_that_was_opened_again_has_no_story_to_tell(case):
    story = case.write()
    reopen(case.lesson.debrief, reason="We forgot the depot.", at=factories.MONDAY)
    with pytest.raises(NotToTell):
        tell_it(Story.objects.get(pk=story.pk), case.lead)


def test_a_lesson_that_was_dropped_has_no_story_to_write(case):
    drop(case.lesson, reason="It was about another shop.", at=factories.MONDAY)
    with pytest.raises(NotToTell):
        case.write()


def test_what_is_taken_back_can_be_told_again(case):
    story = case.write()
    tell_it(story, case.lead)
    take_back(story)
    assert told_on(story) is None
    tell_it(story, case.dan)
    assert told_on(story) == TODAY


def test_a_story_is_shown_to_a_team_once(case):
    story, others = case.write(), factories.make_team()
    assert show_to(story, others, on=TODAY)
    assert not show_to(story, others, on=TODAY)
