"""“We do this too”: what one team shows the others, and which of them take it up.

Other teams read the sentence and how it fares, never the letter behind it. A practice is common when enough teams do it
and a later letter shows it.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from foundation.database.engine import locked
from lessons.learning import LearningError
from lessons.models import (
    Adoption,
    Evidence,
    EvidenceOutcome,
    Lesson,
    Sighting,
    Status,
    Turn,
)
from lessons.turns import tell_turn
from people.models import Team, User

DAYS_TO_ANSWER = 10
"""Working days in which whoever leads or manages a team is hoped to say whether it does this too."""


class NotTheNorm(LearningError):
    """Only how a team does things is shown to others, and only what is shown is taken up."""


class OwnTeam(LearningError):
    """A team does what it learned itself already."""


@transaction.atomic
def share(lesson: Lesson, *, at: datetime, by: User) -> None:
    """Show it to other teams, without the letter behind it. Raises NotTheNorm."""
    if lesson.status != Status.NORM:
        raise NotTheNorm(lesson)
    if Lesson.objects.filter(pk=lesson.pk, status=Status.NORM, is_shared=False).update(is_shared=True):
        tell_turn(lesson, Turn.SHARED, at=at, by=by)
    lesson.refresh_from_db()


@transaction.atomic
def keep_to_the_team(lesson: Lesson, *, at: datetime, by: User) -> None:
    """No longer show it to others. Teams that took it up go on doing it, and reading it."""
    if Lesson.objects.filter(pk=lesson.pk, is_shared=True).update(is_shared=False):
        tell_turn(lesson, Turn.KEPT, at=at, by=by)
    lesson.refresh_from_db()


@transaction.atomic
def propose(lesson: Lesson, *, team: Team, at: datetime, by: User) -> Adoption:
    """Somebody of another team thinks that they should do this too; whoever leads or manages it is asked.

    Raises NotTheNorm, OwnTeam.
    """
    adoption, is_new = _open_adoption(lesson, team, at=at)
    if is_new:
        tell_turn(lesson, Turn.PROPOSED, at=at, by=by, team=team)
    return adoption


@transaction.atomic
def take_up(lesson: Lesson, *, team: Team, at: datetime, by: User) -> Adoption:
    """Whoever leads or manages another team says that it does this too. Raises NotTheNorm, OwnTeam."""
    adoption, _is_new = _open_adoption(lesson, team, at=at)
    if adoption.since is None:
        adoption.since, adoption.remind_at = team.day_of(at), None
        adoption.save(update_fields=["since", "remind_at"])
        tell_turn(lesson, Turn.TAKEN_UP, at=at, by=by, team=team)
    return adoption


@transaction.atomic
def leave(adoption: Adoption, *, at: datetime, by: User, because: str = "") -> None:
    """The team does not do it, or does it no longer. Saying so twice says it once."""
    today = adoption.team.day_of(at)
    until = max(adoption.since or today, today)
    if Adoption.objects.still_open().filter(pk=adoption.pk).update(until=until, remind_at=None):
        tell_turn(adoption.lesson, Turn.LEFT, at=at, by=by, reason=because, team=adoption.team)
        brought = Sighting.objects.to_settle().filter(lesson=adoption.lesson_id, team=adoption.team_id)
        brought.delete()  # nobody is asked any more whether it holds there


def _open_adoption(lesson: Lesson, team: Team, *, at: datetime) -> tuple[Adoption, bool]:
    lesson = locked(Lesson.objects.filter(pk=lesson.pk)).get()
    if lesson.team_id == team.pk:
        raise OwnTeam(lesson)
    if found := Adoption.objects.still_open().filter(lesson=lesson, team=team).first():
        return found, False
    if not (lesson.is_shared and lesson.status == Status.NORM):
        raise NotTheNorm(lesson)
    today = team.day_of(at)
    due_on = team.working_days.add(today, DAYS_TO_ANSWER)
    return Adoption.objects.create(lesson=lesson, team=team, proposed_on=today, due_on=due_on, remind_at=at), True


def telling_common(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """Each with `is_common`: whether enough teams do it and a letter that came after it was drawn shows that it holds."""
    return lessons.alias(others=_others(), is_shown=Exists(_later_proofs())).annotate(is_common=_is_common())


def common(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """Those that are common practice."""
    enough = Adoption.objects.in_force().order_by().values("lesson").annotate(teams=Count("team"))
    enough = enough.filter(teams__gte=settings.COMMON_FROM_TEAMS - 1)
    return lessons.filter(Exists(_later_proofs()), status=Status.NORM, pk__in=enough.values("lesson"))


def _others() -> Coalesce:
    """How many teams besides its own do it."""
    in_force = Adoption.objects.in_force().filter(lesson=OuterRef("pk")).order_by()
    return Coalesce(Subquery(in_force.values("lesson").annotate(teams=Count("team")).values("teams")), 0)


def _later_proofs() -> QuerySet[Evidence]:
    held = Evidence.objects.filter(lesson=OuterRef("pk"), outcome=EvidenceOutcome.HELD)
    return held.filter(incident__received_on__gt=OuterRef("drawn_on"))


def _is_common() -> Q:
    return Q(others__gte=settings.COMMON_FROM_TEAMS - 1, is_shown=True, status=Status.NORM)
