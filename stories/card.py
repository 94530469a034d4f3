"""What the card of a story shows besides its words: how its lesson fares today, and the card as plain text for a mail."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from foundation.dates import exact_day
from lessons.models import EvidenceOutcome, Lesson, Status
from stories.models import Story

LONGEST_LETTER_MAILED = 900
"""Mail programs take an address of some two thousand characters."""


@dataclass(frozen=True)
class Fate:
    """Whether the lesson held, as its checks and later letters say today."""

    lesson: Lesson
    checks: int
    last_came_back_on: date | None

    @property
    def holds(self) -> bool:
        return self.lesson.status == Status.NORM

    @property
    def came_back(self) -> bool:
        return self.lesson.status == Status.RELAPSED

    @property
    def words(self) -> str:
        if self.holds and self.lesson.norm_since:
            return _("It holds. This is how we do it since %(day)s.") % {"day": exact_day(self.lesson.norm_since)}
        if self.came_back and self.last_came_back_on:
            return _("It came back on %(day)s, and we are at it again.") % {"day": exact_day(self.last_came_back_on)}
        if self.lesson.check_on is None:
            return _("We gave it up: %(reason)s") % {"reason": self.lesson.dropped_because}
        return _("We are trying it. Whether it holds is looked at on %(day)s.") % {
            "day": exact_day(self.lesson.check_on)
        }


def fate_of(lesson: Lesson) -> Fate:
    """One query."""
    seen: dict[str, Any] = lesson.evidence.seen_at_home().aggregate(
        checks=Count("pk"),
        came_back_on=Max("noted_on", filter=Q(outcome=EvidenceOutcome.RELAPSED)),
    )
    return Fate(lesson, seen["checks"], seen["came_back_on"])


def mail_address(story: Story, fate: Fate) -> str:
    """An address that opens the mail program with the story in it; nothing is sent by opening it."""
    parts = [
        (_("The letter"), Truncator(story.letter).chars(LONGEST_LETTER_MAILED)),
        (_("What we learned"), story.lesson.sentence),
        (_("What changed"), story.changed),
        (_("Did it hold?"), fate.words),
    ]
    told = [f"{heading}\n{words}" for heading, words in parts if words]
    body = "\n\n".join([*told, settings.BASE_URL + story.get_absolute_url()])
    return f"mailto:?subject={quote(story.title)}&body={quote(body)}"
