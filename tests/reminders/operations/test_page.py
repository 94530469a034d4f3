"""The operations page: what went out, what failed and why, and what an administrator can do about it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reminders.models import DeadAddress, Digest, State
from reminders.operations.heartbeats import beat
from tests.factories import MONDAY, make_debrief, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = make_person(is_administrator=True)
    client.force_login(person)
    return person


def shown(client):
    answer = client.get(reverse("reminders:operations"))
    assert answer.status_code == 200
    return answer.content.decode()


def a_digest(person, **fields):
    day = timezone.localdate()
    return Digest.objects.create(**{"key": f"digest:{person.pk}:{day}", "person": person, "day": day,
                                    "try_at": timezone.now(), **fields})  # fmt: skip


def a_failed_digest(person, **fields):
    return a_digest(person, state=State.FAILED, attempts=3, reason="The server answered 450 Try later", **fields)


def test_what_failed_stands_there_with_its_reason_and_its_next_try(client, administrator, member):
    a_failed_digest(member, try_at=timezone.now() + timedelta(hours=1))
    page = shown(client)
    assert "The server answered 450 Try later" in page
    assert "next try" in page
    assert "tried 3 times" in page


def test_what_could_not_be_sent_on_a_day_long_gone_stands_there_no_more(client, administrator, member):
    long_ago, lately = (timezone.localdate() - timedelta(days=days) for days in (8, 6))
    a_digest(member, key="old", day=long_ago, state=State.CARRIED, reason="away in spring")
    a_digest(member, key="new", day=lately, state=State.CARRIED)
    a_failed_digest(member, key="still", day=long_ago)
    page = shown(client)
    assert "away in spring" not in page
    assert "Its day was over before it could be sent." in page
    assert "450 Try later" in page
    assert 'href="#mails"' in page
    assert 'id="mails"' in page


def test_since_when_the_oldest_due_thing_waits_is_said(client, administrator):
    debrief = make_debrief(at=timezone.now())
    type(debrief).objects.update(remind_at=timezone.now() + timedelta(days=1))
    debrief.incident.recovery_steps.update(remind_at=timezone.now() + timedelta(days=2))
    assert "nothing waits" in shown(client)
    type(debrief).objects.update(remind_at=timezone.now() - timedelta(minutes=5))
    assert "waits since" in shown(client)


def test_what_failed_is_tried_again_at_a_press(client, administrator, member):
    digest = a_failed_digest(member, try_at=timezone.now() + timedelta(hours=6))
    client.post(reverse("reminders:retry", args=[digest.pk]))
    assert Digest.objects.ready(at=timezone.now()).filter(pk=digest.pk).exists()


def test_what_was_sent_meanwhile_is_not_sent_again(client, administrator, member):
    digest = a_digest(member, state=State.SENT, sent_at=timezone.now())
    client.post(reverse("reminders:retry", args=[digest.pk]))
    digest.refresh_from_db()
    assert digest.state == State.SENT


def test_a_dead_address_is_named_with_its_reason_and_trusted_again_at_a_press(client, administrator, member):
    DeadAddress.objects.create(
        person=member, address=member.email, dead_since=timezone.now(), reason="550 No such user"
    )
    assert "550 No such user" in shown(client)
    client.post(reverse("reminders:trust", args=[member.pk]))
    assert not DeadAddress.objects.exists()


def test_mails_are_counted_by_day_and_state(client, administrator):
    for number in range(3):
        a_digest(make_person(), state=State.SENT, sent_at=timezone.now(), key=f"digest:sent:{number}")
    a_failed_digest(make_person())
    page = shown(client)
    assert '<td class="num" data-label="Sent">3</td>' in page
    assert '<td class="num" data-label="Failed so far">1</td>' in page


def test_it_says_what_comes_next(client, administrator):
    debrief = make_debrief(at=timezone.now())
    type(debrief).objects.update(remind_at=timezone.now() + timedelta(days=1))
    debrief.incident.recovery_steps.update(remind_at=timezone.now() + timedelta(days=2))
    assert "planned next" in shown(client)
    type(debrief).objects.update(remind_at=timezone.now() - timedelta(minutes=1))
    page = shown(client)
    assert "<span>Debrief</span>" in page
    assert "waits for the next minute" in page


def test_workers_are_named(client, administrator):
    beat(worker="one@shop", at=timezone.now())
    assert "Worker one@shop" in shown(client)


def test_the_price_of_the_page_does_not_grow(client, administrator, team, django_assert_max_num_queries):
    for number in range(30):
        person = make_person(team=team)
        a_failed_digest(person, key=f"digest:{number}")
        DeadAddress.objects.create(person=person, address=person.email, dead_since=MONDAY)
    with django_assert_max_num_queries(19):
        shown(client)


def test_what_several_checks_need_is_read_once(client, administrator, member, django_assert_max_num_queries):
    a_failed_digest(member)
    DeadAddress.objects.create(person=member, address=member.email, dead_since=MONDAY, reason="550 5.1.1 No such user")
    shown(client)  # that all migrations are applied is looked up once in the life of a process
    with django_assert_max_num_queries(12):
        shown(client)
