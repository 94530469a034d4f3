"""What is said beside a thing on the desk and in mails: for whom it is, until when it waits, what is in its way.

It follows from who reads, and never from who has written: of a debrief only its host is asked, only whoever leads sees an
obstacle, and only whom the team chose sees that somebody confided in them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from foundation.dates import say_day
from people.models import Absence, User
from reminders.awaiting.awaited import Awaited, Beside, Key
from reminders.models import Hindrance, Subject
from reminders.timing.snoozing import PutOff

_day = lazy(say_day, str)


def with_words_beside(
    things: Iterable[Awaited], person: User, *, put_off: PutOff, on: date, not_theirs: Collection[Key] = ()
) -> list[Awaited]:
    """These things, each with what this person is to know of it, and whether they can put it off.

    What is `not_theirs` awaits others: they are told of it in a role.
    """
    own, covered = _whose(person), [(absence, _whose(absence.person)) for absence in person.covers]
    said = []
    for thing in things:
        absences = [absence for absence, theirs in covered if _is_among(thing, theirs)]
        away = [] if _is_among(thing, own) else absences[:1]
        is_own = _is_among(thing, own) or bool(away)
        words = (
            *_of_absence(away, on=on),
            *_of_being_late(thing, is_own=is_own, on=on),
            *_of_putting_off(thing, put_off, on=on),
            *(_of_leading(thing, person, put_off, on=on) if thing.key in not_theirs else ()),
            *_of_support(thing, person, on=on),
        )
        said.append(replace(thing, beside=words, may_wait=not away and _may_wait(thing, put_off)))
    return said


def _may_wait(thing: Awaited, put_off: PutOff) -> bool:
    """Nothing that waits already, that leads are only shown, or that is told once; and no debrief that gathers notes."""
    is_gathering = thing.debrief is not None and thing.debrief.is_gathering
    return not (
        is_gathering or thing.subject == Subject.AFTERWARDS or thing.key in put_off.until or thing.key in put_off.twice
    )


def _whose(person: User) -> dict[Subject, list[int]]:
    """Of each kind that others can stand in for: the values of `whose` by which things await this person themselves."""
    return {
        Subject.PROMISE: [person.pk],
        Subject.ACTION: [person.pk],
        Subject.STEP: person.own_managed_team_ids,
        Subject.ORIGINAL: person.own_managed_team_ids,
        Subject.LESSON: person.led_team_ids,
    }


def _is_among(thing: Awaited, theirs: Mapping[Subject, Collection[int]]) -> bool:
    """Whether a thing that others can stand in for awaits this person even if nobody is away."""
    return thing.whose in theirs.get(thing.subject, ())


def _of_absence(absences: Iterable[Absence], *, on: date) -> Iterable[Beside]:
    """For whom somebody stands in."""
    for absence in absences:
        day = _day(absence.last_day, today=on)
        yield Beside(format_lazy(_("For {name}, who is away until {day}"), name=absence.person, day=day))


def _of_being_late(thing: Awaited, *, is_own: bool, on: date) -> Iterable[Beside]:
    """Why somebody reads of a promise who did not give it."""
    if thing.subject == Subject.PROMISE and not is_own and thing.is_late(on=on):
        yield Beside(_("Somebody else promised it; whoever leads is told because it is late"))


def _of_putting_off(thing: Awaited, put_off: PutOff, *, on: date) -> Iterable[Beside]:
    if thing.debrief and thing.debrief.is_gathering:
        return
    if until := put_off.until.get(thing.key):
        yield Beside(format_lazy(_("Put off until {day}"), day=_day(until, today=on)))
    for reason in put_off.twice.get(thing.key, []):
        yield Beside(format_lazy(_("Put off twice: “{reason}”"), reason=reason))


def _of_leading(thing: Awaited, person: User, put_off: PutOff, *, on: date) -> Iterable[Beside]:
    """Why somebody reads of a debrief to which they are not invited."""
    if thing.support is None or thing.support.team_id not in person.led_team_ids:
        return
    if thing.is_late(on=on):
        yield Beside(_("You lead the team and are told because it is late: ask what would help"))
    elif thing.key not in put_off.twice:
        yield Beside(_("You lead the team and are told because nobody else can be reminded of it"))


def _of_support(thing: Awaited, person: User, *, on: date) -> Iterable[Beside]:
    support = thing.support
    if support is None or thing.debrief is None or thing.debrief.is_standing:
        return
    incident = thing.debrief.incident_id
    if support.host_id == person.pk and thing.is_late(on=on):
        yield Beside(_("You host: what is in the way?"), address_of("reminders:in-the-way", incident))
    if support.is_confided and support.confidant_id == person.pk and support.team_id not in _above(person):
        yield Beside(_("Somebody confides in you about this debrief"), address_of("reminders:in-the-way", incident))
    if support.hindrance and support.team_id in person.led_team_ids:
        yield Beside(format_lazy(_("In the way: {what}"), what=Hindrance(support.hindrance).label))


def _above(person: User) -> set[int]:
    """The teams in which this person is somebody whom others report to."""
    return {*person.led_team_ids, *person.own_managed_team_ids}
