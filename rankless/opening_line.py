"""The opening line: before the talk begins, somebody may say under their own name what they could have done better.

Owning up is easier for those who have seen it done. The line is never asked for, and it can be changed or taken back until
the notes are read.
"""

from django.db import transaction

from foundation.database.engine import locked
from rankless.errors import DebriefError
from rankless.following import moved
from rankless.models import Debrief


class TooLate(DebriefError):
    """The talk has begun: the notes are read, or a section is written."""


class NotOneself(DebriefError):
    """The line is signed by somebody else, and only they take it back."""


@transaction.atomic
def say(debrief: Debrief, text: str, *, signed: str) -> None:
    """Show everybody `text`, signed; no text takes one's own line back. Raises TooLate, NotOneself."""
    stored = locked(Debrief.objects.filter(pk=debrief.pk)).get()
    if not stored.takes_opening_line:
        raise TooLate(debrief)
    text = text.strip()
    if not text and stored.opening_line and stored.opening_line_signed != signed:
        raise NotOneself(debrief)
    Debrief.objects.filter(pk=debrief.pk).update(opening_line=text, opening_line_signed=signed if text else "")
    moved(debrief)
    debrief.refresh_from_db(fields=["opening_line", "opening_line_signed", "moves"])
