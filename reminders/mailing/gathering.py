"""Gathering: the notices whose morning has come are put into one digest for each person and day.

A digest is a row before it is mail. What could not be sent on its day is freed again and goes into the next one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

import structlog
from django.db import connection, transaction
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from foundation.database.engine import locked
from foundation.failures import CONCERNS_ALL, without_its_words
from foundation.time_limits import never
from people.models import User
from reminders.mailing.addresses import who_takes_no_mail
from reminders.models import UNSENT, Digest, DigestKind, Notice, State
from reminders.standing_in import hand_over
from reminders.timing import mornings
from reminders.timing.hours import hours_now
from reminders.timing.mornings import Hours
from reminders.timing.planning import LOOK_AGAIN_AFTER

BATCH = 500
DAILY_KEY = "digest:"

log = structlog.get_logger(__name__)


def carry_over(*, at: datetime) -> None:
    """Free the notices of digests whose day is over: they go into the person's next one."""
    last_day_on_earth = mornings.foremost_day(at)
    of_days = Digest.objects.filter(kind=DigestKind.DAILY, state__in=UNSENT, day__lt=last_day_on_earth)
    unsent = list(of_days.select_related("person"))
    hours = hours_now((digest.person for digest in unsent), at=at)
    for digest in unsent:
        theirs = hours[digest.person_id]
        if theirs.day_of(theirs.in_the_day(at)) > digest.day:
            carry(Digest.objects.filter(pk=digest.pk, state__in=UNSENT), to=theirs.look_again(at))


@transaction.atomic
def carry(digest: QuerySet[Digest], *, to: datetime) -> None:
    """Close the digest, unless its state changed meanwhile, and let its notices wait for another."""
    pks = list(digest.values_list("pk", flat=True))
    if digest.update(state=State.CARRIED, claimed_until=None):
        Notice.objects.filter(digest__in=pks, state=State.QUEUED).update(digest=None, not_before=to)


def gather(*, at: datetime, is_over: Callable[[], bool] = never) -> None:
    """Put the notices whose morning has come into one digest for each person and day.

    What comes outside a person's day, or after that day's digest went out, is moved to their next morning; so is what is for
    somebody whose address takes no mail.
    """
    carry_over(at=at)
    hand_over(at=at)
    waiting = Notice.objects.waiting(at=at).order_by("person_id").values_list("person_id", flat=True)
    # Asked once for all batches: to find the next few each time, what was told long ago is gone through as well.
    person_ids = list(waiting.distinct())
    for first in range(0, len(person_ids), BATCH):
        if is_over():
            return
        _gather_batch(person_ids[first : first + BATCH], at=at)


def _gather_batch(person_ids: list[int], *, at: datetime) -> None:
    try:
        _gather_for(person_ids, at=at)
    except CONCERNS_ALL:
        raise
    except Exception as error:
        log.error("A batch could not be gathered; trying its people one by one", **without_its_words(error))
        _gather_one_by_one(person_ids, at=at)


def _gather_one_by_one(person_ids: list[int], *, at: datetime) -> None:
    """One person for whom nothing can be gathered waits and does not hold up the others."""
    for person_id in person_ids:
        try:
            _gather_for([person_id], at=at)
        except CONCERNS_ALL:
            raise
        except Exception as error:
            said = "Nothing could be gathered for a person; it is tried again later"
            log.error(said, person=person_id, **without_its_words(error))
            Notice.objects.waiting(at=at).filter(person=person_id).update(not_before=at + LOOK_AGAIN_AFTER)


def digest_key(person_id: int, day: date) -> str:
    return f"{DAILY_KEY}{person_id}:{day}"


