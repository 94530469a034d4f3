"""Figures for Prometheus: only for whoever shows the token, and true."""

from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from reminders.models import Notice, Subject
from reminders.operations.heartbeats import beat
from tests.factories import make_debrief

pytestmark = pytest.mark.django_db

TOKEN = "only-for-this-test"


def figures(answer):
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


@pytest.fixture
def read(client, settings):
    settings.METRICS_TOKEN = TOKEN
    return lambda: figures(client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}))


def test_without_a_token_set_there_is_no_such_page(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("shown", ["", TOKEN, "Bearer", f"Bearer {TOKEN} ", "Bearer ü", f"bearer {TOKEN}x"])
def test_another_token_reads_nothing(client, settings, shown):
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": shown})
    assert (answer.status_code, answer.content) == (401, b"")


def test_it_tells_how_old_heartbeats_are(read):
    beat(worker="one@shop", at=timezone.now() - timedelta(seconds=90))
    found = read()
    assert 90 <= found["debrief_heartbeat_age_seconds", "bell"] < 120
    assert 90 <= found["debrief_heartbeat_age_seconds", "worker:one@shop"] < 120


def test_it_tells_how_long_the_oldest_due_thing_waits(read, team, member):
    debrief = make_debrief(team=team)
    debrief.remind_at = timezone.now() - timedelta(hours=1)
    debrief.save(update_fields=["remind_at"])
    assert 3600 <= read()["debrief_oldest_due_seconds", "debrief"] < 3700


def test_notices_that_wait_are_counted(read, member):
    Notice.objects.create(
        key="one", person=member, subject=Subject.DEBRIEF, subject_id=1, step="weekly", not_before=timezone.now()
    )
    assert read()["debrief_notices_waiting",] == 1


def test_no_figure_names_a_person(read, member, client, settings):
    page = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert member.name not in page
    assert member.email not in page


def test_it_costs_a_few_queries_whatever_is_there(client, settings, django_assert_max_num_queries):
    settings.METRICS_TOKEN = TOKEN
    with django_assert_max_num_queries(8):
        client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
