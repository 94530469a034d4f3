"""Nothing that is stored ties the words of a debrief to a person or to a moment.

Who takes part is one table, what was written another, and no path of relations leads from the words to the writer.
"""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models
from django.urls import resolve, reverse

from tests.rules import checkout

# A debrief is opened, awaited and completed; these moments belong to the conversation and not to any text in it.
MOMENTS_OF_THE_CONVERSATION = {"opened_at", "completed_at", "remind_at", "objections_until"}
NAMES_A_PERSON = re.compile(
    r"author|writer|written_by|person|people|user|owner|creator|created|edited|changed|updated|modified|_by$|^by$|name|e?mail"
    r"|session|ip$|address|agent|device|host$"
)
RANKLESS = checkout.models_of("rankless")
# Storage for what people write in a debrief; the bank's questions are the organisation's.
WITH_WORDS = [
    model
    for model in RANKLESS
    if model.__name__ != "Question" and any(isinstance(field, models.TextField) for field in model._meta.fields)
]


def each_with_words(function):
    return pytest.mark.parametrize("model", WITH_WORDS, ids=lambda model: model.__name__)(function)


def test_there_are_words_to_protect():
    assert apps.get_model("rankless", "Debrief") in WITH_WORDS


@each_with_words
def test_words_have_no_relation_to_people(model):
    """The team a debrief belongs to is no person; whoever is in it, all of them could have written."""
    targets = {field.related_model for field in checkout.relations(model)}
    assert {target.__name__ for target in targets if checkout.room_of(target) == "people"} <= {"Team"}


@each_with_words
def test_words_are_not_reached_from_voices(model):
    """Only the debrief as a whole has voices; a text of its own may not."""
    followers = {field.related_model.__name__ for field in model._meta.related_objects}
    assert model.__name__ == "Debrief" or "Voice" not in followers


@each_with_words
def test_words_carry_no_column_that_could_name_a_person(model):
    columns = [field.name for field in model._meta.fields if not isinstance(field, models.GeneratedField)]
    assert [name for name in columns if NAMES_A_PERSON.search(name)] == []


@each_with_words
def test_words_carry_no_moment_of_writing(model):
    moments = {field.name for field in model._meta.fields if isinstance(field, models.DateField | models.TimeField)}
    allowed = {*MOMENTS_OF_THE_CONVERSATION, "due_on"} if model.__name__ == "Debrief" else set()
    assert moments <= allowed


@each_with_words
def test_words_are_not_stamped_automatically(model):
    stamped = [
        field.name
        for field in model._meta.fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    assert stamped == []


def test_a_voice_says_who_was_invited_and_bears_marks_alone():
    """No moment, no number: each could be matched with what was written. Marks are yes or no."""
    voice = apps.get_model("rankless", "Voice")
    others = [field for field in voice._meta.fields if field.name not in {"id", "debrief", "person", "guest_key"}]
    assert {type(field) for field in others} == {models.BooleanField}


def test_nothing_points_at_a_voice():
    voice = apps.get_model("rankless", "Voice")
    assert [field.related_model.__name__ for field in voice._meta.related_objects] == []


def test_what_is_in_the_way_does_not_say_who_said_it_or_at_what_moment():
    """Its host is asked, in whatever state their notes are; only the day is kept, for it to grow old by."""
    obstacle = apps.get_model("reminders", "Obstacle")
    assert {field.name for field in checkout.relations(obstacle)} == {"debrief"}
    assert not [field for field in obstacle._meta.fields if isinstance(field, models.DateTimeField | models.TimeField)]
    assert [field.related_model.__name__ for field in obstacle._meta.related_objects] == []


def test_answers_to_what_is_in_the_way_leave_no_line_in_the_log():
    match = resolve(reverse("reminders:in-the-way", args=[1]))
    assert getattr(match.func, "is_unrecorded", False)


def test_lessons_do_not_say_who_drew_them():
    lesson = apps.get_model("lessons", "Lesson")
    people = {field.name for field in checkout.relations(lesson) if checkout.room_of(field.related_model) == "people"}
    assert people == {"team"}


def test_nothing_in_the_project_keeps_an_audit_of_its_own():
    """The admin's log would record who changed which debrief, and when."""
    assert not apps.is_installed("django.contrib.admin")
    assert [
        model.__name__ for model in apps.get_models() if re.search(r"log|audit|histor", model.__name__.lower())
    ] == []
