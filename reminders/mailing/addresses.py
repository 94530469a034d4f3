"""Addresses that take no mail: found out by being refused, left alone from then on, and tried again on request.

What a person is to be told meanwhile is not told: it waits, day by day, until their address changes or an administrator
has it tried again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from foundation.database.engine import locked
from people.models import User
from reminders.models import UNSENT, DeadAddress, Digest

DAYS_REFUSED = 5
"""After refusals on so many days, with no mail taken between them, an address counts as dead."""
SHOWN = 50


@dataclass(frozen=True)
class DeadAddresses:
    """Some of those that take no mail, by name, and how many there are."""

    shown: list[DeadAddress]
    number: int


def dead_addresses() -> DeadAddresses:
    dead = DeadAddress.objects.dead()
    shown = list(dead.select_related("person").order_by("person__name")[:SHOWN])
    return DeadAddresses(shown, len(shown) if len(shown) < SHOWN else dead.count())


def who_takes_no_mail(person_ids: Iterable[int]) -> set[int]:
    """Which of these people have a dead address."""
    return set(DeadAddress.objects.dead().filter(person__among=person_ids).values_list("person_id", flat=True))


@transaction.atomic
def note_refusal(person: User, *, is_for_good: bool, reason: str, on: date, at: datetime) -> bool:
    """Keep that the person's address was refused on this day; return whether it is dead now. A day counts once."""
    DeadAddress.objects.get_or_create(person=person, defaults={"address": person.email})
    row = locked(DeadAddress.objects.filter(person=person)).get()
    if row.address != person.email:
        row.address, row.refusals, row.refused_on, row.dead_since = person.email, 0, None, None
    if row.refused_on != on:
        row.refusals, row.refused_on = row.refusals + 1, on
    if is_for_good or row.refusals >= DAYS_REFUSED:
        row.dead_since = row.dead_since or at
    row.reason = reason
    row.save()
    return row.dead_since is not None


def note_taken(person_ids: Iterable[int]) -> None:
    """Their addresses took a mail: whatever was held against them is forgotten."""
    DeadAddress.objects.filter(person__among=person_ids).delete()


@transaction.atomic
def try_again(person: User, *, at: datetime) -> None:
    """Hold nothing against the person's address any more: what waits for them goes out in their hours from now on."""
    DeadAddress.objects.filter(person=person).delete()
    Digest.objects.filter(person=person, state__in=UNSENT).update(try_at=at)
