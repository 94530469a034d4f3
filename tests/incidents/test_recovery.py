from __future__ import annotations

from datetime import date, timedelta

import pytest

from incidents.models import Happening, Kind, RecoveryStep, Step, TimelineEntry
from incidents.recovery import AlreadySettled, finish_step, make_promise, next_thing, settle_promise
from tests.factories import MONDAY, make_customer, make_incident

LATER = MONDAY + timedelta(hours=3)


def steps_of(incident) -> list[RecoveryStep]:
    return list(RecoveryStep.objects.filter(incident=incident))


@pytest.mark.parametrize(
    ("kind", "ladder"),
    [
        (Kind.COMPLAINT, [Step.ACKNOWLEDGE, Step.CALL, Step.ANSWER, Step.FOLLOW_UP]),
        (Kind.PRAISE, [Step.THANK, Step.INTERVIEW, Step.RECOGNISE]),
    ],
)
def test_each_kind_has_its_ladder(team, kind, ladder):
    steps = steps_of(make_incident(team=team, kind=kind))
    assert [step.step for step in steps] == ladder
    assert all((step.remind_at, step.team) == (MONDAY, team) for step in steps)


def test_the_next_thing_is_the_first_open_step(team):
    incident = make_incident(team=team)
    assert next_thing(incident, steps_of(incident)).step.step == Step.ACKNOWLEDGE


def test_with_a_number_to_dial_the_call_comes_first(team):
    incident = make_incident(team=team, customer=make_customer(team=team, phone="1"))
    found = next_thing(incident, steps_of(incident))
    assert (found.step.step, found.phone) == (Step.CALL, "1")


def test_when_all_is_done_nothing_is_next(team, manager):
    incident = make_incident(team=team)
    for step in steps_of(incident):
        finish_step(step, by=manager, at=LATER)
    assert next_thing(incident, steps_of(incident)) is None
    assert not RecoveryStep.objects.still_open().exists()


def test_a_step_is_done_once_with_what_the_customer_said(team, manager):
    incident = make_incident(team=team)
    step = steps_of(incident)[0]
    finish_step(step, by=manager, at=LATER, note="She laughed.")
    with pytest.raises(AlreadySettled):
        finish_step(step, by=manager, at=LATER, note="Again")
    step.refresh_from_db()
    assert (step.note, step.done_at) == ("She laughed.", LATER)
    entry = TimelineEntry.objects.get(what=Happening.STEP_DONE)
    assert entry.detail == "Thank and apologise: She laughed."


@pytest.mark.parametrize(("is_kept", "what"), [(True, Happening.PROMISE_KEPT), (False, Happening.PROMISE_BROKEN)])
def test_a_promise_is_made_once_and_settled_once(team, manager, member, is_kept, what):
    incident = make_incident(team=team)
    made = {"incident": incident, "what": "A new date", "owner": member, "due_on": date(2026, 3, 6), "by": manager}
    promise = make_promise(**made, at=MONDAY)
    assert make_promise(**made, at=MONDAY) == promise
    assert promise.is_open
    settle_promise(promise, is_kept=is_kept, by=manager, at=LATER)
    with pytest.raises(AlreadySettled):
        settle_promise(promise, is_kept=not is_kept, by=manager, at=LATER)
    promise.refresh_from_db()
    assert bool(promise.kept_at) == is_kept
    assert not promise.is_open
    assert [entry.what for entry in incident.timeline.all()] == [Happening.LOGGED, Happening.PROMISED, what]