@transaction.atomic
def _gather_for(person_ids: list[int], *, at: datetime) -> None:
    people = User.objects.filter(pk__among=person_ids).order_by("pk")
    later: dict[datetime, list[int]] = defaultdict(list)
    awake: dict[int, Hours] = {}
    everyones = hours_now(people, at=at)
    mute = who_takes_no_mail(everyones)
    for person_id, hours in everyones.items():
        if person_id in mute:
            later[hours.next_day(at)].append(person_id)
        elif hours.in_the_day(at) > at:
            later[hours.look_again(at)].append(person_id)
        else:
            awake[person_id] = hours
    _fill(_open_digests(awake, at=at, later=later), at=at)
    waiting = Notice.objects.waiting(at=at)
    for moment, person_ids in later.items():
        waiting.filter(person__among=person_ids).update(not_before=moment)


def _open_digests(awake: Mapping[int, Hours], *, at: datetime, later: dict[datetime, list[int]]) -> list[int]:
    """Make the digests of the day that are missing, and return those that can still take something in.

    Whose digest has gone out is noted in `later`. While one is being sent, its person's new notices simply wait.
    """
    days = {person_id: hours.day_of(at) for person_id, hours in awake.items()}
    moved = _moved_to(days)
    keys = {person_id: digest_key(person_id, day) for person_id, day in days.items()} | moved
    _make_digests(days.keys() - moved.keys(), days, at=at)
    to_fill = []
    found = locked(Digest.objects.filter(key__among=keys.values()).order_by("pk"))
    for pk, person_id, state in found.values_list("pk", "person_id", "state"):
        if state == State.VOID:
            Digest.objects.filter(pk=pk).update(state=State.QUEUED, try_at=at, reason="")
        if state in {*UNSENT, State.VOID}:
            to_fill.append(pk)
        elif state in {State.SENT, State.CARRIED}:
            later[awake[person_id].ever_present.next_day(at)].append(person_id)
    return to_fill


def _make_digests(person_ids: Collection[int], days: Mapping[int, date], *, at: datetime) -> None:
    """Give each of these people a digest of their day, unless they have it; somebody else may just be doing the same.

    The database makes them of its own rows of these people, at half the price of making them here and sending them.
    """
    digests, of_each_day = Digest._meta.db_table, defaultdict(list)
    for person_id in person_ids:
        of_each_day[days[person_id]].append(person_id)
    for day, theirs in of_each_day.items():
        digest = {
            "key": Concat(Value(DAILY_KEY), Cast("pk", CharField()), Value(f":{day}")),
            "kind": Value(DigestKind.DAILY.value),
            "person_id": F("pk"),
            "day": Value(day),
            "state": Value(State.QUEUED.value),
            "try_at": Value(at),
            "attempts": Value(0),
            "reason": Value(""),
        }
        people = User.objects.filter(pk__among=theirs).order_by().values_list(*digest.values())
        rows, values = people.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {digests} ({', '.join(digest)}) {rows} ON CONFLICT DO NOTHING", values)


def _fill(digest_ids: Collection[int], *, at: datetime) -> None:
    """Put what waits for the people of these digests into them.

    They are joined, which Django cannot say: looked up for each notice among all that its person ever had, they would take
    longer from day to day.
    """
    if not digest_ids:
        return
    theirs = Digest.objects.filter(pk__among=digest_ids).order_by().values("id", "person_id")
    digests, pks = theirs.query.sql_with_params()
    waiting = Notice.objects.waiting(at=at).query
    still_waits, values = waiting.get_compiler(connection=connection).compile(waiting.where)
    notices = Notice._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {notices} SET digest_id = digest.id FROM ({digests}) AS digest "
            f"WHERE {notices}.person_id = digest.person_id AND {still_waits}",
            [*pks, *values],
        )


def _moved_to(days: Mapping[int, date]) -> dict[int, str]:
    """The keys of digests of these people's days that were of a day before, when whoever had them died."""
    moved = Digest.objects.filter(
        kind=DigestKind.DAILY, person__among=days, day__in=set(days.values()), left_behind__gt=0
    )
    found = moved.values_list("person_id", "day", "key")
    return {person_id: key for person_id, day, key in found if days[person_id] == day}
