"""The desk: what awaits the person who looks, soonest first.

Debriefs, actions and lessons to check lie in the middle; what is to be done with customers and letters to sort stand at
the side.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from overview.saying import in_words
from overview.setting_up import SettingUp, setting_up
from people.models import User
from people.requests import PersonRequest
from rankless.afterwards import unanswered_by
from rankless.models import Debrief, Phase, SectionState
from rankless.templatetags.mark import three_part_mark
from reminders.awaiting.awaited import Awaited
from reminders.awaiting.due import Awaiting, Only, awaited_of
from reminders.models import Subject

SHOWN = 10
"""What a person can look over on a phone. If there is more, a number at the top would only discourage: what to begin with
is said instead, and the lists of letters and actions hold the rest."""
COUNTED = 16
"""Of a kind that has so many, many more are said to come."""
OF_EACH = 2
"""So many of every kind in any case: ten late debriefs must not hide the customer to call or the letter to sort."""
WITH_CUSTOMERS = {Subject.PROMISE, Subject.STEP}


class Line(NamedTuple):
    """One thing that awaits a person, as it is told: nothing else of it shows, so that what looks the same is drawn once.

    `hint` is what would bring it forward. Of a debrief that waits for nothing but objections `due_on` is their last day.
    """

    subject: Subject
    title: str
    url: str
    due_on: date
    hint: str
    kind: str
    about: str
    put_off_url: str
    beside: tuple[tuple[str, str], ...]
    debrief: "DebriefLine | None"

    @classmethod
    def of(cls, thing: Awaited) -> "Line":
        return cls(
            subject=thing.subject,
            title=thing.title,
            url=thing.url,
            due_on=thing.due_on,
            hint=hint(thing),
            kind=thing.kind,
            about=thing.about,
            put_off_url=thing.put_off_url if thing.may_wait else "",
            beside=tuple((str(said.words), said.url) for said in thing.beside),
            debrief=DebriefLine.of(thing, thing.debrief) if thing.debrief else None,
        )


class DebriefLine(NamedTuple):
    """What is told of a debrief besides: whose letter of which day it is about, and its three-part mark as it is drawn."""

    team: str
    letter_of: date | None
    mark: SafeString
    is_standing: bool

    @classmethod
    def of(cls, thing: Awaited, debrief: Debrief) -> "DebriefLine":
        return cls(thing.team, thing.letter_of, three_part_mark(debrief), debrief.is_standing)


@dataclass(frozen=True)
class Desk:
    """The soonest things on one person's desk, and how many `more` there are: many more, unless `is_counted`.

    If there is more, `first` is the one to start with. It lies by itself, before the others, whatever it is about.
    """

    headline: str
    first: Line | None
    lines: list[Line]
    customers: list[Line]
    to_sort: list[Line]
    more: int
    is_counted: bool
    has_debriefs: bool
    setting_up: SettingUp | None

    @property
    def is_empty(self) -> bool:
        return not (self.first or self.lines or self.customers or self.to_sort)

    @property
    def sheets(self) -> list[list[Line]]:
        """What lies in the middle, each list on a sheet of its own."""
        return [sheet for sheet in ([self.first] if self.first else [], self.lines) if sheet]


@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    person = request.user
    return render(request, "overview/desk/desk.html", {"desk": desk_of(person, on=timezone.localdate())})


def desk_of(person: User, *, on: date) -> Desk:
    unread: dict[str, Only] = {Subject.AFTERWARDS: unanswered_by}
    awaiting = awaited_of(person, on=on, cap=SHOWN, of_each=OF_EACH, counted=COUNTED, only=unread)
    things = awaiting.things
    first, others = (things[0], things[1:]) if awaiting.more else (None, things)
    return Desk(
        headline=headline(awaiting),
        first=Line.of(first) if first else None,
        lines=[Line.of(thing) for thing in others if thing.subject not in {*WITH_CUSTOMERS, Subject.ORIGINAL}],
        customers=[Line.of(thing) for thing in others if thing.subject in WITH_CUSTOMERS],
        to_sort=[Line.of(thing) for thing in others if thing.subject == Subject.ORIGINAL],
        more=awaiting.more,
        is_counted=awaiting.is_counted,
        has_debriefs=any(thing.subject == Subject.DEBRIEF for thing in things),
        setting_up=setting_up() if person.is_administrator and not person.team_ids else None,
    )


def headline(awaiting: Awaiting) -> str:
    """What is on the desk, as one would say it: “Three debriefs are waiting for you”."""
    debriefs = sum(thing.subject == Subject.DEBRIEF for thing in awaiting.things)
    others = len(awaiting.things) - debriefs
    if awaiting.more or not debriefs:
        total = debriefs + others + awaiting.more
        if not awaiting.is_counted:
            # Not all were counted: a number to the very last one would seem to say so.
            return _("More than %(n)s things are waiting for you") % {"n": total // 10 * 10}
        if not total:
            return _("Nothing is waiting for you")
        said = ngettext("%(n)s thing is waiting for you", "%(n)s things are waiting for you", total)
        return said % {"n": in_words(total)}
    if not others:
        said = ngettext("%(n)s debrief is waiting for you", "%(n)s debriefs are waiting for you", debriefs)
        return said % {"n": in_words(debriefs)}
    said = ngettext("%(n)s debrief and %(others)s", "%(n)s debriefs and %(others)s", debriefs)
    also = ngettext("%(m)s other thing are waiting for you", "%(m)s other things are waiting for you", others)
    return said % {"n": in_words(debriefs), "others": also % {"m": in_words(others).lower()}}


def hint(thing: Awaited) -> str:
    """What is still to be done: of a debrief that is agreed on which parts are empty, else what it asks for."""
    if thing.debrief is None or thing.debrief.phase != Phase.AGREE:
        return str(thing.asks)
    return hint_of(thing.debrief)


def hint_of(debrief: Debrief) -> str:
    if debrief.is_standing:
        return _("nothing to do, unless you cannot stand behind it")
    empty = [str(mark.title) for mark in debrief.section_marks if mark.state == SectionState.EMPTY]
    if not empty:
        return _("all three written: read it and stand behind it")
    if len(empty) == len(debrief.section_marks):
        return _("nothing written yet")
    return _("still empty: %(sections)s") % {"sections": ", ".join(empty)}
