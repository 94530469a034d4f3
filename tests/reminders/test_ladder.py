"""The ladder of a debrief supports: the host is asked, then leads see it, and of praise it is climbed as of complaints."""

from datetime import date, timedelta

import pytest

from rankless.alone.gathering import hand_in
from rankless.models import Debrief
from reminders.models import Notice
from reminders.timing.planning import plan
from tests.factories import make_gathering, make_person, make_team
from tests.kinds import EACH_KIND
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

WEEKS = 5
EVERYBODY, HOST, WITH_LEADS = "all", "host", "all and lead"


@pytest.fixture(params=EACH_KIND)
def gathering(request):
    """Five write alone, one of them drawn to host; a lead joined later and takes no part."""
    debrief = make_gathering(team=make_team(), kind=request.param, people=5)
    make_person(team=debrief.team, is_lead=True, name="Lee")
    return debrief


def climb(debrief):
    """Plan for weeks, day by day; return each rung with whom it was told to, as one word."""
    for day in range(WEEKS * 7):
        plan(at=utc(2026, 3, 2, 12) + timedelta(days=day))
    voices = set(debrief.voices.values_list("person", flat=True))
    host = set(debrief.voices.filter(is_host=True).values_list("person", flat=True))
    told = {}
    for key, person in Notice.objects.filter(subject="debrief").values_list("key", "person"):
        _, _, step, day, *_ = key.split(":")
        told.setdefault((day, step), set()).add(person)
    groups = {frozenset(host): HOST, frozenset(voices): EVERYBODY}
    return [
        (date.fromisoformat(day).day, step, groups.get(frozenset(who), WITH_LEADS))
        for (day, step), who in sorted(told.items())
    ]


def test_praise_climbs_the_same_ladder_as_a_complaint(gathering):
    assert climb(gathering) == [
        (2, "invitation", EVERYBODY),
        (4, "half-way", EVERYBODY),
        (6, "day-before", EVERYBODY),
        (10, "day-after", EVERYBODY),
        (12, "three-after", HOST),
        (16, "five-after", WITH_LEADS),
        (23, "weekly", WITH_LEADS),
        (30, "weekly", WITH_LEADS),
        (6, "weekly", WITH_LEADS),
    ]


def test_where_nobody_hosts_nobody_is_asked_and_the_next_rung_follows(gathering):
    gathering.voices.update(is_host=False)
    assert [step for _, step, _ in climb(gathering)][3:6] == ["day-after", "five-after", "weekly"]
    assert Debrief.objects.get().remind_at is not None


def test_a_host_who_may_no_longer_sign_in_is_not_asked(gathering):
    host = gathering.voices.get(is_host=True).person
    host.is_active = False
    host.save()
    assert "three-after" not in [step for _, step, _ in climb(gathering)]


def test_who_handed_in_is_reminded_as_everybody_is(gathering):
    before = climb(gathering)
    Notice.objects.all().delete()
    Debrief.objects.update(remind_at=utc(2026, 3, 2, 9))
    for voice in gathering.voices.all()[:2]:
        hand_in(voice, [], key=f"key of {voice.pk}")
    assert climb(gathering) == before
