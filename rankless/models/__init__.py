"""The debrief, its voices, its notes and what is around them. This room knows nobody's role."""

from rankless.models.debriefs import (
    OTHER_WORDS,
    SHORT_TITLES,
    Debrief,
    DebriefQuerySet,
    HeadsUp,
    Part,
    Phase,
    Section,
    SectionMark,
    SectionState,
    Way,
)
from rankless.models.notes import Addition, Contribution, Envelope, Gathering, Progress, Purpose
from rankless.models.questions import Question
from rankless.models.together import (
    LONGEST_REST_DAYS,
    MOST_ACTIONS,
    USUAL_ACTIONS,
    Afterwards,
    Meeting,
    Pace,
    QuarterHour,
    TeamPulse,
)
from rankless.models.voices import Voice

__all__ = [
    "LONGEST_REST_DAYS",
    "MOST_ACTIONS",
    "OTHER_WORDS",
    "SHORT_TITLES",
    "USUAL_ACTIONS",
    "Addition",
    "Afterwards",
    "Contribution",
    "Debrief",
    "DebriefQuerySet",
    "Envelope",
    "Gathering",
    "HeadsUp",
    "Meeting",
    "Pace",
    "Part",
    "Phase",
    "Progress",
    "Purpose",
    "QuarterHour",
    "Question",
    "Section",
    "SectionMark",
    "SectionState",
    "TeamPulse",
    "Voice",
    "Way",
]
