"""What was learned: lessons, the actions that make them real, what became of both, and which teams do them too."""

from lessons.models.actions import OPEN_ANSWERS, Action, Answer, Strength
from lessons.models.adoptions import Adoption
from lessons.models.evidence import Evidence, EvidenceOutcome
from lessons.models.history import LessonEvent, Turn
from lessons.models.lessons import (
    NOT_HELD,
    Lesson,
    LessonKind,
    LessonQuerySet,
    Status,
    standing_of,
)
from lessons.models.sightings import Answered, LooksLike, Sighting, Watch

__all__ = [
    "NOT_HELD",
    "OPEN_ANSWERS",
    "Action",
    "Adoption",
    "Answer",
    "Answered",
    "Evidence",
    "EvidenceOutcome",
    "Lesson",
    "LessonEvent",
    "LessonKind",
    "LessonQuerySet",
    "LooksLike",
    "Sighting",
    "Status",
    "Strength",
    "Turn",
    "Watch",
    "standing_of",
]
