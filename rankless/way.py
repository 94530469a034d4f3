"""The way a debrief goes, told in one quiet line above it: Write · Agree · Done."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from rankless.models import Debrief


class Leg(TextChoices):
    """One part of the short way."""

    WRITE = "write", _("Write")
    AGREE = "agree", _("Agree")
    DONE = "done", _("Done")


@dataclass(frozen=True)
class LegMark:
    name: LazyText | str
    is_current: bool


def leg_of(debrief: Debrief) -> Leg:
    """Where a debrief stands: written section by section, then agreed as a whole, then done."""
    if debrief.is_complete:
        return Leg.DONE
    return Leg.WRITE if debrief.unwritten else Leg.AGREE


def way_of(debrief: Debrief) -> list[LegMark]:
    current = leg_of(debrief)
    return [LegMark(leg.label, is_current=leg is current) for leg in Leg]
