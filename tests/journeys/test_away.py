"""Two weeks away: said on one page, covered by a colleague, and nothing is lost on either side."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from incidents.models import Promise
from incidents.recovery import make_promise
from people.models import User
from reminders.sweep import sweep
from tests.factories import MONDAY, make_incident, make_person, make_team

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def ring_every_morning(first: datetime, *, days: int) -> None:
    for day in range(days):
        for minute in (0, 1):
            sweep(at=first.replace(hour=8) + timedelta(days=day, minutes=minute))


def lines_for(person: User) -> list[str]:
    return [str(sent.body) for sent in mail.outbox if sent.to == [person.email]]


def test_somebody_goes_away_a_colleague_keeps_the_promise_and_nobody_is_told_twice() -> None:
    team = make_team()
    ada, ben = (make_person(team=team, name=name, is_manager=name == "Ada") for name in ("Ada", "Ben"))
    incident = make_incident(team=team, by=ada)
    make_promise(incident=incident, what="Ring on Friday", owner=ada, due_on=date(2026, 3, 6), by=ada, at=MONDAY)
    with time_machine.travel(MONDAY + timedelta(hours=8), tick=False):
        said = {"first_day": "2026-03-03", "last_day": "2026-03-15", "stand_in": ben.pk}
        assert signed_in(ada).post(reverse("people:absences"), said).status_code == 302
    ring_every_morning(MONDAY + timedelta(days=1), days=3)
    assert not lines_for(ada)
    assert any(
        "Ring on Friday\n" in body and "For Ada, who is away until Sun 15 Mar" in body for body in lines_for(ben)
    )
    with time_machine.travel(MONDAY + timedelta(days=3), tick=False):
        desk = signed_in(ben).get(reverse("overview:desk")).content.decode()
        assert "For Ada, who is away until" in desk
        [promise] = Promise.objects.all()
        kept = reverse("incidents:settle-promise", args=[incident.pk, promise.pk])
        assert signed_in(ben).post(kept, {"outcome": "kept"}).status_code == 302
    mail.outbox.clear()
    ring_every_morning(MONDAY + timedelta(days=4), days=10)
    assert not lines_for(ada)
    assert not any("Ring on Friday" in body for body in lines_for(ben))
    ring_every_morning(datetime(2026, 3, 16, tzinfo=MONDAY.tzinfo), days=1)
    [welcome_back] = lines_for(ada)
    assert "The sofa is late." in welcome_back
    assert "Ring on Friday" not in welcome_back
    assert not re.search("who is away", welcome_back)
