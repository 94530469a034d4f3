"""What came since a lesson was drawn: letters that may tell whether it holds, and how many like them there were before."""

from functools import lru_cache

from django.db.models import Case, Count, Q, QuerySet, Subquery, Value, When
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.database.prepared import Prepared
from foundation.fragments import page_or_fragment
from lessons.holding.counting import letters_around
from lessons.holding.picture import picture_of
from lessons.holding.rate import hold_rate
from lessons.models import Answered, LooksLike, Sighting
from lessons.pages.finding import lesson_held_to
from people.requests import PersonRequest

MOST_SIGHTINGS = 20
READ = (
    *("looks_like", "same_stage", "same_factor", "phrases", "found_on", "dismissed_because", "state", "lesson"),
    *("incident__title", "incident__kind", "incident__received_on"),
)
NUMBERS_OF_TEAMS = 32
"""People are in one team or in several: the questions are kept for so many different numbers of teams."""


@require_safe
def since(request: PersonRequest, pk: int) -> HttpResponse:
    """A page of its own, and a piece that the lesson's page fetches once it stands.

    A team that took the lesson up reads of its own letters, since the day on which it did.
    """
    found, adoption = lesson_held_to(request.user, pk)
    around = letters_around(found, on=timezone.localdate(), adoption=adoption)
    team_ids = request.user.team_ids
    brought = _brought(len(team_ids))(found.pk, *team_ids)
    to_settle = [sighting for sighting in brought if sighting.is_open]
    context = {
        "lesson": found,
        "sightings": to_settle[:MOST_SIGHTINGS],
        "more_follow": len(to_settle) > MOST_SIGHTINGS,
        "dismissed": [sighting for sighting in brought if not sighting.is_open][:MOST_SIGHTINGS],
        "around": around,
        "picture": picture_of(around) if around and around.most else None,
        "adoption": adoption,
        "rate": None if adoption else hold_rate([found.team_id]),
        "elsewhere": [] if adoption else _elsewhere(len(team_ids))(found.pk, *team_ids),
    }
    return page_or_fragment(request, context, page="lessons/since.html", fragment="lessons/_since_then.html")


@lru_cache(maxsize=NUMBERS_OF_TEAMS)
def _brought(teams: int) -> Prepared[Sighting]:
    """Of a lesson and so many teams: letters to these teams that were brought to it and do not tell of it yet.

    Those to be looked at come first, then what was said to be something else; the newest of each first. Each says how many
    letters in all told of the lesson, and how many were `answered`.
    """
    by_state = Case(When(state=Answered.OPEN, then=Value(0)), default=Value(1))

    def question(lesson: int, *team_ids: int) -> QuerySet[Sighting]:
        all_brought = Sighting.objects.filter(lesson=lesson, team__in=team_ids)
        counts = (
            all_brought.order_by()
            .values("lesson")
            .annotate(
                told=Count("pk", filter=Q(state=Answered.CONFIRMED)),
                answered=Count("pk", filter=~Q(state=Answered.OPEN)),
            )
        )
        brought = all_brought.exclude(state=Answered.CONFIRMED)
        brought = brought.annotate(told=Subquery(counts.values("told")), answered=Subquery(counts.values("answered")))
        newest = brought.order_by(by_state, "-found_on", "-pk")
        return newest.select_related("incident").only(*READ)[: 2 * MOST_SIGHTINGS]

    return Prepared(question, numbers=teams + 1)


@lru_cache(maxsize=NUMBERS_OF_TEAMS)
def _elsewhere(teams: int) -> Prepared[str]:
    """Of a lesson and so many teams: which others look at a letter of theirs that may tell against it."""

    def question(lesson: int, *team_ids: int) -> QuerySet[Sighting, str]:
        open_ones = Sighting.objects.to_settle().filter(lesson=lesson, looks_like=LooksLike.RELAPSE)
        others = open_ones.exclude(team__in=team_ids)
        return others.order_by().values_list("team__name", flat=True).distinct()

    return Prepared(question, numbers=teams + 1)
