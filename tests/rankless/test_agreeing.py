"""Standing behind the texts, objecting to them, adding to them: the same for complaint and praise."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.working_days import MONDAY_TO_FRIDAY
from incidents.models import Happening
from rankless.errors import AlreadyComplete, NotAgreeing
from rankless.models import Addition, Afterwards, Debrief, Envelope, Pace, Part, Phase, Purpose, Section, Way
from rankless.tending import tend
from rankless.texts import objecting
from rankless.texts.agreeing import (
    ChangedMeanwhile,
    NotAllWritten,
    NotComplete,
    add_later,
    complete_standing,
    reopen,
    stand_behind,
    time_to_object,
)
from rankless.texts.objecting import ROOM_AT_LEAST, NoRoomLeft, NotStanding, object_to, open_objections
from rankless.texts.writing import Typed, save_texts
from tests.factories import MONDAY, agree, make_debrief, make_lesson, make_revealed, make_team, write_sections
from tests.kinds import EACH_KIND

pytestmark = pytest.mark.django_db

LONG = timedelta(days=30)
ON_THE_QUARTER = (MONDAY + LONG).replace(minute=15)


def write(debrief: Debrief, part: Part, text: str) -> None:
    debrief = Debrief.objects.get(pk=debrief.pk)
    assert not save_texts(debrief, {part: Typed(text, based_on=debrief.version_of(part))})


def as_it_is(debrief: Debrief) -> Debrief:
    return Debrief.objects.get(pk=debrief.pk)


def seen(debrief: Debrief) -> dict[Part, int]:
    return {part: as_it_is(debrief).version_of(part) for part in Part}


@pytest.fixture(params=EACH_KIND)
def written(request) -> Debrief:
    """A debrief on the long way with all its texts and a lesson."""
    debrief = make_revealed(phase=Phase.AGREE, kind=request.param)
    write_sections(debrief)
    write(debrief, Part.OTHER_SIDE, "The driver was kind.")
    make_lesson(debrief=debrief)
    return debrief


@pytest.fixture
def standing(written) -> Debrief:
    return agree(written)


# What is needed


@pytest.mark.parametrize("kind", EACH_KIND)
def test_the_short_way_needs_three_texts_and_completes_at_once(kind):
    debrief = write_sections(make_debrief(kind=kind))
    agree(debrief)
    assert debrief.is_complete
    assert (debrief.remind_at, debrief.objections_until) == (None, None)


@pytest.mark.parametrize("kind", EACH_KIND)
def test_the_long_way_needs_the_other_side_and_a_lesson_or_a_reason(kind):
    debrief = make_revealed(phase=Phase.AGREE, kind=kind)
    write_sections(debrief)
    with pytest.raises(NotAllWritten) as missing:
        stand_behind(debrief, seen=seen(debrief), has_lesson=False, at=MONDAY)
    assert missing.value.parts == [Part.OTHER_SIDE, Part.NO_CHANGE]
    with pytest.raises(NotAllWritten) as missing:
        stand_behind(debrief, seen=seen(debrief), has_lesson=True, at=MONDAY)
    assert missing.value.parts == [Part.OTHER_SIDE]
    write(debrief, Part.OTHER_SIDE, "It was close.")
    write(debrief, Part.NO_CHANGE, "We do this already.")
    stand_behind(debrief, seen=seen(debrief), has_lesson=False, at=MONDAY)
    assert debrief.is_standing


@pytest.mark.parametrize("part", [Part.WHAT, Part.OTHER_SIDE, Part.NO_CHANGE])
def test_nobody_stands_behind_a_text_they_have_not_read(written, part):
    read = seen(written)
    write(written, part, "Something else.")
    with pytest.raises(ChangedMeanwhile):
        stand_behind(written, seen=read, has_lesson=True, at=MONDAY)
    assert not as_it_is(written).is_standing


@pytest.mark.parametrize("phase", [Phase.GATHER, Phase.REVEAL, Phase.WEIGH])
def test_texts_are_agreed_in_their_time_only(phase):
    debrief = make_revealed(phase=phase)
    with pytest.raises(NotAgreeing):
        save_texts(debrief, {Part.WHAT: Typed("Too early.", based_on=0)})
    with pytest.raises(NotAgreeing):
        stand_behind(debrief, seen=seen(debrief), has_lesson=True, at=MONDAY)


# How long anybody may object


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    hours=st.integers(0, 35_000),
    days=st.integers(1, 20),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland", "Asia/Kathmandu"]),
)
def test_the_time_to_object_ends_with_a_working_day_of_the_team(hours, days, zone):
    at = MONDAY + timedelta(hours=hours)
    team = make_team(time_zone=zone)
    Pace.objects.create(team=team, objection_days=days)
    debrief = make_debrief(team=team)
    debrief.way = Way.LONG
    until = time_to_object(debrief, at=at)
    local = until.astimezone(ZoneInfo(zone))
    assert local.time() == time(23, 59)
    assert local.weekday() < 5
    assert MONDAY_TO_FRIDAY.between(at.astimezone(ZoneInfo(zone)).date(), local.date()) == days


def test_two_working_days_unless_the_team_says_otherwise(standing):
    assert standing.objections_until == datetime(2026, 3, 4, 23, 59, tzinfo=UTC)
    assert standing.remind_at is not None
    assert standing.phase == Phase.AGREE


def test_a_team_that_waits_for_nobody_completes_at_once(written):
    Pace.objects.create(team=written.team, objection_days=0)
    agree(written)
    assert written.is_complete


def test_the_short_way_waits_for_nobody(written):
    assert time_to_object(make_debrief(), at=MONDAY) is None


def test_a_second_press_does_not_begin_the_time_anew(standing):
    before = Debrief.objects.values().get(pk=standing.pk)
    agree(standing, at=MONDAY + timedelta(days=1))
    assert Debrief.objects.values().get(pk=standing.pk) == before


@pytest.mark.parametrize("part", Part)
def test_a_changed_text_ends_the_standing(standing, part):
    write(standing, part, "Something else.")
    assert not as_it_is(standing).is_standing
    tend(at=ON_THE_QUARTER)
    assert not as_it_is(standing).is_complete
    agree(standing)
    assert as_it_is(standing).is_standing


def test_a_text_saved_as_it_was_ends_nothing(standing):
    write(standing, Part.WHAT, f"{standing.what}\r\n")
    assert as_it_is(standing).is_standing


def test_once_the_time_is_over_the_bell_completes_it(standing):
    until = standing.objections_until
    complete_standing(at=until - timedelta(minutes=1))
    assert not as_it_is(standing).is_complete
    complete_standing(at=until)
    done = as_it_is(standing)
    assert done.is_complete
    assert (done.completed_at, done.remind_at, done.objections_until) == (until, None, None)
    assert standing.incident.timeline.filter(what=Happening.DEBRIEF_COMPLETED).count() == 1
    assert Afterwards.objects.filter(debrief=standing).exists()
    complete_standing(at=until + timedelta(minutes=1))
    assert standing.incident.timeline.filter(what=Happening.DEBRIEF_COMPLETED).count() == 1


def test_only_the_quarter_hour_completes_what_stood_long_enough(standing):
    until = standing.objections_until
    tend(at=until.replace(minute=45))
    tend(at=until)
    assert not as_it_is(standing).is_complete
    tend(at=until + timedelta(minutes=1))
    assert as_it_is(standing).is_complete


# Objecting


def test_an_objection_shows_nowhere_before_it_is_opened(standing):
    before = Debrief.objects.values().get(pk=standing.pk)
    voices = list(standing.voices.values())
    object_to(standing, reason="Nobody asked the depot.", key="a")
    assert Debrief.objects.values().get(pk=standing.pk) == before
    assert list(standing.voices.values()) == voices


def test_objections_are_opened_together_and_the_text_is_written_further(standing):
    reasons = [f"Reason {number}." for number in range(8)]
    for reason in reasons:
        object_to(standing, reason=reason, key=reason)
    open_objections()
    found = as_it_is(standing)
    assert sorted(found.objections) == reasons
    assert (found.phase, found.is_standing) == (Phase.AGREE, False)
    assert found.remind_at is not None
    assert not Envelope.objects.exists()
    assert found.moves == standing.moves + 1


def test_the_order_of_objections_is_drawn_by_lot(standing):
    orders = set()
    for _ in range(12):
        agree(standing)
        for reason in "abcd":
            object_to(standing, reason=reason, key=reason)
        open_objections()
        orders.add(tuple(as_it_is(standing).objections))
    assert len(orders) > 1


@pytest.mark.parametrize("minute", [1, 14])
@pytest.mark.parametrize("late", [0, 2], ids=["in-time", "after-a-long-sweep"])
def test_objections_are_opened_with_the_next_quarter_hour_only(standing, minute, late):
    tend(at=MONDAY)
    object_to(standing, reason="No.", key="a")
    tend(at=MONDAY.replace(minute=minute))
    assert as_it_is(standing).is_standing
    tend(at=MONDAY.replace(minute=15 + late))
    assert as_it_is(standing).objections == ["No."]


def test_what_is_objected_right_after_a_late_bell_waits_for_the_next_quarter_hour(standing):
    tend(at=MONDAY.replace(minute=17))
    object_to(standing, reason="No.", key="a")
    for minute in (18, 29):
        tend(at=MONDAY.replace(minute=minute))
        assert as_it_is(standing).is_standing
    tend(at=MONDAY.replace(minute=30))
    assert as_it_is(standing).objections == ["No."]


def test_nothing_is_completed_over_a_sealed_objection(standing):
    object_to(standing, reason="No.", key="a")
    complete_standing(at=MONDAY + LONG)
    assert not as_it_is(standing).is_complete
    tend(at=ON_THE_QUARTER)
    assert (as_it_is(standing).is_complete, as_it_is(standing).objections) == (False, ["No."])


def test_a_team_that_waits_for_nobody_still_reads_what_was_objected_before(standing):
    object_to(standing, reason="No.", key="a")
    write(standing, Part.WHAT, "Other words.")
    Pace.objects.update_or_create(team=standing.team, defaults={"objection_days": 0})
    agree(standing)
    assert not as_it_is(standing).is_complete
    tend(at=ON_THE_QUARTER)
    assert as_it_is(standing).objections == ["No."]


def test_objecting_twice_with_one_press_counts_once(standing):
    for _ in range(2):
        object_to(standing, reason="No.", key="a")
    assert Envelope.objects.filter(purpose=Purpose.OBJECTION).count() == 1


def test_what_was_objected_has_a_bound_for_the_debrief_and_none_for_a_person(standing):
    for number in range(ROOM_AT_LEAST):
        object_to(standing, reason=f"No {number}.", key=str(number))
    with pytest.raises(NoRoomLeft):
        object_to(standing, reason="One more.", key="one more")
    object_to(standing, reason="No 3.", key="3")
    assert Envelope.objects.filter(purpose=Purpose.OBJECTION).count() == ROOM_AT_LEAST
    open_objections()
    assert len(as_it_is(standing).objections) == ROOM_AT_LEAST


def test_where_more_take_part_each_of_them_can_object(standing, monkeypatch):
    monkeypatch.setattr(objecting, "ROOM_AT_LEAST", 2)
    voices = standing.voices.count()
    assert voices > 2
    for number in range(voices):
        object_to(standing, reason=f"No {number}.", key=str(number))
    with pytest.raises(NoRoomLeft):
        object_to(standing, reason="One more.", key="one more")


def test_the_same_words_are_shown_once(standing):
    for key in "ab":
        object_to(standing, reason="No.", key=key)
    open_objections()
    assert as_it_is(standing).objections == ["No."]


@pytest.mark.parametrize("kind", EACH_KIND)
def test_there_is_nothing_to_object_to_before_and_after(kind):
    debrief = make_revealed(phase=Phase.AGREE, kind=kind)
    with pytest.raises(NotStanding):
        object_to(debrief, reason="No.", key="a")
    with pytest.raises(NotStanding):
        object_to(make_debrief(is_complete=True, kind=kind), reason="No.", key="b")
    assert not Envelope.objects.exists()


def test_what_was_objected_is_gone_once_it_is_done(standing):
    object_to(standing, reason="No.", key="a")
    open_objections()
    complete_standing(at=agree(standing).objections_until)
    assert as_it_is(standing).is_complete
    assert as_it_is(standing).objections == []


# Afterwards


def test_a_reopened_debrief_comes_back_to_agreeing_on_its_way(standing):
    complete_standing(at=standing.objections_until)
    reopen(standing, reason="A second letter came.", at=MONDAY + LONG)
    assert (standing.phase, standing.way, standing.objections_until) == (Phase.AGREE, Way.LONG, None)
    agree(standing, at=MONDAY + LONG)
    assert standing.is_standing


@pytest.mark.parametrize("kind", EACH_KIND)
def test_what_is_added_later_bears_nothing_but_its_words(kind):
    debrief = make_debrief(is_complete=True, kind=kind)
    before = Debrief.objects.values().get(pk=debrief.pk)
    for _ in range(2):
        add_later(debrief, section=Section.WHY, text="  The depot called.\r\n")
    added = Addition.objects.get()
    assert (added.section, added.text) == (Section.WHY, "The depot called.")
    assert Debrief.objects.values().get(pk=debrief.pk) == before | {"moves": before["moves"] + 1}


def test_nothing_is_added_later_to_what_is_still_open(standing):
    with pytest.raises(NotComplete):
        add_later(standing, section=Section.WHY, text="The depot called.")
    assert not Addition.objects.exists()


def test_a_complete_text_is_not_changed(standing):
    complete_standing(at=standing.objections_until)
    with pytest.raises(AlreadyComplete):
        save_texts(standing, {Part.OTHER_SIDE: Typed("Other.", based_on=standing.other_side_version)})
