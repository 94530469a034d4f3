"""The eight kinds of thing somebody can be awaited for: where they are kept, and whom they await."""

from typing import Any

from reminders.awaiting.awaited import Things
from reminders.awaiting.things.debriefs import Debriefs, WordsAfterwards
from reminders.awaiting.things.lessons import Actions, LessonChecks
from reminders.awaiting.things.letters import Originals, Promises, RecoverySteps
from reminders.awaiting.things.stories import Consents

KINDS: tuple[Things[Any], ...] = (
    Debriefs(),
    WordsAfterwards(),
    Originals(),
    RecoverySteps(),
    Promises(),
    Actions(),
    LessonChecks(),
    Consents(),
)
BY_SUBJECT: dict[str, Things[Any]] = {things.subject.value: things for things in KINDS}
