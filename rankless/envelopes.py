"""What lies sealed in a debrief, and opening all of one kind together."""

from typing import Any

from django.db.models import QuerySet

from rankless.models import Envelope, Purpose


def sealed(debrief_id: int, purpose: Purpose) -> QuerySet[Envelope]:
    return Envelope.objects.filter(debrief_id=debrief_id, purpose=purpose)


def opened(debrief_id: int, purpose: Purpose) -> list[Any]:
    """What lay in all of them; the envelopes go in the same transaction, which is that of whoever opens them."""
    envelopes = sealed(debrief_id, purpose)
    contents = list(envelopes.values_list("content", flat=True))
    envelopes.delete()
    return contents
