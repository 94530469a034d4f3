"""What the card of a story shows besides its words: how its lesson fares today, and the card as plain text for a mail."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from foundation.dates import SPACE_WITHIN, exact_day
from lessons.models import EvidenceOutcome, Lesson, Status
from stories.models import Story

LONGEST_ADDRESS = 2_000
"""Mail programs take no more characters, and what is no plain letter takes up to nine of them."""

PASSAGES_MAILED = (900, 600, 400, 250, 150, 80, 40, 20)
"""So many characters of each passage are told, as soon as they fit."""


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
            return _("It holds. This is how we do it since %(day)s.") % {"day": _in_one_piece(self.lesson.norm_since)}
        if self.came_back and self.last_came_back_on:
            return _("It came back on %(day)s, and we are at it again.") % {
                "day": _in_one_piece(self.last_came_back_on)
            }
        if self.lesson.check_on is None:
            return _("We gave it up.")  # nobody was asked whether others may read why
        return _("We are trying it. Whether it holds is looked at on %(day)s.") % {
            "day": _in_one_piece(self.lesson.check_on)
        }


def _in_one_piece(day: date) -> str:
    """At the end of a line it is not broken."""
    return exact_day(day).replace(" ", SPACE_WITHIN)


def fate_of(lesson: Lesson) -> Fate:
    """One query."""
    seen: dict[str, Any] = lesson.evidence.seen_at_home().aggregate(
        checks=Count("pk"),
        came_back_on=Max("noted_on", filter=Q(outcome=EvidenceOutcome.RELAPSED)),
    )
    return Fate(lesson, seen["checks"], seen["came_back_on"])


def mail_address(story: Story, fate: Fate) -> str:
    """An address that opens the mail program with the story in it; nothing is sent by opening it."""
    addresses = (_address_with(story, fate, longest) for longest in PASSAGES_MAILED)
    return next((address for address in addresses if len(address) <= LONGEST_ADDRESS), _address_with(story, fate, 0))


def _address_with(story: Story, fate: Fate, longest: int) -> str:
    """With so many characters of each passage; with 0 it is the title and where the story is read."""
    parts = [
        (_("The letter"), story.letter),
        (_("What we learned"), story.learned),
        (_("What changed"), story.changed),
        (_("Did it hold?"), fate.words),
    ]
    told = [f"{heading}\n{Truncator(words).chars(longest)}" for heading, words in parts if words and longest]
    body = "\n\n".join([*told, settings.BASE_URL + story.get_absolute_url()])
    # Some programs know a line end only as mails have it.
    ended = "\r\n".join(body.replace(SPACE_WITHIN, " ").splitlines())
    return f"mailto:?subject={quote(story.title)}&body={quote(ended)}"
