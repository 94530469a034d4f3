"""Made-up letters: the same for the same seed, in the promised proportions, and true to every constraint."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Avg, Count, F

from incidents.models import Customer, Incident, Original, Point, TimelineEntry
from lessons.models import Action, Adoption, Lesson, Status
from overview.demo import bulk, wording
from people.models import Membership, Team, User
from rankless.models import Afterwards, Contribution, Debrief, Envelope, Gathering, Phase, TeamPulse, Voice, Way

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


def test_the_proportions_are_those_promised():
    fill(600)
    assert (Team.objects.count(), User.objects.count(), Membership.objects.count()) == (20, 200, 200)
    assert 0.53 < Debrief.objects.complete().count() / 600 < 0.67
    assert 0.4 < Incident.objects.filter(kind="praise").count() / 600 < 0.6
    assert 1.7 < Point.objects.count() / 600 < 2.3
    days = sorted(Incident.objects.values_list("received_on", flat=True))
    assert timedelta(days=720) < days[-1] - days[0] <= timedelta(days=730)
    assert 3 <= Debrief.objects.annotate(people=Count("voices")).aggregate(mean=Avg("people"))["mean"] <= 4
    assert {len(text) // 1_501 for text in Incident.objects.values_list("text", flat=True)} == {0}
    assert min(map(len, Incident.objects.values_list("text", flat=True))) >= 190
    assert {Status.NORM, Status.RELAPSED, Status.DROPPED} <= set(Lesson.objects.values_list("status", flat=True))


def test_most_debriefs_began_with_notes_and_stand_in_every_phase():
    fill(600)
    complete = Debrief.objects.complete()
    assert 0.7 < complete.filter(way=Way.LONG).count() / complete.count() < 0.9
    assert set(Debrief.objects.filter(way=Way.LONG).values_list("phase", flat=True)) == set(Phase)
    assert set(Debrief.objects.filter(phase=Phase.GATHER)) == {each.debrief for each in Gathering.objects.all()}
    read = Debrief.objects.exclude(hand_ins=None).annotate(notes=Count("contributions"))
    assert {debrief.way for debrief in read} == {Way.LONG}
    assert {4, 10} <= {debrief.notes for debrief in read} <= set(range(4, 11))
    assert set(Debrief.objects.filter(voices__is_host=True)) == set(Debrief.objects.filter(way=Way.LONG))
    assert TeamPulse.objects.count() == bulk.TEAMS


def test_notes_of_one_pile_are_of_one_section_and_one_weight():
    fill(200)
    piles = Contribution.objects.values("pile").annotate(
        notes=Count("pk"), sections=Count("section", distinct=True), weights=Count("weight", distinct=True)
    )
    assert set(piles.values_list("sections", "weights")) == {(1, 1)}
    assert piles.filter(notes__gt=1).exists()
    assert not Contribution.objects.filter(debrief__phase__in=[Phase.REVEAL, Phase.WEIGH], weight__gt=0).exists()


def test_as_many_voices_have_handed_in_as_envelopes_are_sealed():
    fill(600)
    for gathering in Gathering.objects.select_related("debrief"):
        heard = gathering.debrief.voices.filter(has_handed_in=True).count()
        assert heard == gathering.debrief.envelopes.count()
        assert not gathering.asks_writers or heard < 3


def test_words_afterwards_are_asked_of_what_was_completed_lately():
    fill(600)
    assert Afterwards.objects.filter(closed_at=None).exists()
    assert Afterwards.objects.exclude(closed_at=None).exists()
    assert not Afterwards.objects.exclude(debrief__in=Debrief.objects.complete()).exists()


def test_every_point_quotes_its_letter_and_every_letter_has_its_original():
    fill(200)
    for point in Point.objects.exclude(start=None).select_related("incident"):
        assert point.incident.text[point.start : point.end] == point.quote
    assert Incident.objects.filter(originals__isnull=True).count() == 0
    assert Debrief.objects.count() == 200
    for original in Original.objects.select_related("incident"):
        assert original.text == original.incident.text


def test_nothing_happened_after_the_day_it_was_filled_on():
    fill(300)
    assert not TimelineEntry.objects.filter(at__gt=AT).exists()
    assert not Debrief.objects.filter(completed_at__gt=AT).exists()
    assert not Debrief.objects.filter(remind_at__lt=AT).exists()


def test_the_database_is_content_with_every_row():
    fill(50)
    connection.check_constraints()


def test_few_letters_hold_the_rare_word_and_many_the_common_one():
    fill(400)
    rare = Incident.objects.filter(text__contains=wording.RARE)
    assert rare.count() == bulk.RARE_LETTERS
    assert rare.values("team").distinct().count() == 1
    assert 0.25 < Incident.objects.filter(text__icontains=wording.COMMON).count() / 400 < 0.55


def test_words_are_as_frequent_as_in_a_language():
    """Zipf: the hundred commonest of six thousand words make a third to a half of a text."""
    spoken = wording.words(Random(3), 20_000)
    common = set(wording.WORDS[:100])
    assert 0.33 < sum(word in common for word in spoken) / len(spoken) < 0.5
    assert len(set(spoken)) > 3_000


def test_some_practice_is_done_by_other_teams_as_well():
    fill(600)
    assert Lesson.objects.filter(is_shared=True).exists()
    assert not Lesson.objects.filter(is_shared=True).exclude(status=Status.NORM).exists()
    assert not Adoption.objects.filter(lesson__team=F("team")).exists()
    assert Adoption.objects.in_force().exists()
    assert Action.objects.unfinished().to_answer().exists()


# The command


def demo(*arguments: str) -> dict:
    printed = StringIO()
    call_command("demo", *arguments, "--json", stdout=printed)
    return json.loads(printed.getvalue())


def test_it_is_filled_beside_the_story_and_only_once(settings):
    settings.DEBUG = True
    demo()
    filled = demo("--incidents", "40", "--seed", "5")
    assert (filled["outcome"], filled["seed"], filled["letters"]) == ("filled", 5, 70)
    assert demo("--incidents", "40") | {"seed": 5} == {**filled, "outcome": "filled already"}
    assert User.objects.get(email="manager@demo.test").teams[0].name == "Northside"


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
