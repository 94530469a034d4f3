"""Open debriefs by the million, as rows: run inside the project, it copies one real letter with SQL and prints nothing.

    python -m benchmarks.open_debriefs 1000000 10000    so many open debriefs, of which so many are due at AT
    python -m benchmarks.open_debriefs --people 8000    one due debrief to which so many people are invited
    python -m benchmarks.open_debriefs --each 1000      so many people, each invited to a due debrief of their own
    python -m benchmarks.open_debriefs --flood 1000000  so many due debriefs, each of four of 10,000 people

Made by the product itself they would take hours; what planning reads of them is the same.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

AT = datetime(2026, 6, 9, 9, 30, tzinfo=UTC)
"""A Tuesday morning, a week after every letter came: rungs have been reached, and people may be told."""
OPENED = AT - timedelta(days=7)
DUE_SINCE = AT - timedelta(hours=3)
"""Before anybody's morning of that day, so they are told on it."""
DUE_ON = date(2026, 6, 10)
VOICES = 4
PEOPLE = 10_000
BATCH = 5_000


def main(words: list[str]) -> None:
    django.setup()
    if words[0] == "--people":
        invite(int(words[1]))
    elif words[0] == "--each":
        invite_each(int(words[1]))
    elif words[0] == "--flood":
        flood(int(words[1]))
    else:
        copy(int(words[0]), due=int(words[1]))


def copy(number: int, *, due: int) -> None:
    """Copies lie among each other as letters do: what is due is scattered over the whole table."""
    from django.db import connection

    from rankless.models import Debrief, Voice

    debrief = a_debrief(_people("few", VOICES))
    _copy_debrief(debrief, number, every=number // due)
    columns, copied = _columns(Voice, "debrief_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_table(Voice)} (debrief_id, {columns}) SELECT debrief.id, {copied} "
            f"FROM {_table(Debrief)} debrief, {_table(Voice)} one WHERE one.debrief_id = %s AND debrief.id > %s",
            [debrief.pk, debrief.pk],
        )
        cursor.execute("ANALYZE")


def invite_each(number: int) -> None:
    """So many things are due, and so many people are told of one each."""
    from django.db import connection

    from rankless.models import Debrief, Voice

    people = _people("each", number)
    debrief = a_debrief(people)
    _copy_debrief(debrief, number, every=1)
    Voice.objects.filter(debrief=debrief).delete()
    Voice.objects.bulk_create(
        Voice(debrief=own, person=person)
        for own, person in zip(Debrief.objects.exclude(pk=debrief.pk).order_by("pk"), people, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def flood(number: int) -> None:
    """All of them are due at once, and everybody is told of many."""
    from django.db import connection

    from rankless.models import Debrief, Voice

    people = _people("flood", PEOPLE)
    debrief = a_debrief(people[:VOICES])
    _copy_debrief(debrief, number, every=1)
    columns, copied = _columns(Voice, "debrief_id", "person_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_table(Voice)} (debrief_id, person_id, {columns}) "
            f"SELECT debrief.id, %s + (debrief.id * {VOICES} + seat) %% {PEOPLE}, {copied} "
            f"FROM {_table(Debrief)} debrief, generate_series(1, {VOICES}) seat, {_table(Voice)} one "
            "WHERE one.id = %s AND debrief.id > %s",
            [people[0].pk, debrief.voices.order_by("pk")[0].pk, debrief.pk],
        )
        cursor.execute("ANALYZE")


def _copy_debrief(debrief: Any, number: int, *, every: int) -> None:
    """Copy its letter and itself; one of `every` is due, the others and the debrief itself in a month."""
    from django.db import connection

    from incidents.models import Incident
    from rankless.models import Debrief

    later = AT + timedelta(days=30)
    Debrief.objects.filter(pk=debrief.pk).update(remind_at=later)
    with connection.cursor() as cursor:
        # What copies lead to is there, and nobody counts them: to look takes longer than to write. Only a superuser may.
        cursor.execute("SET session_replication_role = replica")
        columns, copied = _columns(Incident)
        cursor.execute(
            f"INSERT INTO {_table(Incident)} ({columns}) SELECT {copied} FROM {_table(Incident)} one, "
            "generate_series(1, %s) WHERE one.id = %s",
            [number, debrief.incident_id],
        )
        columns, copied = _columns(Debrief, "incident_id", "remind_at")
        cursor.execute(
            f"INSERT INTO {_table(Debrief)} (incident_id, remind_at, {columns}) "
            f"SELECT letter.id, CASE WHEN letter.id %% {every} = 0 THEN %s ELSE %s END, {copied} "
            f"FROM {_table(Incident)} letter, {_table(Debrief)} one WHERE one.id = %s AND letter.id > one.incident_id",
            [DUE_SINCE, later, debrief.pk],
        )


def invite(number: int) -> None:
    """One due debrief that awaits so many people: each of them gets a digest with one line."""
    from django.db import connection

    from rankless.models import Debrief

    debrief = a_debrief(_people("many", number))
    Debrief.objects.filter(pk=debrief.pk).update(remind_at=DUE_SINCE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def a_debrief(people: list[Any]) -> Any:
    """One debrief as the product opens it, of a letter that came a week before; it awaits these people and no others."""
    from incidents.models import RecoveryStep
    from rankless.models import Debrief
    from tests.factories import make_debrief

    debrief = make_debrief(team=people[0].teams[0], at=OPENED)
    RecoveryStep.objects.filter(incident=debrief.incident_id).delete()
    Debrief.objects.filter(pk=debrief.pk).update(due_on=DUE_ON)
    return debrief


def _people(team_name: str, number: int) -> list[Any]:
    from people.models import Membership, Team, User

    team = Team.objects.create(name=f"{team_name} {number}", time_zone="UTC")
    people = [
        User(email=f"{team_name}{n}@example.com", name=f"Person {n}", time_zone="UTC", password="!")
        for n in range(number)
    ]
    people = User.objects.bulk_create(people, batch_size=BATCH)
    Membership.objects.bulk_create(
        (Membership(user=person, team=team, is_manager=True) for person in people), batch_size=BATCH
    )
    return people


def _table(model: Any) -> str:
    return f'"{model._meta.db_table}"'


def _columns(model: Any, *without: str) -> tuple[str, str]:
    """What a copy consists of, and the same of the row called `one` that is copied."""
    own = {"id", *without}
    names = [f.column for f in model._meta.concrete_fields if f.column not in own and not f.generated]
    return ", ".join(f'"{name}"' for name in names), ", ".join(f'one."{name}"' for name in names)


if __name__ == "__main__":
    main(sys.argv[1:])
