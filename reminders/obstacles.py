"""What is in the way of a debrief that is late: its host is asked, and what is said goes to somebody who can help.

No time, unclear, not needed: whoever leads sees the answer beside the debrief. That it does not feel safe goes to the one
person whom the team chose for it, and to nobody else. Who has not written is neither known nor asked. Of who answered
nothing is kept; as hosting is no secret, the page says what others can work out.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from people.models import Team, User
from rankless.models import Debrief, Voice
from reminders.models import Confidant, Hindrance, Notice, Obstacle, Subject
from reminders.timing.hours import everyones_hours

CONFIDED = "confided"
"""The step of the notice to the person confided in. It says nothing of what, and belongs to no ladder."""

WHAT_HELPS: dict[Hindrance, LazyText] = {
    Hindrance.NO_TIME: _("Ten minutes together are enough: set a time, and open the page for a shared screen."),
    Hindrance.UNCLEAR: _("Begin with one question of those beside the boxes; nobody has to answer all of them."),
    Hindrance.NOT_NEEDED: _("Say so in the debrief: three short sentences, and that nothing changes, are a debrief."),
}


class CannotSay(Exception):
    """This answer cannot be taken."""


class NotHosting(CannotSay):
    """Only whoever hosts the debrief is asked."""


class IsDone(CannotSay):
    """The debrief is complete: nothing is in its way any more."""


class NobodyToConfideIn(CannotSay):
    """The team chose nobody to hear it, or nobody else."""


def hosts(person: User, debrief: Debrief) -> bool:
    return Voice.objects.filter(debrief=debrief, person=person, is_host=True).exists()


def may_be_confided_in(team: Team) -> QuerySet[User]:
    """Whom a team can choose: its people who neither lead nor manage it, so that nobody confides in whom they report to."""
    return (
        User.objects.active()
        .filter(memberships__team=team, memberships__is_manager=False, memberships__is_lead=False)
        .order_by("name", "pk")
    )


def confidant_of(team: Team, *, besides: User | None = None) -> User | None:
    """Whom the team chose, as long as they still can be; never the person `besides` whom somebody is looked for."""
    people = may_be_confided_in(team).filter(confided_in__team=team)
    return (people.exclude(pk=besides.pk) if besides else people).first()


@transaction.atomic
def choose_confidant(team: Team, person: User | None) -> None:
    """Let `person` hear what does not feel safe in this team; None: nobody, and that answer is not offered."""
    if person is None:
        Confidant.objects.filter(team=team).delete()
    else:
        Confidant.objects.update_or_create(team=team, defaults={"person": person})


def answers_for(person: User, debrief: Debrief) -> list[Hindrance]:
    """The answers offered to a host: that it does not feel safe only where somebody else was chosen to hear it."""
    is_heard = confidant_of(debrief.team, besides=person) is not None
    return [hindrance for hindrance in Hindrance if is_heard or hindrance != Hindrance.NOT_SAFE]


@transaction.atomic
def say_what_is_in_the_way(debrief: Debrief, hindrance: Hindrance, *, by: User, on: date, at: datetime) -> User | None:
    """Keep what the host says; return who hears of it instead of those who lead. Raises the errors above."""
    if debrief.is_complete:
        raise IsDone(debrief)
    if not hosts(by, debrief):
        raise NotHosting(debrief)
    if hindrance != Hindrance.NOT_SAFE:
        Obstacle.objects.update_or_create(debrief=debrief, defaults={"hindrance": hindrance, "said_on": on})
        return None
    confidant = confidant_of(debrief.team, besides=by)
    if confidant is None:
        raise NobodyToConfideIn(debrief)
    Obstacle.objects.update_or_create(debrief=debrief, defaults={"confided_on": on})
    _tell(confidant, debrief, on=on, at=at)
    return confidant


def is_confided(person: User, debrief: Debrief) -> bool:
    """Whether somebody confided in this person about this debrief."""
    said = Obstacle.objects.filter(debrief=debrief, confided_on__isnull=False).exists()
    confidant = confidant_of(debrief.team) if said else None
    return confidant is not None and confidant.pk == person.pk


def _tell(confidant: User, debrief: Debrief, *, on: date, at: datetime) -> None:
    notice = Notice(
        key=f"{Subject.DEBRIEF}:{debrief.pk}:{CONFIDED}:{on}:person:{confidant.pk}",
        person=confidant,
        subject=Subject.DEBRIEF,
        subject_id=debrief.pk,
        step=CONFIDED,
        not_before=everyones_hours([confidant])[confidant.pk].first_morning(day=on, since=at),
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
