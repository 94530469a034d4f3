"""The way a debrief goes, told in one quiet line above it.

The short way is Write · Agree · Done; the long one goes through all its phases.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from rankless.models import Debrief, Phase


class Leg(TextChoices):
    """One part of the short way."""

    WRITE = "write", _("Write")
    AGREE = "agree", _("Agree")
    DONE = "done", _("Done")


@dataclass(frozen=True)
class LegMark:
    name: LazyText | str
    is_current: bool


def leg_of(debrief: Debrief) -> Leg | Phase:
    """Where a debrief stands. On the short way: written section by section, then agreed as a whole, then done."""
    if not debrief.is_short:
        return Phase(debrief.phase)
    if debrief.is_complete:
        return Leg.DONE
    return Leg.WRITE if debrief.unwritten else Leg.AGREE


def way_of(debrief: Debrief) -> list[LegMark]:
    current = leg_of(debrief)
    return [LegMark(leg.label, is_current=leg is current) for leg in type(current)]
