"""How well letters that tell of the same find each other: the labelled letters of the tests, in a team of its own.

Run inside the project, it prints one JSON line; all that it writes is taken back.
"""

from __future__ import annotations

import json

import django


def main() -> None:
    django.setup()
    from django.db import connection, transaction

    from incidents.models import Point
    from people.models import Team
    from tests.lessons.alike.labelled import labelled, lay_out, pairs, recall

    with transaction.atomic():
        team = Team.objects.create(name="Labelled letters")
        corpus = lay_out(team)
        sorted_by_people = recall(corpus)
        Point.objects.filter(incident__team=team).delete()
        by_words_alone = recall(corpus)
        transaction.set_rollback(True)
    figures = {
        "database": connection.vendor,
        "letters": len(list(labelled())),
        "pairs": pairs(),
        "recall_at_5": round(sorted_by_people, 3),
        "recall_at_5_by_words_alone": round(by_words_alone, 3),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
