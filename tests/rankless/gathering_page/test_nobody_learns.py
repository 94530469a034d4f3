"""Nobody learns from any page, mail, log or session who has handed in."""

import pytest
from django.core import mail
from django.test import Client

from rankless.models import Debrief
from tests.factories import make_debrief, make_incident, make_person
from tests.rankless.gathering_page.desk import (
    address,
    browser_of,
    html_of,
    typed,
)
from tests.shown_forms import without_keys

pytestmark = pytest.mark.django_db


def seen_by_others(debrief: Debrief, clients: list[Client]) -> list[tuple[str, int, str]]:
    paths = [
        address(debrief),
        address(debrief, "people"),
        address(debrief, "meeting"),
        f"/letters/{debrief.incident_id}/",
        "/",
        "/letters/",
        "/lessons/",
        "/practice/",
        "/search/?q=sofa",
    ]
    seen = []
    for client in clients:
        for path in paths:
            response = client.get(path)
            seen.append((path, response.status_code, without_keys(html_of(response))))
    return seen


def test_nothing_that_others_see_changes_when_somebody_hands_in_changes_or_withdraws(writer, debrief, voice):
    others = [browser_of(other.person) for other in debrief.voices.exclude(pk=voice.pk).select_related("person")]
    before = seen_by_others(debrief, others)
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    assert seen_by_others(debrief, others) == before
    writer.post(address(debrief, "change"), typed(writer, what="Better."))
    assert seen_by_others(debrief, others) == before
    writer.post(address(debrief, "withdraw"))
    assert seen_by_others(debrief, others) == before
    assert mail.outbox == []


def test_the_requests_that_carry_words_leave_no_line_in_the_log(writer, debrief, capfd, caplog):
    for verb in ("hand-in", "change", "withdraw", "accept"):
        writer.post(address(debrief, verb), typed(writer, what="Mine."))
    said = "".join(capfd.readouterr()) + caplog.text
    assert "hand-in" not in said
    assert "withdraw" not in said
    assert "Mine." not in said


def test_no_answer_puts_words_or_a_name_into_the_session(writer, debrief):
    before = dict(writer.session)
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    writer.get(address(debrief))
    assert dict(writer.session) == before


def test_teams_of_three_still_start_with_the_boxes(team):
    for _ in range(3):
        person = make_person(team=team)
    short = make_debrief(incident=make_incident(team=team))
    assert "We stand behind this" in html_of(browser_of(person).get(address(short)))
