"""Gathering: the notices whose morning has come are put into one digest for each person and day.

A digest is a row before it is mail. What could not be sent on its day is freed again and goes into the next one.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, tzinfo

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from foundation.engine import locked
from people.models import User
from reminders import mornings
from reminders.models import Digest, Notice, State
from reminders.planning import never

BATCH = 200
UNSENT = (State.QUEUED, State.FAILED)


def carry_over(*, at: datetime) -> None:
    """Free the notices of digests whose day is over: they go into the person's next one."""
    last_day_on_earth = mornings.foremost_day(at)
    unsent = Digest.objects.filter(state__in=UNSENT, day__lt=last_day_on_earth).select_related("person")
    for digest in unsent:
        zone = mornings.zone_of(digest.person)
        moment = mornings.in_the_day(at, zone)
        if local_day(moment, zone) > digest.day:
            carry(Digest.objects.filter(pk=digest.pk, state__in=UNSENT), to=moment)


@transaction.atomic
def carry(digest: QuerySet[Digest], *, to: datetime) -> None:
    """Close the digest, unless its state changed meanwhile, and let its notices wait for another."""
    pks = list(digest.values_list("pk", flat=True))
    if digest.update(state=State.CARRIED, claimed_until=None):
        Notice.objects.filter(digest__in=pks, state=State.QUEUED).update(digest=None, not_before=to)


def gather(*, at: datetime, is_over: Callable[[], bool] = never) -> None:
    """Put the notices whose morning has come into one digest for each person and day.

    What comes outside a person's day, or after that day's digest went out, is moved to their next morning.
    """
    carry_over(at=at)
    last = 0
    while not is_over():
        waiting = Notice.objects.waiting(at=at).filter(person_id__gt=last).order_by("person_id")
        person_ids = list(waiting.values_list("person_id", flat=True).distinct()[:BATCH])
        if not person_ids:
            return
        with transaction.atomic():
            _gather_for(User.objects.filter(pk__in=person_ids).order_by("pk"), at=at)
        last = person_ids[-1]


def digest_key(person: User, day: date) -> str:
    return f"digest:{person.pk}:{day}"


def _gather_for(people: QuerySet[User], *, at: datetime) -> None:
    later: dict[datetime, list[int]] = defaultdict(list)
    awake: dict[str, User] = {}
    for person in people:
        zone = mornings.zone_of(person)
        moment = mornings.in_the_day(at, zone)
        if moment > at:
            later[moment].append(person.pk)
        else:
            awake[digest_key(person, local_day(at, zone))] = person
    to_fill = _open_digests(awake, at=at, later=later)
    own = Digest.objects.filter(pk__in=to_fill, person_id=OuterRef("person_id")).values("pk")[:1]
    waiting = Notice.objects.waiting(at=at)
    waiting.filter(person_id__in=[digest.person_id for digest in to_fill.values()]).update(digest_id=Subquery(own))
    for moment, person_ids in later.items():
        waiting.filter(person_id__in=person_ids).update(not_before=moment)


def _open_digests(awake: dict[str, User], *, at: datetime, later: dict[datetime, list[int]]) -> dict[int, Digest]:
    """Make the digests of the day that are missing, and return those that can still take something in.

    Whose digest has gone out is noted in `later`. While one is being sent, its person's new notices simply wait.
    """
    Digest.objects.bulk_create(
        (
            Digest(key=key, person=person, day=local_day(at, mornings.zone_of(person)), try_at=at)
            for key, person in awake.items()
        ),
        ignore_conflicts=True,
    )
    to_fill = {}
    for digest in locked(Digest.objects.filter(key__in=awake).order_by("pk")):
        if digest.state == State.VOID:
            Digest.objects.filter(pk=digest.pk).update(state=State.QUEUED, try_at=at, reason="")
        if digest.state in {*UNSENT, State.VOID}:
            to_fill[digest.pk] = digest
        elif digest.state in {State.SENT, State.CARRIED}:
            later[mornings.next_day(at, mornings.zone_of(awake[digest.key]))].append(digest.person_id)
    return to_fill


def local_day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()
