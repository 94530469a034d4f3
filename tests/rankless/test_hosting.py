"""Hosting is drawn by lot, passed or handed on without a reason, and held by one person at most."""

from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from rankless.models import Debrief, Voice
from rankless.together.hosting import (
    CannotHost,
    NotHosting,
    SomebodyHosts,
    draw_host,
    hand_on,
    pass_hosting,
    take_hosting,
)
from tests.factories import make_debrief, make_incident, make_person, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def debrief() -> Debrief:
    """Six invited, and nobody hosts yet."""
    team = make_team()
    for _ in range(6):
        make_person(team=team)
    debrief = make_debrief(incident=make_incident(team=team))
    debrief.voices.update(is_host=False, has_passed=False)
    return debrief


def host_of(debrief: Debrief) -> Voice | None:
    return debrief.voices.filter(is_host=True).first()


@pytest.mark.parametrize(("people", "hosts"), [(3, 0), (4, 1)])
def test_where_people_first_write_alone_one_hosts_from_the_beginning(people, hosts):
    team = make_team()
    for _ in range(people):
        make_person(team=team)
    debrief = make_debrief(incident=make_incident(team=team))
    assert debrief.voices.filter(is_host=True).count() == hosts


def test_the_lot_falls_on_anybody_invited(debrief):
    drawn = Counter()
    for _ in range(120):
        debrief.voices.update(is_host=False)
        drawn[draw_host(debrief).pk] += 1

    assert set(drawn) == set(debrief.voices.values_list("pk", flat=True))


def test_no_guest_and_nobody_who_left_is_drawn(debrief):
    stays, *others = debrief.voices.select_related("person")
    for voice in others:
        voice.person.is_active = False
        voice.person.save()
    debrief.voices.create(guest_key="a" * 64)

    assert draw_host(debrief) == stays


def test_who_passes_is_not_drawn_again_until_nobody_is_left(debrief):
    host = draw_host(debrief)
    seen = [host]
    while host := pass_hosting(host):
        seen.append(host)

    assert len(set(seen)) == len(seen) == 6
    assert host_of(debrief) is None


def test_only_the_host_passes(debrief):
    draw_host(debrief)
    other = debrief.voices.filter(is_host=False).first()

    with pytest.raises(NotHosting):
        pass_hosting(other)
    with pytest.raises(NotHosting):
        hand_on(other, to=other)


def test_passing_twice_passes_once(debrief):
    host = draw_host(debrief)
    pass_hosting(host)

    with pytest.raises(NotHosting):
        pass_hosting(host)
    assert debrief.voices.filter(has_passed=True).count() == 1


def test_the_host_hands_on_to_anybody_invited_also_to_who_passed(debrief):
    host = draw_host(debrief)
    to = debrief.voices.filter(is_host=False).first()
    Voice.objects.filter(pk=to.pk).update(has_passed=True)

    hand_on(host, to=to)

    assert host_of(debrief) == to


def test_a_guest_or_somebody_of_another_debrief_cannot_host(debrief):
    host = draw_host(debrief)
    guest = debrief.voices.create(guest_key="a" * 64)
    elsewhere = make_debrief().voices.create(person=make_person())

    for voice in (guest, elsewhere):
        with pytest.raises(CannotHost):
            hand_on(host, to=voice)
    assert host_of(debrief) == host
    with pytest.raises(CannotHost):
        take_hosting(guest)


def test_hosting_is_taken_only_while_nobody_has_it(debrief):
    first, second = debrief.voices.all()[:2]
    take_hosting(first)
    take_hosting(first)

    with pytest.raises(SomebodyHosts):
        take_hosting(second)
    assert host_of(debrief) == first


def test_the_database_knows_one_host_only(debrief):
    with pytest.raises(IntegrityError), transaction.atomic():
        debrief.voices.update(is_host=True)


def test_other_screens_hear_of_a_new_host(debrief):
    host = draw_host(debrief)
    before = Debrief.objects.get(pk=debrief.pk).moves
    pass_hosting(host)

    assert Debrief.objects.get(pk=debrief.pk).moves == before + 1
