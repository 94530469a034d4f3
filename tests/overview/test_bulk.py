"""Made-up letters: the same for the same seed; test_filled.py looks at many, test_demo.py at some beside the story."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from incidents.models import Customer, Incident, Original, Point, Promise, RecoveryStep, TimelineEntry
from lessons.models import Action, Lesson, Sighting
from overview.demo import bulk, wording
from people.models import Team, User
from rankless.models import Contribution, Debrief, Envelope, TeamPulse, Voice

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 8, 15, 0, tzinfo=UTC)


def fill(letters: int, *, seed: int = 1) -> None:
    assert list(bulk.fill(letters=letters, seed=seed, at=AT))[-1] == letters


def content(letters: int, *, seed: int) -> list[tuple]:
    """What `seed` gives, without leaving it there."""
    with transaction.atomic():
        fill(letters, seed=seed)
        rows = [
            *Incident.objects.order_by("pk").values_list("kind", "title", "text", "received_on", "logged_at"),
            *Original.objects.order_by("pk").values_list("form_key", "sha256"),
            *Point.objects.order_by("pk").values_list("quote", "start", "polarity", "stage__name", "factor__name"),
            *Debrief.objects.order_by("pk").values_list("phase", "what", "why", "differently", "completed_at"),
            *Debrief.objects.order_by("pk").values_list("way", "other_side", "no_change_because", "objections_until"),
            *Contribution.objects.order_by("key").values_list("key", "section", "text", "pile", "weight"),
            *Envelope.objects.order_by("key").values_list("key", "purpose"),
            *Voice.objects.order_by("pk").values_list("person__email", "is_host", "has_handed_in"),
            *TeamPulse.objects.order_by("pk").values_list("answers", "could_say", "come_again"),
            *Lesson.objects.order_by("pk").values_list("sentence", "status", "check_on"),
            *TimelineEntry.objects.order_by("pk").values_list("what", "at", "detail", "by__email"),
            *Customer.objects.order_by("pk").values_list("name", "phone"),
        ]
        transaction.set_rollback(True)
    return rows


@pytest.mark.parametrize("letters", [1, 37])
def test_a_seed_gives_the_same_letters_every_time(letters):
    assert content(letters, seed=7) == content(letters, seed=7)


def test_another_seed_gives_others():
    assert content(5, seed=7) != content(5, seed=8)


def test_what_bears_a_team_bears_that_of_its_letter():
    fill(600)
    for model in (Point, Promise, RecoveryStep, Debrief, Sighting):
        assert model.objects.exists()
        assert not model.objects.exclude(team=F("incident__team")).exists()
    assert not Action.objects.exclude(team=F("lesson__team")).exists()


def test_lessons_come_from_passages_of_their_own_letter():
    fill(200)
    taught = Lesson.points.through.objects.values_list("lesson__debrief__incident", "point__incident")
    assert taught.exists()
    assert all(letter == quoted for letter, quoted in taught)


def test_words_are_as_frequent_as_in_a_language():
    """Zipf: the hundred commonest of six thousand words make a third to a half of a text."""
    spoken = wording.words(Random(3), 20_000)
    common = set(wording.WORDS[:100])
    assert 0.33 < sum(word in common for word in spoken) / len(spoken) < 0.5
    assert len(set(spoken)) > 3_000


# The command


def demo(*arguments: str) -> dict:
    printed = StringIO()
    call_command("demo", *arguments, "--json", stdout=printed)
    return json.loads(printed.getvalue())


@pytest.mark.same_on_any_engine
def test_without_the_story_the_first_team_is_that_of_the_four(settings):
    settings.DEBUG = True
    demo("--incidents", "20")
    manager, lead = (User.objects.get(email=f"{name}@demo.test") for name in ("manager", "lead"))
    assert manager.managed_team_ids == lead.led_team_ids == [Team.objects.get(name="Branch 01").pk]
    assert User.objects.filter(is_demo=True).count() == bulk.PEOPLE
    assert demo()["letters"] == 50


@pytest.mark.parametrize("count", ["-1", "0", "many"])
def test_a_count_that_is_none_is_refused(settings, count):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="number of letters"):
        demo(f"--incidents={count}")
