"""Following a debrief live: every screen that shows it asks whether it moved, and nobody's presence is known.

What is asked for is a token of the debrief, not a person: the answer needs no sign-in, holds the phase and a number, and
no word of what was written.
"""

from django.db.models import F

from rankless.models import Debrief


def moved(debrief: Debrief) -> None:
    """Count one more change that other screens have to show; in the transaction of the change itself.

    Never for handing in, withdrawing, casting, answering or objecting: a number that moves then would tell of it.
    """
    Debrief.objects.filter(pk=debrief.pk).update(moves=F("moves") + 1)
