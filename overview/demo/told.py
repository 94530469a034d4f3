"""Stories of the demo story: told by the same verbs as people's presses, once the letters are."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from lessons.models import Lesson
from people.models import Team, User
from stories.models import Story
from stories.telling import agree_to_be_named, people_of, proposed_words, show_to, tell, write_story
from stories.thanking import thank

AFTER = timedelta(days=3)
WRITTEN_AT = time(11, 20)


@dataclass(frozen=True, kw_only=True)
class Told:
    """That a lesson's story was told: to which teams it was shown, and what a lead thanked the team for.

    One that says what `changed` names people in it who have not agreed yet, so that it waits.
    """

    changed: str = ""
    shown_to: list[str] = field(default_factory=list)
    thanks: str = ""


def tell_story(lesson: Lesson, told: Told, *, at: datetime) -> None:
    """Write it as the form proposes it, let everybody agree, tell it, show it and give thanks; nothing later than `at`."""
    today = lesson.team.day_of(at)
    on = min((lesson.norm_since or lesson.drawn_on) + AFTER, today)
    writer, reader, *_others = people_of(lesson.team_id)
    words, written_at = proposed_words(lesson), datetime.combine(on, WRITTEN_AT, lesson.team.zone)
    words = replace(words, changed=told.changed or words.changed)
    story = write_story(lesson, words, by=writer, at=min(written_at, at))
    if told.changed:
        return
    for consent in story.consents.select_related("person"):
        agree_to_be_named(story, person=consent.person, on=on, seen=story.version)
    tell(story, by=reader, on=on, seen=story.version)
    for team in Team.objects.filter(name__in=told.shown_to):
        show_to(story, team, on=on)
    if told.thanks:
        thank(lesson.debrief.incident, words=told.thanks, by=_lead_of(story), on=_lately(today))


def _lead_of(story: Story) -> User:
    return User.objects.leading([story.team_id]).earliest("pk")


def _lately(today: date) -> date:
    """Within the week of whoever opens the demo."""
    return today - timedelta(days=1)
