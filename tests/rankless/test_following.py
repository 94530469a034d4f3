"""A screen hears that its debrief moved, and says nothing of whose it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rankless.alone.gathering import hand_in, withdraw
from rankless.following import moved, state_of, token_of
from rankless.models import Debrief, Phase
from tests.factories import make_gathering

pytestmark = pytest.mark.django_db


@pytest.fixture
def debrief() -> Debrief:
    return make_gathering()


@pytest.fixture
def address(debrief) -> str:
    return reverse("rankless:follow", args=[token_of(debrief)])


def test_the_answer_is_the_phase_and_a_number(client, debrief, address):
    moved(debrief)
    debrief.refresh_from_db()
    answer = client.get(address)
    assert answer.content.decode() == state_of(debrief) == f"gather-{debrief.moves}"
    assert answer["Cache-Control"] == "no-cache"
    assert not answer.cookies


def test_nothing_new_is_said_in_a_word(client, debrief, address):
    tag = client.get(address)["ETag"]
    answer = client.get(address, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    for change in (lambda: moved(debrief), lambda: Debrief.objects.update(phase=Phase.REVEAL)):
        change()
        answer = client.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        tag = answer["ETag"]


def test_handing_in_and_withdrawing_move_nothing(client, debrief, address):
    voice = debrief.voices.first()
    before = client.get(address).content
    hand_in(voice, [], key="k")
    assert client.get(address).content == before
    withdraw(voice, key="k")
    assert client.get(address).content == before


def test_it_costs_one_question(client, address):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) == 1


def test_everybody_asks_the_same(debrief):
    assert token_of(debrief) == token_of(Debrief.objects.get(pk=debrief.pk))


@pytest.mark.parametrize("token", ["1", "1:", "x:y", "1:abc", "9" * 30 + ":abc", "%00"])
def test_a_token_that_was_made_up_leads_nowhere(client, token):
    assert client.get(f"/follow/{token}/").status_code == 404


def test_a_debrief_that_is_gone_leads_nowhere(client, debrief, address):
    Debrief.objects.filter(pk=debrief.pk).delete()
    assert client.get(address).status_code == 404


def test_it_leaves_no_line_in_the_log(client, address, caplog):
    client.get(address)
    assert "follow" not in caplog.text
