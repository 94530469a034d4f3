"""Six hundred made-up letters, once for all who look at them: in the promised proportions, and true to every constraint."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Avg, Count, F

from incidents.models import Incident, Original, Point, TimelineEntry
from lessons.models import Action, Adoption, Lesson, Status
from overview.demo import bulk, wording
from people.models import Membership, Team, User
from rankless.models import Afterwards, Contribution, Debrief, Gathering, Phase, TeamPulse, Way
from tests.overview.test_bulk import AT, fill

LETTERS = 600


@pytest.fixture(scope="module")
def _filled(kept_for_module):
    fill(LETTERS)


@pytest.fixture(autouse=True)
def filled(_filled, apart):
    """The letters, as they were filled in."""


def test_the_proportions_are_those_promised():
    assert (Team.objects.count(), User.objects.count(), Membership.objects.count()) == (20, 200, 200)
    assert 0.53 < Debrief.objects.complete().count() / LETTERS < 0.67
    assert 0.4 < Incident.objects.filter(kind="praise").count() / LETTERS < 0.6
    assert 1.7 < Point.objects.count() / LETTERS < 2.3
    days = sorted(Incident.objects.values_list("received_on", flat=True))
    assert timedelta(days=720) < days[-1] - days[0] <= timedelta(days=730)
    assert 3 <= Debrief.objects.annotate(people=Count("voices")).aggregate(mean=Avg("people"))["mean"] <= 4
    assert {len(text) // 1_501 for text in Incident.objects.values_list("text", flat=True)} == {0}
    assert min(map(len, Incident.objects.values_list("text", flat=True))) >= 190
    assert {Status.NORM, Status.RELAPSED, Status.DROPPED} <= set(Lesson.objects.values_list("status", flat=True))


def test_most_debriefs_began_with_notes_and_stand_in_every_phase():
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
    piles = Contribution.objects.values("pile").annotate(
        notes=Count("pk"), sections=Count("section", distinct=True), weights=Count("weight", distinct=True)
    )
    assert set(piles.values_list("sections", "weights")) == {(1, 1)}
    assert piles.filter(notes__gt=1).exists()
    assert not Contribution.objects.filter(debrief__phase__in=[Phase.REVEAL, Phase.WEIGH], weight__gt=0).exists()


def test_as_many_voices_have_handed_in_as_envelopes_are_sealed():
    for gathering in Gathering.objects.select_related("debrief"):
        heard = gathering.debrief.voices.filter(has_handed_in=True).count()
        assert heard == gathering.debrief.envelopes.count()
        assert not gathering.asks_writers or heard < 3


def test_words_afterwards_are_asked_of_what_was_completed_lately():
    assert Afterwards.objects.filter(closed_at=None).exists()
    assert Afterwards.objects.exclude(closed_at=None).exists()
    assert not Afterwards.objects.exclude(debrief__in=Debrief.objects.complete()).exists()


def test_every_point_quotes_its_letter_and_every_letter_has_its_original():
    for point in Point.objects.exclude(start=None).select_related("incident"):
        assert point.incident.text[point.start : point.end] == point.quote
    assert Incident.objects.filter(originals__isnull=True).count() == 0
    assert Debrief.objects.count() == LETTERS
    for original in Original.objects.select_related("incident"):
        assert original.text == original.incident.text


def test_nothing_happened_after_the_day_it_was_filled_on():
    assert not TimelineEntry.objects.filter(at__gt=AT).exists()
    assert not Debrief.objects.filter(completed_at__gt=AT).exists()
    assert not Debrief.objects.filter(remind_at__lt=AT).exists()


def test_the_database_is_content_with_every_row():
    connection.check_constraints()


def test_few_letters_hold_the_rare_word_and_many_the_common_one():
    rare = Incident.objects.filter(text__contains=wording.RARE)
    assert rare.count() == bulk.RARE_LETTERS
    assert rare.values("team").distinct().count() == 1
    assert 0.25 < Incident.objects.filter(text__icontains=wording.COMMON).count() / LETTERS < 0.55


def test_some_practice_is_done_by_other_teams_as_well():
    assert Lesson.objects.filter(is_shared=True).exists()
    assert not Lesson.objects.filter(is_shared=True).exclude(status=Status.NORM).exists()
    assert not Adoption.objects.filter(lesson__team=F("team")).exists()
    assert Adoption.objects.in_force().exists()
    assert Action.objects.unfinished().to_answer().exists()
