"""A heads-up before a harsh letter: somebody speaks with the people concerned before they read it among others.

Kept is only whether that is wanted or done: not who asked for it, who spoke with whom, or when.
"""

from django.db import transaction

from incidents.keeping_back import keep_back, let_go
from rankless.errors import AlreadyComplete
from rankless.following import moved
from rankless.models import Debrief, HeadsUp


@transaction.atomic
def record(debrief: Debrief, heads_up: HeadsUp) -> None:
    """Say that somebody should speak with the people concerned, that it is done, or that it is not needed.

    Raises AlreadyComplete.
    """
    if not Debrief.objects.incomplete().filter(pk=debrief.pk).update(heads_up=heads_up):
        raise AlreadyComplete(debrief)
    (keep_back if heads_up == HeadsUp.WANTED else let_go)(debrief.incident)
    moved(debrief)
    debrief.refresh_from_db(fields=["heads_up", "moves"])
