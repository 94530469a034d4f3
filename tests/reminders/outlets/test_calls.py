"""Webhooks against a real server out there that misbehaves: what is tried again, when, and what is given up."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from debrief.celery import EVERY_MINUTE
from reminders.models import Call, Webhook
from reminders.outlets.models import ErrandState
from reminders.outlets.sending import LEASE, SECONDS_A_TURN, SECONDS_AN_ATTEMPT
from reminders.outlets.switching import switch_on
from reminders.outside import KINDS, SECONDS
from reminders.sweep import sweep
from reminders.webhooks.keeping import add_webhook, replay
from tests.factories import MONDAY, agree, make_incident, make_team, write_sections
from tests.reminders.outlets.conftest import BEFORE, ring
from tests.services import outside as behaving
from tests.services.outside import listener

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]  # test_at_once claims on both

DAY = timedelta(days=1)
PATIENCE = 3.0
"""Seconds: whoever answers at once has answered by then, however busy the machine is."""


def the_call() -> Call:
    return Call.objects.get()


def keep_ringing(*, days: float, every: int = 10) -> None:
    for minute in range(0, int(days * 24 * 60), every):
        ring(minutes=minute)


def test_a_logged_letter_makes_one_call(team, webhook, outside):
    make_incident(team=team)
    ring()
    ring(minutes=1)
    [received] = outside.received
    assert (received.method, received.path) == ("POST", "/hooks/secret-path")
    assert json.loads(received.body)["event"] == "letter.logged"
    call = the_call()
    assert (call.state, call.status, call.attempts) == (ErrandState.SENT, 200, 1)
    assert received.headers["webhook-id"] == str(call.uuid)


def test_letters_of_another_team_make_none(webhook, outside):
    make_incident(team=make_team())
    ring()
    assert outside.received == []


def test_a_failure_keeps_its_reason_and_is_tried_again_later_under_the_same_id(team, webhook, outside):
    outside.plan = [behaving.answers(500)]
    make_incident(team=team)
    ring()
    call = the_call()
    assert (call.state, call.status, call.reason) == (ErrandState.FAILED, 500, "It answered with 500.")
    ring()
    assert len(outside.received) == 1, "it was not left alone"
    ring(minutes=2)
    assert the_call().state == ErrandState.SENT
    first, second = outside.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_pauses_grow_and_are_never_the_same(team, webhook, outside):
    outside.otherwise = behaving.answers(500)
    make_incident(team=team)
    keep_ringing(days=0.25, every=5)
    assert 5 <= len(outside.received) <= 9
    assert the_call().try_at - MONDAY != timedelta(minutes=60)


def test_a_wish_to_be_left_alone_is_honoured(team, webhook, outside):
    outside.plan = [behaving.answers(429, Retry_After="1800")]
    make_incident(team=team)
    for minutes in (0, 5, 29):
        ring(minutes=minutes)
    assert len(outside.received) == 1
    ring(minutes=31)
    assert the_call().state == ErrandState.SENT


def test_a_wish_for_a_year_is_heard_for_an_hour(team, webhook, outside):
    outside.plan = [behaving.answers(503, Retry_After="31536000")]
    make_incident(team=team)
    ring()
    ring(minutes=61)
    assert the_call().state == ErrandState.SENT


def test_gone_switches_it_off_at_once(team, webhook, outside):
    outside.otherwise = behaving.answers(410)
    make_incident(team=team)
    ring()
    webhook.refresh_from_db()
    assert (webhook.is_on, webhook.off_because[:21]) == (False, "It answered with 410.")
    assert the_call().state == ErrandState.GIVEN_UP


def test_three_times_not_found_switch_it_off(team, webhook, outside):
    outside.otherwise = behaving.answers(404)
    make_incident(team=team)
    seen = []
    for minutes in (0, 10, 60):
        ring(minutes=minutes)
        webhook.refresh_from_db()
        seen.append(webhook.is_on)
    assert seen == [True, True, False]


def test_not_found_counts_in_a_row_alone(team, webhook, outside):
    outside.plan = [behaving.answers(status) for status in (404, 404, 500, 404)]
    make_incident(team=team)
    keep_ringing(days=0.5)
    webhook.refresh_from_db()
    assert webhook.is_on
    assert the_call().state == ErrandState.SENT


def test_three_days_of_failure_switch_it_off_and_a_press_switches_it_on(team, webhook, outside):
    outside.otherwise = behaving.answers(500)
    make_incident(team=team)
    keep_ringing(days=2.5, every=120)
    webhook.refresh_from_db()
    assert webhook.is_on
    keep_ringing(days=4, every=120)
    webhook.refresh_from_db()
    assert not webhook.is_on
    outside.received.clear()
    outside.otherwise = behaving.answers(200)
    make_incident(team=team, at=MONDAY + 4.5 * DAY)
    ring(MONDAY + 5 * DAY)
    assert outside.received == [], "what happens while it is off is not told"
    switch_on(webhook, at=MONDAY + 5 * DAY)
    make_incident(team=team, at=MONDAY + 5.1 * DAY)
    ring(MONDAY + 5.2 * DAY)
    [received] = outside.received
    assert received.headers["webhook-id"] == str(Call.objects.get(state=ErrandState.SENT).uuid)


def test_a_call_that_is_refused_on_its_own_account_holds_up_no_other(team, webhook, outside):
    outside.plan = [behaving.answers(422)]
    make_incident(team=team)
    ring()
    for number in range(1, 5):
        make_incident(team=team, text=f"Letter {number}", at=MONDAY + timedelta(minutes=number))
    outside.plan = [behaving.answers(200)] * 4 + [behaving.answers(422)]
    ring(minutes=4)
    ring(minutes=6)
    assert Call.objects.filter(state=ErrandState.SENT).count() >= 4


def test_a_dead_outlet_costs_one_attempt_and_others_go_on(team, webhook, outside, monkeypatch):
    monkeypatch.setattr("reminders.outlets.sending.SECONDS_AN_ATTEMPT", PATIENCE)
    dead = add_webhook(team=team, name="Dead", address=f"{outside.url}/dead", at=BEFORE)[0]

    def behave(handler):
        (behaving.hangs if handler.path == "/dead" else behaving.answers(200))(handler)

    outside.otherwise = behave
    for number in range(5):
        make_incident(team=team, text=f"Letter {number}")
    ring()
    assert Call.objects.filter(outlet=webhook, state=ErrandState.SENT).count() == 5
    assert [received.path for received in outside.received].count("/dead") == 1
    assert Call.objects.get(outlet=dead, state=ErrandState.FAILED).reason == "It took too long to answer."


@pytest.mark.parametrize(
    "behaviour",
    [behaving.drips_its_answer, behaving.drips_its_headers, behaving.hangs_up, behaving.goes_on_for_ever],
    ids=lambda behaviour: behaviour.__name__,
)
def test_whatever_a_server_does_it_is_a_failure_with_a_reason(team, webhook, outside, behaviour, monkeypatch):
    monkeypatch.setattr("reminders.outlets.sending.SECONDS_AN_ATTEMPT", 0.5)
    outside.otherwise = behaviour
    make_incident(team=team)
    ring()
    call = the_call()
    assert call.state == ErrandState.FAILED
    assert call.reason


def test_a_redirect_into_the_house_is_not_followed(team, webhook, outside):
    with listener() as inside:
        outside.otherwise = behaving.leads_to(f"http://127.0.0.1:{inside.port}/")
        make_incident(team=team)
        ring()
    assert inside.visits == 0
    assert the_call().reason.startswith("It answered with 302.")


def test_a_host_that_is_no_longer_allowed_is_not_called(team, webhook, outside, settings):
    settings.OUTWARD_HOSTS = frozenset()
    make_incident(team=team)
    ring()
    assert outside.received == []
    assert "ports" in the_call().reason


def test_a_call_is_made_once_more_by_a_press(team, webhook, outside):
    make_incident(team=team)
    ring()
    replay(the_call(), at=MONDAY + DAY)
    first, second = outside.received
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert (the_call().state, the_call().attempts) == (ErrandState.SENT, 1)


def test_a_worker_that_died_leaves_a_claim_that_runs_out(team, webhook, outside):
    make_incident(team=team)
    Webhook.objects.update(claimed_until=MONDAY + timedelta(minutes=2))
    ring()
    assert outside.received == []
    ring(minutes=3)
    assert len(outside.received) == 1


def test_a_secret_that_cannot_be_read_any_more_is_said(team, webhook, outside, settings):
    make_incident(team=team)
    settings.SECRET_KEY = "another-0123456789"
    ring()
    assert "SECRET_KEY" in the_call().reason
    assert outside.received == []


def test_settled_calls_are_forgotten_after_a_month_and_not_found_again(team, webhook, outside):
    make_incident(team=team)
    ring()
    ring(MONDAY + 29 * DAY)
    assert Call.objects.exists()
    ring(MONDAY + 31 * DAY)
    ring(MONDAY + 31 * DAY, minutes=1)
    assert not Call.objects.exists()
    assert len(outside.received) == 1


def test_a_completed_debrief_is_told_each_time_it_is_completed(team, webhook, outside):
    letter = make_incident(team=team)
    agree(write_sections(letter.debrief), at=MONDAY + timedelta(minutes=1))
    ring(minutes=2)
    events = [json.loads(received.body)["event"] for received in outside.received]
    assert events == ["letter.logged", "debrief.completed"]


def test_mails_never_wait_for_an_outlet(team, webhook, outside):
    """The bell of the mails knows nothing of outlets, and that of the outlets is over before it rings again."""
    outside.otherwise = behaving.hangs
    make_incident(team=team)
    sweep(at=MONDAY)
    assert outside.received == []
    assert len(KINDS) * (SECONDS + SECONDS_AN_ATTEMPT) < EVERY_MINUTE
    assert LEASE.total_seconds() > SECONDS_A_TURN + SECONDS_AN_ATTEMPT
