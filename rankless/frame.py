"""What stands around every page of a debrief: whose letter it is, where the debrief stands, and the letter beside it."""

from typing import Any

from incidents.models import Attachment
from incidents.passages import marked_pieces
from rankless.models import Debrief
from rankless.way import way_of


def frame_of(debrief: Debrief) -> dict[str, Any]:
    """For `rankless/_head.html` and `incidents/_letter_beside.html`."""
    incident = debrief.incident
    return {
        "debrief": debrief,
        "incident": incident,
        "way": way_of(debrief),
        "pieces": marked_pieces(incident.text, incident.points.all()),
        "papers": Attachment.objects.of_letter(incident),
    }
