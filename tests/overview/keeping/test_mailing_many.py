"""What is mailed of a search that finds more than is counted, and of every sort that it finds."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from incidents.models import Incident
from overview.keeping import mailing, news
from overview.keeping.mailing import MAIL
from overview.models import Place
from people.sign_in_links import find_link
from reminders.models import Digest
from reminders.weekly.planning import plan_letters
from tests.factories import (
    MONDAY,
    make_customer,
    make_debrief,
    make_incident,
    make_lesson,
)
from tests.overview.keeping.mailed import (
    A_WEEK,
    FIRST,
    SECOND,
    SOFA,
    THIRD,
    make_mailed,
    told_at,
)
from tests.overview.search.asking import agreed

pytestmark = pytest.mark.django_db


def make_letters(team, number, *, at=MONDAY, text=SOFA):
    title = text.splitlines()[0]
    of_each = {"kind": "complaint", "team": team, "title": title, "text": text}
    Incident.objects.bulk_create(
        Incident(**of_each, received_on=at.date() - timedelta(days=n), logged_at=at) for n in range(number)
    )


@pytest.mark.parametrize("place", Place)
def test_of_more_than_is_counted_what_was_made_since_is_new(reader, team, place, monkeypatch):
    monkeypatch.setattr(news, "OVERLAP", 3)
    make_letters(team, 120)
    make_mailed(reader, place=place, query="q=sofa" if place == Place.SEARCH else "kind=complaint")
    assert told_at(FIRST) == ""
    make_incident(team=team, text="An old sofa", at=FIRST, received_on=(MONDAY - 50 * A_WEEK).date())
    told = told_at(SECOND)
    assert ("Sofas: 1 new" in told, "An old sofa" in told) == (True, True)
    assert told_at(THIRD) == ""


def test_from_few_to_too_many_and_back_only_what_came_is_told(kept, team, monkeypatch):
    monkeypatch.setattr(news, "OVERLAP", 3)
    make_letters(team, 90)
    assert "Sofas: 90 new" in told_at(FIRST)
    make_letters(team, 20)
    assert "Sofas: 20 new" in told_at(SECOND)
    Incident.objects.filter(pk__in=Incident.objects.order_by("pk").values("pk")[:50]).delete()
    assert told_at(THIRD) == ""


def test_more_new_ones_than_are_counted_are_said_to_be_more(kept, team):
    make_letters(team, 130)
    told = told_at(FIRST)
    assert "Sofas: more than 100 new" in told
    assert told.count(SOFA) == news.TOLD
    assert told_at(SECOND) == ""


def test_debriefs_too_many_to_remember_are_new_by_the_day_they_were_agreed(reader, team, monkeypatch):
    monkeypatch.setattr("overview.keeping.sorts.READ", 3)
    monkeypatch.setattr("overview.search.finding.COUNT_LIMIT", 2)
    early = make_debrief(team=team, text="A lamp")
    for number in range(3):
        agreed(make_debrief(team=team, text=f"A chair {number}"), why="The sofa was first.")
    make_mailed(reader, query="q=sofa&in=debriefs")
    assert told_at(FIRST) == ""
    agreed_at = FIRST + timedelta(days=1)
    agreed(early, why="The sofa, again.")
    type(early).objects.filter(pk=early.pk).update(completed_at=agreed_at)
    assert "Debrief: A lamp" in told_at(SECOND)
    assert told_at(THIRD) == ""


def test_asking_costs_the_same_however_much_is_found(reader, team, django_assert_max_num_queries):
    make_mailed(reader)
    make_letters(team, 110)
    plan_letters(at=FIRST, of=MAIL)
    digests = list(Digest.objects.select_related("person"))
    with django_assert_max_num_queries(22):
        mailing.write(digests)


def test_every_sort_is_told_with_a_page_to_open(reader, kept, team):
    debrief = agreed(make_debrief(team=team, text=SOFA), why="The sofa was forgotten.")
    lesson = make_lesson(debrief=make_debrief(team=team, text="A lamp"), sentence="We measure each sofa.")
    customer = make_customer(team=team, name="Sofa & Sons")
    told = told_at(FIRST)
    for words in ("Letter: A sofa is late", "Debrief: A sofa is late", "Lesson: We measure each sofa.", "Sofa & Sons"):
        assert words in told
    paths = [find_link(token).path for token in re.findall(r"/accounts/link/([\w-]{32})/", told)]
    letter = debrief.incident
    assert paths == [
        *(letter.get_absolute_url(), debrief.get_absolute_url(), lesson.get_absolute_url()),
        *(f"/letters/?customer={customer.pk}", kept.get_absolute_url(), "/search/"),
    ]
