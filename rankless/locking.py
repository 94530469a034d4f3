"""One change at a time: whoever changes a debrief, its gathering or its voices holds the debrief first.

Always in this order, so that two who change different things of one debrief wait for each other instead of blocking both.
"""

from foundation.database.engine import locked
from rankless.models import Debrief


def held(debrief_id: int) -> Debrief | None:
    """The debrief, held until the transaction ends; None when it is gone."""
    return locked(Debrief.objects.without_texts().filter(pk=debrief_id)).first()
