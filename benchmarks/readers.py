"""Who reads the pages that are measured: run inside the project, it prints sessions and what they may see as JSON.

Demo people cannot sign in while DEBUG is off, so two of the made-up people become real ones in this database: one in a
single team, and one who manages and leads all twenty and so sees every letter.

First the minute bell rings once for the tallies: nobody else rings it here, and a database that is used again holds what was
logged in the last run, as no database of the product does for longer than a minute.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import django

LETTERS = 40


def main() -> None:
    django.setup()
    from django.utils import timezone

    from people.models import Team
    from tallies.folding import tend_tallies

    tend_tallies(at=timezone.now())
    teams = list(Team.objects.order_by("pk"))
    readers = {
        "one team": reader(teams[0], place=1, teams=teams[:1]),
        "all teams": reader(teams[0], place=2, teams=teams),
    }
    print(json.dumps({"readers": readers, "team": teams[0].pk, "stage": _stage()}))


def reader(home: Any, *, place: int, teams: list[Any]) -> dict[str, Any]:
    """A member of `home` with every role in `teams`, signed in; and some letters and open debriefs they may see."""
    from django.test import Client

    from incidents.models import Incident
    from lessons.models import Lesson
    from people.models import Membership, User
    from rankless.models import Debrief

    person = User.objects.filter(memberships__team=home).order_by("pk")[place]
    User.objects.filter(pk=person.pk).update(is_demo=False)
    for team in teams:
        Membership.objects.update_or_create(user=person, team=team, defaults={"is_manager": True, "is_lead": True})
    person = User.objects.get(pk=person.pk)
    client = Client()
    client.force_login(person)
    letters = Incident.objects.visible_to(person).values_list("pk", flat=True)
    debriefs = Debrief.objects.visible_to(person).incomplete().exclude(what="").values_list("incident_id", flat=True)
    return {
        "session": client.cookies["sessionid"].value,
        "letters": _some(letters),
        "debriefs": _some(debriefs),
        "lessons": _some(Lesson.objects.visible_to(person).values_list("pk", flat=True)),
    }


def _some(keys: Any) -> list[int]:
    everything = sorted(keys)
    return Random(1).sample(everything, min(LETTERS, len(everything)))


def _stage() -> int:
    from incidents.models import Stage

    return Stage.objects.order_by("position")[1].pk


if __name__ == "__main__":
    main()
