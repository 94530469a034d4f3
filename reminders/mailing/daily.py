"""What a day's digest says: all that awaits the person, if anything they are to be told of still does."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.core.mail import EmailMessage

from reminders.awaiting.due import Awaiting
from reminders.awaiting.reading import awaited_of_each
from reminders.mailing.composing import compose_each
from reminders.mailing.written import Written
from reminders.models import Digest, Notice, State

READ = 100
"""So many awaited things are read for one digest; however many more there are, they are only counted."""


def write(digests: Iterable[Digest]) -> Mapping[int, Written]:
    """Read what these digests say as things stand now; one that has nothing to tell any more is left out."""
    by_day: dict[date, list[Digest]] = defaultdict(list)
    for digest in digests:
        if digest.person.is_active:
            by_day[digest.day].append(digest)
    written: dict[int, Written] = {}
    for day, of_the_day in by_day.items():
        written |= _write(of_the_day, on=day)
    return written


def _write(digests: list[Digest], *, on: date) -> dict[int, Written]:
    notices: dict[int, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(digest__among=[digest.pk for digest in digests], state=State.QUEUED):
        notices[notice.person_id].append(notice)
    all_notices = (notice for theirs in notices.values() for notice in theirs)
    answers = awaited_of_each(all_notices, [digest.person for digest in digests], on=on, cap=READ)
    telling = [(digest, answers[digest.person_id]) for digest in digests if digest.person_id in answers]
    return {
        digest.pk: _written(notices[digest.person_id], awaiting, compose)
        for (digest, awaiting), compose in zip(telling, compose_each(telling), strict=True)
    }


def _written(notices: list[Notice], awaiting: Awaiting, compose: Callable[[], EmailMessage]) -> Written:
    untrue = [notice.pk for notice in notices if (notice.subject, notice.subject_id) not in awaiting.told]
    return Written(compose, void=untrue)
