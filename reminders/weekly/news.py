"""What happened in some teams within a week: what was learned, held and came back; praise in customers' words; thanks,
and stories that other teams told; what is late.

Customers are not named: their words are told, and whose they are stands with the letter. A letter that its debrief still
keeps back is not told of.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from incidents.models import Kind, Point, Polarity, Promise
from lessons.models import Action, Lesson, Sighting
from people.models import Team
from rankless.models import Debrief, HeadsUp, Phase
from reminders.awaiting.late import Some, ids_of, late_actions, late_debriefs, late_promises
from reminders.weekly.changes import LONGEST_QUOTE, SHOWN, Changes, PraiseStory, Week, changes_in, short
from stories.models import Showing, Story, Thanks

QUOTES = 3
READ_FOR_QUOTES = 30


@dataclass(frozen=True)
class Quote:
    """What a happy customer said, in their words, and the page of their letter."""

    words: str
    url: str


@dataclass(frozen=True)
class Doubt:
    """A lesson that letters may tell against, and how many of them nobody has settled yet."""

    lesson: Lesson
    letters: int


@dataclass(frozen=True)
class News(Changes):
    """What a week brought to some teams, and what is late there as seen `on` a day."""

    doubts: list[Doubt]
    quotes: list[Quote]
    thanks: list[Thanks]
    shown: list[Story]
    debriefs: Some[Debrief]
    actions: Some[Action]
    promises: Some[Promise]
    on: date

    @property
    def is_late(self) -> bool:
        return bool(self.debriefs or self.actions or self.promises)

    @property
    def has_good_to_tell(self) -> bool:
        """Whether there is more to say than what is late, which everybody it awaits hears of anyway."""
        return bool(super().__bool__() or self.doubts or self.quotes or self.thanks or self.shown)


def news_of(teams: Collection[Team], week: Week, *, on: date) -> News:
    """Read the week of these teams, and what is late there on a day, in a bounded number of bounded queries."""
    team_ids = ids_of(teams)
    changes = changes_in(team_ids, week)
    doubts = _doubts(team_ids, week)
    left_out = changes.left_out | ({"doubts"} if len(doubts) > SHOWN else set())
    return News(
        **{**vars(changes), "left_out": left_out},
        doubts=doubts[:SHOWN],
        quotes=_quotes(team_ids, week, without=changes.story),
        thanks=list(_thanks(team_ids, week)),
        shown=list(_shown(team_ids, week)),
        debriefs=late_debriefs(teams, on=on),
        actions=late_actions(teams, on=on),
        promises=late_promises(teams, on=on),
        on=on,
    )


def _doubts(team_ids: Collection[int], week: Week) -> list[Doubt]:
    """Lessons to which the week brought letters of these teams that may tell against them, the latest first; one more than
    is told, to know whether there are more."""
    brought = Sighting.objects.doubts().filter(team__in=team_ids).order_by()
    counted = brought.values("lesson", "lesson__sentence").annotate(letters=Count("pk"), last_on=Max("found_on"))
    latest = counted.filter(last_on__range=week.days).order_by("-last_on", "-lesson")[: SHOWN + 1]
    rows = latest.values_list("lesson", "lesson__sentence", "letters")
    return [Doubt(Lesson(pk=pk, sentence=sentence), letters) for pk, sentence, letters in rows]


def _quotes(team_ids: Collection[int], week: Week, *, without: PraiseStory | None) -> list[Quote]:
    """One of each letter of praise, the latest letters first."""
    begin, end = week.moments
    points = Point.objects.filter(incident__team__in=team_ids, incident__kind=Kind.PRAISE, polarity=Polarity.GOOD)
    points = points.filter(incident__logged_at__gte=begin, incident__logged_at__lt=end).exclude(quote="")
    kept_back = Q(incident__debrief__heads_up=HeadsUp.WANTED) & ~Q(incident__debrief__phase=Phase.COMPLETE)
    shown = points.exclude(kept_back).select_related("incident").only("quote", "incident__title")
    found: dict[str, Quote] = {}
    for point in shown.order_by("-incident__logged_at", "-incident_id", "start", "pk")[:READ_FOR_QUOTES]:
        words = short(point.quote, LONGEST_QUOTE)
        if without is None or words != without.words:
            url = point.incident.get_absolute_url()
            found.setdefault(url, Quote(words, url))
    return list(found.values())[:QUOTES]


def _thanks(team_ids: Collection[int], week: Week) -> QuerySet[Thanks]:
    return Thanks.objects.filter(team__in=team_ids, said_on__range=week.days).select_related("team", "incident")[:SHOWN]


def _shown(team_ids: Collection[int], week: Week) -> QuerySet[Story]:
    """What other teams told these; taken back, it is told no longer."""
    showings = Showing.objects.filter(team__in=team_ids, shown_on__range=week.days).values("story")
    return Story.objects.told().filter(pk__in=showings).select_related("team", "lesson")[:SHOWN]
