"""One batch of made-up letters, written a table at a time: first what others point to, then all that hangs on it.

The rows satisfy every constraint of the models, in the proportions of a company that has debriefed for two years.
"""

from datetime import datetime
from random import Random

from foundation.database.rows import write_many
from overview.demo.ground import Ground
from overview.demo.made_lessons import LessonMaker
from overview.demo.made_letters import LetterMaker
from overview.demo.made_talks import TalkMaker


def write_batch(moments: list[datetime], *, first: int, chance: Random, ground: Ground) -> None:
    """One letter for each moment; `first` is the number of the first of them."""
    letters, talks, learned = LetterMaker(chance, ground), TalkMaker(chance, ground), LessonMaker(chance, ground)
    incidents = [letters.incident(at, number) for number, at in enumerate(moments, start=first)]
    write_many(incidents)
    debriefs = [talks.debrief(incident) for incident in incidents]
    write_many(debriefs)
    lessons = [learned.lesson(debrief) for debrief in talks.teaching]
    write_many(lessons)
    for incident, debrief in zip(incidents, debriefs, strict=True):
        letters.hang_on(incident)
        talks.hang_on(debrief)
    for lesson in lessons:
        learned.hang_on_lesson(lesson, themes=letters.themes[lesson.debrief.incident_id])
    letters.write()
    talks.write()
    learned.write()
