"""How well letters that tell of the same find each other, and the lesson that was learned from one of them.

The labelled letters of the tests lie in a team of their own, then among all others of the team that has most.

Run inside the project, it prints one JSON line; all that it writes is taken back.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from people.models import Team


def main() -> None:
    django.setup()
    from django.db import connection, transaction
    from django.db.models import Count

    from people.models import Team
    from tests.lessons.alike.labelled import labelled, pairs

    figures: dict[str, Any] = {"database": connection.vendor, "letters": len(list(labelled())), "pairs": pairs()}
    with transaction.atomic():
        largest = Team.objects.annotate(letters=Count("incidents")).order_by("-letters").first()
        figures["alone"] = measured(Team.objects.create(name="Labelled letters"))
        if largest:
            figures["in_the_largest_team"] = {"letters": largest.letters, **measured(largest)}
        transaction.set_rollback(True)
    print(json.dumps(figures))


def measured(team: Team) -> dict[str, float]:
    """What is found with the labelled letters in this team: sorted by people, by their words alone, and their lessons."""
    from django.db import transaction

    from incidents.models import Point
    from tests.lessons.alike.labelled import lay_out, learn, lessons_found, recall

    before = transaction.savepoint()
    corpus = lay_out(team)
    sorted_by_people = recall(corpus)
    lessons = lessons_found(corpus, learn(team))
    Point.objects.filter(incident__in=list(corpus.incidents)).delete()
    by_words_alone = recall(corpus)
    transaction.savepoint_rollback(before)
    return {
        "recall_at_5": round(sorted_by_people, 3),
        "recall_at_5_by_words_alone": round(by_words_alone, 3),
        "lessons_at_5": round(lessons, 3),
    }


if __name__ == "__main__":
    main()
