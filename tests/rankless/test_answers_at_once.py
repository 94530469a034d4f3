"""Answers at the same moment: a voice counts once, and two bells count a debrief once, on either database."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from rankless.afterwards import AlreadyAnswered, answer, close_due
from rankless.models import Envelope
from tests.factories import make_debrief, make_incident, make_person, make_team
from tests.rankless.pulses import Pulse, pulse_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

OVER = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
AT_ONCE = 4


@pytest.fixture
def debrief():
    team = make_team()
    for _ in range(5):
        make_person(team=team, password=None)
    return make_debrief(incident=make_incident(team=team), is_complete=True)


def at_once(work):
    """Run the work in several threads that begin together; return what each answered, errors among it."""
    barrier, answers = threading.Barrier(AT_ONCE), []

    def run():
        try:
            barrier.wait(timeout=60)
            answers.append(work())
        except Exception as error:
            answers.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def test_a_voice_answers_once(debrief):
    voice = debrief.voices.first()
    told = at_once(lambda: answer(voice, could_say=True, come_again=True))
    assert sorted(map(str, told)) == sorted(map(str, [None, *[AlreadyAnswered] * (AT_ONCE - 1)]))
    assert Envelope.objects.count() == 1


def test_two_bells_count_once(debrief):
    for voice in debrief.voices.all():
        answer(voice, could_say=True, come_again=False)
    assert sum(at_once(lambda: close_due(at=OVER))) == 1
    assert pulse_of([debrief.team]) == Pulse(answers=5, could_say=5, come_again=0)
    assert not Envelope.objects.exists()
