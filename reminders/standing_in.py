"""Standing in: what cannot wait for somebody who is away is told to their stand-in, too.

Nothing is taken from the one who is away: their own notices wait, and come when they are back. It is looked at a day
ahead, so that a stand-in who begins earlier is told on the same day; absences can be said at any time, even on the very
morning.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from people.models import Absence
from reminders.models import Notice, Subject
from reminders.timing.hours import everyones_hours
from reminders.timing.mornings import Hours

CANNOT_WAIT = (Subject.PROMISE, Subject.ACTION, Subject.STEP, Subject.ORIGINAL, Subject.LESSON)
"""Debriefs can: nobody can write somebody else's notes."""
AHEAD = timedelta(days=1)
"""As far apart as the mornings of one day can lie on earth."""


def hand_over(*, at: datetime) -> None:
    """Write for stand-ins what those who are away would be told by tomorrow; doing it twice writes it once."""
    absences = _covered(around=at.date())
    if not absences:
        return
    waiting = Notice.objects.ahead().filter(person__in=absences, subject__in=CANNOT_WAIT, not_before__lte=at + AHEAD)
    notices = list(waiting)
    if not notices:
        return
    people = {
        who for found in absences.values() for absence in found for who in (absence.person, absence.stand_in) if who
    }
    hours = everyones_hours(people)
    handed = {
        copy.key: copy for notice in notices for copy in _copies(notice, absences[notice.person_id], hours, at=at)
    }
    known = set(Notice.objects.filter(key__in=handed).values_list("key", flat=True))
    Notice.objects.bulk_create((copy for key, copy in handed.items() if key not in known), ignore_conflicts=True)


def _covered(*, around: date) -> dict[int, list[Absence]]:
    """By person the absences with a stand-in that can be going on somewhere on earth."""
    covered: dict[int, list[Absence]] = defaultdict(list)
    found = Absence.objects.filter(
        first_day__lte=around + AHEAD, last_day__gte=around - AHEAD, stand_in__is_active=True, person__is_active=True
    )
    for absence in found.select_related("person", "stand_in"):
        covered[absence.person_id].append(absence)
    return covered


def _copies(notice: Notice, absences: list[Absence], hours: Mapping[int, Hours], *, at: datetime) -> list[Notice]:
    """The notice as it goes to whoever stands in on its day: not before their own morning of that day."""
    day = hours[notice.person_id].day_of(max(notice.not_before, at))
    return [
        Notice(
            key=f"{notice.key}:by:{absence.stand_in_id}",
            person_id=absence.stand_in_id,
            subject=notice.subject,
            subject_id=notice.subject_id,
            step=notice.step,
            not_before=hours[absence.stand_in_id].morning_of(day),
        )
        for absence in absences
        if absence.stand_in_id and absence.first_day <= day <= absence.last_day
    ]
