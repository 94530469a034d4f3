from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from incidents.customers import Contact
from incidents.editing import Details, edit_letter
from incidents.models import Effect, Factor, Happening, Kind, Point, Polarity, Stage, Step, Theme, TimelineEntry
from incidents.passages import add_point
from incidents.recovery import finish_step
from tests.factories import MONDAY, make_customer, make_incident

LATER = MONDAY + timedelta(days=1)


@pytest.fixture
def incident(team):
    return make_incident(team=team, stage=Stage.objects.first())


@pytest.fixture
def known(incident) -> Details:
    return Details(kind=Kind.COMPLAINT, title=incident.title, received_on=incident.received_on)


def test_nothing_changed_leaves_no_trace(incident, known, manager):
    assert edit_letter(incident=incident, details=known, by=manager, at=LATER) == []
    assert not TimelineEntry.objects.filter(what=Happening.EDITED).exists()


def test_what_changed_stands_in_the_timeline(incident, known, manager, team):
    theme = Theme.objects.first()
    details = replace(
        known,
        title="Sofa",
        received_on=date(2026, 2, 27),
        customer=make_customer(team=team),
        channel="post",
        themes=[theme],
    )
    edit_letter(incident=incident, details=details, by=manager, at=LATER)
    incident.refresh_from_db()
    assert (incident.title, incident.received_on, incident.channel) == ("Sofa", date(2026, 2, 27), "post")
    assert incident.customer.name == "R. Okafor"
    assert list(incident.themes.all()) == [theme]
    entry = TimelineEntry.objects.get(what=Happening.EDITED)
    assert entry.detail == "title, date of the letter, customer, how it came, themes"
    assert entry.by == manager


def test_another_day_is_that_of_every_point_too(incident, known, manager):
    add_point(incident=incident, quote="", polarity=Polarity.GOOD, stage=None, factor=None, effect=None)
    edit_letter(incident=incident, details=replace(known, received_on=date(2026, 2, 27)), by=manager, at=LATER)
    assert {point.received_on for point in incident.points.all()} == {date(2026, 2, 27)}
    assert incident.points.count() == 2


def test_a_customer_can_be_met_later_and_taken_away_again(incident, known, manager):
    details = replace(known, contact=Contact("R. Okafor"))
    edit_letter(incident=incident, details=details, by=manager, at=LATER)
    incident.refresh_from_db()
    assert incident.customer.name == "R. Okafor"
    edit_letter(incident=incident, details=known, by=manager, at=LATER)
    incident.refresh_from_db()
    assert incident.customer is None


def steps_of(incident, *, done: bool = False) -> list[str]:
    return [step.step for step in incident.recovery_steps.all() if bool(step.done_at) == done]


def test_another_kind_swaps_the_open_steps_and_turns_the_first_point_round(incident, known, manager):
    finish_step(incident.recovery_steps.get(step=Step.ACKNOWLEDGE), by=manager, at=LATER)
    edit_letter(incident=incident, details=replace(known, kind=Kind.PRAISE), by=manager, at=LATER)
    incident.refresh_from_db()
    assert incident.kind == Kind.PRAISE
    assert steps_of(incident) == [Step.THANK, Step.INTERVIEW, Step.RECOGNISE]
    assert steps_of(incident, done=True) == [Step.ACKNOWLEDGE]
    (point,) = incident.points.all()
    assert (point.polarity, point.stage) == (Polarity.GOOD, Stage.objects.first())


def test_back_and_forth_ends_where_it_began(incident, known, manager):
    finish_step(incident.recovery_steps.get(step=Step.ACKNOWLEDGE), by=manager, at=LATER)
    for kind in (Kind.PRAISE, Kind.COMPLAINT):
        edit_letter(incident=incident, details=replace(known, kind=kind), by=manager, at=LATER)
    assert steps_of(incident) == [Step.CALL, Step.ANSWER, Step.FOLLOW_UP]
    assert incident.points.get().polarity == Polarity.BAD


def test_passages_keep_what_they_say(incident, known, manager):
    passage = add_point(
        incident=incident,
        quote="sofa is late",
        polarity=Polarity.BAD,
        stage=None,
        factor=Factor.objects.first(),
        effect=Effect.HINDERED,
    )
    edit_letter(incident=incident, details=replace(known, kind=Kind.PRAISE), by=manager, at=LATER)
    passage.refresh_from_db()
    assert passage.polarity == Polarity.BAD


def test_a_point_that_would_be_there_twice_is_there_once(incident, known, manager):
    add_point(
        incident=incident, quote="", polarity=Polarity.GOOD, stage=Stage.objects.first(), factor=None, effect=None
    )
    edit_letter(incident=incident, details=replace(known, kind=Kind.PRAISE), by=manager, at=LATER)
    assert Point.objects.get(incident=incident).polarity == Polarity.GOOD


def test_the_text_is_not_among_what_can_be_changed():
    assert "text" not in Details.__dataclass_fields__
    assert "team" not in Details.__dataclass_fields__
