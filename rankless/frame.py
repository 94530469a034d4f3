"""What stands around every page of a debrief: whose letter it is, where the debrief stands, and the letter beside it."""

from functools import partial
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from foundation.database.prepared import Prepared
from incidents.models import Attachment, Point
from incidents.passages import marked_pieces
from rankless.models import Debrief
from rankless.way import way_of

PAPERS = Prepared(lambda letter: Attachment.objects.filter(original__incident=letter))


def frame_of(debrief: Debrief) -> dict[str, Any]:
    """For `rankless/_head.html` and `incidents/_letter_beside.html`."""
    incident = debrief.incident
    return {
        "debrief": debrief,
        "incident": incident,
        "way": way_of(debrief),
        "pieces": marked_pieces(incident.text, points_of(debrief)),
        "papers": partial(PAPERS, incident.pk),  # asked for where the letter is shown
    }


def points_of(debrief: Debrief) -> list[Point]:
    """What the letter says, each point with its stage: read once for a page, whatever stands on it."""
    prefetch_related_objects([debrief.incident], Prefetch("points", Point.objects.select_related("stage")))
    return list(debrief.incident.points.all())
