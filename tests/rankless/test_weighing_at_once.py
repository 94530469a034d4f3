"""Several people put together, vote and count in the same moment; every vote is counted once or plainly refused."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from rankless.models import Debrief, Envelope, Phase
from rankless.notes.weighing import LEAST_VOTERS, AlreadyCast, NotWeighing, cast, count_ballots, put_together
from tests.factories import make_notes, make_revealed

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def all_at_once(*presses: Callable[[], object]) -> list[Exception | None]:
    """What came of each press."""
    gate = Barrier(len(presses))
    outcomes: list[Exception | None] = [None] * len(presses)

    def run(number: int, press: Callable[[], object]) -> None:
        try:
            gate.wait()
            press()
        except Exception as failure:
            outcomes[number] = failure
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def debrief() -> Debrief:
    return make_revealed(people=8, phase=Phase.WEIGH)


def test_no_vote_is_lost_when_all_cast_while_somebody_puts_together(debrief):
    one, two, three = make_notes(debrief=debrief, what=["one", "two", "three"])
    ballots = [lambda voice=voice: cast(debrief, voice, [one.key]) for voice in debrief.voices.all()]
    outcomes = all_at_once(*ballots, lambda: put_together(debrief, [one.key, two.key]))
    assert outcomes == [None] * 9
    count_ballots(debrief)
    assert dict(debrief.contributions.values_list("text", "weight")) == {"one": 8, "two": 8, "three": 0}
    three.refresh_from_db()
    assert three.is_alone


def test_of_one_voice_in_many_windows_one_ballot_counts(debrief):
    [note] = make_notes(debrief=debrief, what=["one"])
    voice = debrief.voices.first()
    outcomes = all_at_once(*[lambda: cast(debrief, voice, [note.key])] * 5)
    assert [type(outcome) for outcome in outcomes if outcome] == [AlreadyCast] * 4
    for other in debrief.voices.exclude(pk=voice.pk):
        cast(debrief, other, [])
    count_ballots(debrief)
    assert debrief.contributions.get().weight == 1


def test_a_vote_counts_or_comes_too_late_and_nothing_between(debrief):
    [note] = make_notes(debrief=debrief, what=["one"])
    ballots = [lambda voice=voice: cast(debrief, voice, [note.key]) for voice in debrief.voices.all()]
    *votes, first, second = all_at_once(*ballots, lambda: count_ballots(debrief), lambda: count_ballots(debrief))
    assert (first, second) == (None, None)
    assert {type(outcome) for outcome in votes} <= {type(None), NotWeighing}
    note.refresh_from_db()
    debrief.refresh_from_db()
    counted = votes.count(None)
    assert note.weight == (counted if counted >= LEAST_VOTERS else 0)
    assert (debrief.what_version, debrief.moves) == (1, 1)
    assert not Envelope.objects.exists()
    assert not debrief.voices.filter(has_cast=True).exists()
