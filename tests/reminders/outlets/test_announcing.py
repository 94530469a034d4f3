"""Channels: what is said in them, when, and that nothing in it is a name or a word of a letter."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from lessons.learning import confirm_held, report_relapse
from people.models import Team
from rankless.models import Debrief
from reminders.channels.announcing import news
from reminders.models import Announcement
from reminders.outlets.models import ErrandState, Event
from tests.factories import (
    MONDAY,
    agree,
    make_customer,
    make_debrief,
    make_incident,
    make_lesson,
    make_person,
    make_team,
)
from tests.factories import write_sections as written
from tests.reminders.outlets.conftest import CHANNEL_KEY, ring
from tests.services import outside as behaving

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]  # test_finding asks on both

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SATURDAY = MONDAY - 2 * DAY
FRIDAY = MONDAY + 4 * DAY


def said(outside) -> list[str]:
    return [json.loads(received.body)["text"] for received in outside.received]


def test_a_new_debrief_is_announced_with_the_way_to_it(team, channel, outside):
    letter = make_incident(team=team)
    ring()
    ring(minutes=1)
    [text] = said(outside)
    assert text == (
        "A complaint came in. Its debrief is open until Monday 9 March 2026: "
        f"http://localhost:8000/letters/{letter.pk}/debrief/"
    )
    assert outside.received[0].path == f"/hooks/{CHANNEL_KEY}"


def test_what_happens_at_night_or_on_a_weekend_is_said_in_one_message_on_monday(team, channel, outside):
    channel.switched_on_at = channel.looked_at = SATURDAY - DAY
    channel.save()
    for number in range(3):
        make_incident(team=team, text=f"Letter {number}", at=SATURDAY + number * HOUR)
    ring(SATURDAY + 4 * HOUR)
    ring(MONDAY - 2 * HOUR)  # seven in the morning
    assert said(outside) == []
    ring(MONDAY - HOUR)
    [text] = said(outside)
    assert text.count("A complaint came in.") == 3


def test_the_team_s_own_working_days_count(channel, team, outside):
    Team.objects.update(working_weekdays="12345")
    make_incident(team=team)
    ring()
    assert said(outside) == []
    ring(MONDAY + DAY)
    assert len(said(outside)) == 1


def test_what_was_moved_by_a_failure_stays_within_the_hours(channel, team, outside):
    outside.plan = [behaving.answers(500)]
    make_incident(team=team, at=MONDAY + 8 * HOUR + 50 * MINUTE)
    ring(MONDAY + 8 * HOUR + 59 * MINUTE)  # a minute before six
    ring(MONDAY + 10 * HOUR)
    assert len(said(outside)) == 1
    ring(MONDAY + 23 * HOUR)
    assert len(said(outside)) == 2


def test_many_at_once_are_counted(channel, team, outside):
    for number in range(13):
        make_incident(team=team, text=f"Letter {number}")
    ring()
    [text] = said(outside)
    assert text.count("•") == 10
    assert text.endswith("… and 3 more.")
    assert Announcement.objects.filter(state=ErrandState.SENT).count() == 13


def test_a_debrief_that_was_done_meanwhile_is_not_called_open(channel, team, outside):
    agree(written(make_debrief(team=team)), at=MONDAY)
    ring()
    [text] = said(outside)
    assert text.startswith("A debrief is complete.")
    assert set(Announcement.objects.values_list("event", "state")) == {
        ("letter.logged", "void"),
        ("debrief.completed", "sent"),
    }


def test_a_debrief_due_on_the_next_working_day_is_announced_once(channel, team, outside):
    make_debrief(team=team)  # due on Monday the 9th
    ring()
    outside.received.clear()
    for minutes in (0, 1, 60):
        ring(FRIDAY, minutes=minutes)
    [text] = said(outside)
    assert text.startswith("A debrief is due Monday 9 March 2026:")


def test_late_debriefs_are_one_line_a_week(channel, team, outside):
    for number in range(2):
        make_debrief(team=team, text=f"Letter {number}")
    ring()
    outside.received.clear()
    for day in range(8, 28):
        ring(MONDAY + day * DAY)
    late = [text for text in said(outside) if "late" in text]
    assert late == [f"2 debriefs are late: http://localhost:8000/letters/?debrief=late&team={team.pk}"] * 3


def test_nothing_is_late_that_all_stand_behind(channel, team, outside):
    debrief = make_debrief(team=team)
    ring()
    outside.received.clear()
    Debrief.objects.filter(pk=debrief.pk).update(objections_until=MONDAY + 60 * DAY)
    for day in range(1, 15):
        ring(MONDAY + day * DAY)
    assert said(outside) == []


def test_lessons_are_announced_when_adopted_and_when_it_came_back(channel, team, outside):
    lesson = make_lesson(debrief=make_debrief(team=team))
    ring()
    outside.received.clear()
    confirm_held(lesson, at=MONDAY + HOUR)
    ring(minutes=61)
    confirm_held(lesson, at=MONDAY + 30 * DAY)  # looked at again: no news
    ring(MONDAY + 30 * DAY)
    report_relapse(lesson, at=MONDAY + 31 * DAY)
    ring(MONDAY + 31 * DAY)
    page = f"http://localhost:8000/lessons/{lesson.pk}/"
    about_lessons = [text for text in said(outside) if "lesson" in text]
    assert about_lessons == [
        f"A lesson has become how we do it: {page}",
        f"It came back, although we had a lesson on it: {page}",
    ]


def test_no_name_and_no_word_is_said(channel, team, outside):
    person = make_person(team=team, name="Zebediah", is_manager=True)
    customer = make_customer(team=team, name="Quillfeather")
    letter = make_incident(team=team, text="Xylophone wobbled.", customer=customer, by=person)
    debrief = agree(written(letter.debrief, what="Yonder marmalade.", why="Zest."), at=MONDAY + HOUR)
    lesson = make_lesson(debrief=debrief, sentence="Vex the walrus daily.", at=MONDAY + HOUR)
    confirm_held(lesson, at=MONDAY + HOUR)
    ring(MONDAY + 2 * HOUR)
    everything = " ".join(said(outside)).lower()
    words = "zebediah quillfeather xylophone wobbled yonder marmalade zest vex walrus counter".split()
    assert everything
    assert [word for word in words if word in everything] == []


def test_a_late_promise_is_a_matter_for_mails_and_webhooks(channel, team, outside):
    from incidents.recovery import make_promise

    manager = make_person(team=team, is_manager=True)
    letter = make_incident(team=team, by=manager)
    make_promise(incident=letter, what="A cover", owner=manager, due_on=MONDAY.date(), by=manager, at=MONDAY)
    ring(datetime(2026, 3, 3, 9, tzinfo=MONDAY.tzinfo))
    assert Announcement.objects.filter(event="promise.late").count() == 0


def test_the_day_is_read_of_all_teams_at_once(django_assert_max_num_queries):
    """However many teams have a channel; those of whom it is another day already are asked once more."""
    teams = [make_team(time_zone=zone) for zone in ("UTC", "Asia/Tokyo", "UTC", "Pacific/Kiritimati") for _ in range(3)]
    for team in teams:
        make_debrief(team=team, at=MONDAY - 14 * DAY)
    with django_assert_max_num_queries(9):
        found = list(news({team.pk: team for team in teams}, MONDAY, MONDAY + 3 * HOUR))
    late = [happening for happening in found if happening.event == Event.DEBRIEFS_LATE]
    assert sorted(happening.team_id for happening in late) == sorted(team.pk for team in teams)
