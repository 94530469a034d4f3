"""Mails of Mondays that a later one overtook, as their people were away so long."""

from datetime import date

from reminders.models import Digest


def overtaken(digests: list[Digest]) -> set[int]:
    """Those of people of whom a later one of the same kind is written down by now. One query; all are of one kind."""
    latest: dict[int, date] = {}
    kinds, people = {digest.kind for digest in digests}, [digest.person_id for digest in digests]
    later = Digest.objects.filter(kind__in=kinds, person__in=people, day__gt=min(digest.day for digest in digests))
    for person_id, day in later.values_list("person_id", "day"):
        latest[person_id] = max(day, latest.get(person_id, day))
    return {digest.pk for digest in digests if latest.get(digest.person_id, digest.day) > digest.day}
