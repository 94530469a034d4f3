"""The nine kinds of thing somebody can be awaited for: where they are kept, and whom they await."""

from typing import Any

from reminders.awaiting.awaited import Things
from reminders.awaiting.things.debriefs import Debriefs, WordsAfterwards
from reminders.awaiting.things.lessons import Actions, LessonChecks
from reminders.awaiting.things.letters import Originals, Promises, RecoverySteps
from reminders.awaiting.things.practice import Proposals
from reminders.awaiting.things.stories import Consents
from reminders.awaiting.things.yes_or_no import YesOrNo

KINDS: tuple[Things[Any], ...] = (
    Debriefs(),
    WordsAfterwards(),
    Originals(),
    RecoverySteps(),
    Promises(),
    Actions(),
    LessonChecks(),
    Consents(),
    Proposals(),
)
BY_SUBJECT: dict[str, Things[Any]] = {things.subject.value: things for things in KINDS}
YES_OR_NO = tuple(things for things in KINDS if isinstance(things, YesOrNo))
"""Of none of these there is much: their soonest are read by one question."""
