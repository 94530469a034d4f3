"""The demo story: complete, balanced, fresh on whatever day it is told, and only where nobody real works."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from incidents.models import Attachment, Incident, Kind, Original, Point, Promise, RecoveryStep
from lessons.models import Action, Evidence, Lesson, Status
from overview.demo.telling import PASSWORD
from people.models import Team, User
from rankless.models import Debrief
from reminders.due import awaited_of

HEADLINE = ("manager", "member", "lead", "admin")


def demo(*arguments: str) -> str:
    printed = StringIO()
    call_command("demo", *arguments, stdout=printed)
    return printed.getvalue()


@pytest.fixture(scope="module")
def told(kept_for_module):
    with override_settings(DEBUG=True):
        return json.loads(demo("--json"))


@pytest.fixture
def story(told, apart, settings):
    """The story, told just now."""
    settings.DEBUG = True
    return told


def headline(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.test")


# What is told


def test_complaints_and_praise_come_in_equal_number_in_each_team(story):
    assert story["letters"] == 30
    for team in Team.objects.all():
        kinds = Incident.objects.filter(team=team).values_list("kind").annotate(Count("pk")).order_by()
        assert len({count for _kind, count in kinds}) == 1


def test_letters_come_over_three_months_and_up_to_today(story):
    days = sorted(Incident.objects.values_list("received_on", flat=True))
    assert timedelta(days=80) < days[-1] - days[0] < timedelta(days=95)
    assert timezone.now().date() - days[-1] <= timedelta(days=2)


def test_debriefs_stand_in_every_state(story):
    today = timezone.now().date()
    late = Debrief.objects.incomplete().filter(due_on__lt=today)
    assert Debrief.objects.complete().count() > 10
    assert late.filter(incident__kind=Kind.COMPLAINT).exists()
    assert late.filter(incident__kind=Kind.PRAISE).exists()
    assert Debrief.objects.incomplete().filter(what="").exists()
    assert Debrief.objects.incomplete().exclude(what="").filter(differently="").exists()
    assert Debrief.objects.incomplete().exclude(reopened_because="").exists()


def test_lessons_stand_in_every_status(story):
    assert set(Lesson.objects.values_list("status", flat=True)) == set(Status)


def test_some_lessons_held_by_a_later_letter_and_one_came_back_by_one(story):
    for outcome, least in (("held", 3), ("relapsed", 1)):
        shown_by = Evidence.objects.filter(outcome=outcome, incident__isnull=False)
        assert shown_by.count() >= least
        for evidence in shown_by:
            assert evidence.incident.received_on > evidence.lesson.drawn_on
            assert evidence.incident.received_on <= evidence.noted_on


def test_actions_and_promises_are_done_open_and_late(story):
    today = timezone.now().date()
    assert Action.objects.filter(done_at__isnull=False).exists()
    assert Action.objects.unfinished().filter(due_on__gt=today).exists()
    assert Action.objects.late(on=today).exists()
    assert Promise.objects.filter(kept_at__isnull=False).exists()
    assert Promise.objects.filter(broken_at__isnull=False).exists()
    assert Promise.objects.still_open().filter(due_on__gt=today).exists()
    assert Promise.objects.still_open().filter(due_on__lt=today).exists()
    assert RecoveryStep.objects.still_open().exists()


def test_customers_write_again_one_of_them_with_a_second_complaint_within_six_weeks(story):
    assert Incident.objects.values("customer").annotate(letters=Count("pk")).filter(letters__gte=2).count() >= 2
    six_weeks_ago = timezone.now().date() - timedelta(weeks=6)
    recent = Incident.objects.filter(kind=Kind.COMPLAINT, received_on__gte=six_weeks_ago)
    assert recent.values("customer").annotate(letters=Count("pk")).filter(letters__gte=2).exists()


def test_every_point_quotes_its_letter_exactly(story):
    passages = Point.objects.exclude(start=None).select_related("incident")
    assert passages.count() > 40
    for point in passages:
        assert point.incident.text[point.start : point.end] == point.quote


def test_two_letters_wait_to_be_sorted_one_with_a_photo(story):
    assert story["to_sort"] == 2
    assert Attachment.objects.filter(original__in=Original.objects.to_sort()).count() == 1
    assert set(Attachment.objects.values_list("kind", flat=True)) == {"image/jpeg", "application/pdf"}
    assert all(paper.preview for paper in Attachment.objects.filter(kind="image/jpeg"))


def test_debriefs_name_nobody(story):
    names = {name for person in User.objects.all() for name in person.name.split()}
    for debrief in Debrief.objects.all():
        written = f"{debrief.what} {debrief.why} {debrief.differently}"
        assert [name for name in names if name in written] == []


# Who is in it


def test_each_of_the_four_may_sign_in_and_something_awaits_them(story):
    for name in HEADLINE:
        assert headline(name).is_demo
        assert headline(name).check_password(PASSWORD)
        assert awaited_of(headline(name), on=timezone.now().date()).things, name


def test_roles_are_those_of_the_sign_in_names(story):
    northside = Team.objects.get(name="Northside").pk
    assert headline("manager").managed_team_ids == [northside]
    assert northside in headline("lead").led_team_ids
    assert headline("admin").is_administrator
    member = headline("member")
    assert (member.managed_team_ids, member.led_team_ids, member.team_ids) == ([], [], [northside])


PAGES = {
    "/": "Measured our crooked window",
    "/letters/": "Thank you for the drawing",
    "/lessons/": "We ring the customer with the new date",
    "/practice/": "We ask before we show",
    "/actions/": "Choose the pieces for sofas and beds",
    "/search/?q=delivery": "Thursday",
}


def test_every_page_has_something_to_show(story, client):
    client.force_login(headline("lead"))
    for page, shown in PAGES.items():
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert shown in answer.content.decode(), page


def test_every_letter_debrief_and_lesson_of_the_story_opens(story, client):
    person = headline("lead")
    client.force_login(person)
    for incident in Incident.objects.visible_to(person):
        assert client.get(f"/letters/{incident.pk}/").status_code == 200
        assert client.get(f"/letters/{incident.pk}/debrief/").status_code == 200
    for lesson in Lesson.objects.visible_to(person):
        assert client.get(f"/lessons/{lesson.pk}/").status_code == 200


def test_telling_it_twice_changes_nothing(story):
    again = json.loads(demo("--json"))
    assert again == {**story, "outcome": "there already"}
