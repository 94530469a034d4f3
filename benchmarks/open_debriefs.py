"""Open debriefs by the million, as rows: run inside the project, it copies one real letter with SQL and prints nothing.

    python -m benchmarks.open_debriefs 1000000 10000    so many open debriefs, of which so many are due at AT
    python -m benchmarks.open_debriefs --people 8000    one due debrief to which so many people are invited

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
DUE_ON = date(2026, 6, 10)
VOICES = 4
BATCH = 5_000


def main(words: list[str]) -> None:
    django.setup()
    if words[0] == "--people":
        invite(int(words[1]))
    else:
        copy(int(words[0]), due=int(words[1]))


def copy(number: int, *, due: int) -> None:
    """Copies lie among each other as letters do: what is due is scattered over the whole table."""
    from django.db import connection

    from incidents.models import Incident
    from rankless.models import Debrief, Voice

    debrief = a_debrief(_people("few", VOICES))
    voices = Voice.objects.filter(debrief=debrief)
    Debrief.objects.filter(pk=debrief.pk).update(remind_at=AT + timedelta(days=30))
    letter, every = Incident._meta, max(1, number // due)
    with connection.cursor() as cursor:
        columns = _columns(letter)
        cursor.execute(
            f"INSERT INTO {letter.db_table} ({columns}) SELECT {columns} FROM {letter.db_table}, "
            f"generate_series(1, %s) WHERE id = %s",
            [number, debrief.incident_id],
        )
        columns = _columns(Debrief._meta, "incident_id", "remind_at")
        cursor.execute(
            f"INSERT INTO {Debrief._meta.db_table} (incident_id, remind_at, {columns}) "
            f"SELECT letter.id, CASE WHEN letter.id %% {every} = 0 THEN %s ELSE %s END, {columns} "
            f"FROM {letter.db_table} letter, (SELECT {columns} FROM {Debrief._meta.db_table} WHERE id = %s) one "
            "WHERE letter.id > %s",
            [AT - timedelta(minutes=1), AT + timedelta(days=30), debrief.pk, debrief.incident_id],
        )
        columns = _columns(Voice._meta, "debrief_id")
        cursor.execute(
            f"INSERT INTO {Voice._meta.db_table} (debrief_id, {columns}) "
            f"SELECT debrief.id, {columns} FROM {Debrief._meta.db_table} debrief, "
            f"(SELECT {columns} FROM {Voice._meta.db_table} WHERE id = ANY(%s)) each WHERE debrief.id > %s",
            [list(voices.values_list("pk", flat=True)), debrief.pk],
        )
        cursor.execute("ANALYZE")


def invite(number: int) -> None:
    """One due debrief that awaits so many people: each of them gets a digest with one line."""
    from django.db import connection

    from rankless.models import Debrief

    debrief = a_debrief(_people("many", number))
    Debrief.objects.filter(pk=debrief.pk).update(remind_at=AT - timedelta(minutes=1))
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


def _columns(meta: Any, *without: str) -> str:
    names = [field.column for field in meta.concrete_fields if field.column not in {"id", *without}]
    return ", ".join(f'"{name}"' for name in names)


if __name__ == "__main__":
    main(sys.argv[1:])
