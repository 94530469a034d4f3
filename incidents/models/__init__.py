"""Letters and what they say: originals, incidents, points, customers, papers, recovery, promises and the timeline."""

from incidents.models.customers import Customer
from incidents.models.incidents import Channel, Incident, Kind
from incidents.models.originals import Attachment, Original, Outcome, WayIn
from incidents.models.points import Effect, Point, Polarity
from incidents.models.recovery import Promise, RecoveryStep, Step
from incidents.models.timeline import Happening, TimelineEntry
from incidents.models.words import Factor, Stage, Theme

__all__ = [
    "Attachment",
    "Channel",
    "Customer",
    "Effect",
    "Factor",
    "Happening",
    "Incident",
    "Kind",
    "Original",
    "Outcome",
    "Point",
    "Polarity",
    "Promise",
    "RecoveryStep",
    "Stage",
    "Step",
    "Theme",
    "TimelineEntry",
    "WayIn",
]
