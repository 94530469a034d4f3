"""What happened in some teams within a week: what was learned, held and came back; praise in customers' words; thanks,
and stories that other teams told; what is late.

Customers are not named: their words are told, and whose they are stands with the letter. A letter that its debrief still
keeps back is not told of.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.text import Truncator

from incidents.models import Incident, Kind, Point, Polarity, Promise
from lessons.models import Action, Evidence, EvidenceOutcome, Lesson, Status
from people.models import Team
from rankless.models import Debrief, HeadsUp, Phase
from reminders.awaiting.late import Some, ids_of, late_actions, late_debriefs, late_promises
from stories.models import Showing, Story, Thanks

ONE_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
SHOWN = 8
"""Of lessons of one kind; who learned more than that in a week reads the rest on the page of lessons."""
QUOTES = 3
READ_FOR_QUOTES = 30
LONGEST_QUOTE = 240
LONGEST_REASON = 320


@dataclass(frozen=True)
class Week:
    """Some days, both ends included, in the time zone of whoever reads; seven unless somebody asks otherwise."""

    since: date
    until: date
    zone: tzinfo

    @classmethod
    def before(cls, day: date, *, zone: tzinfo) -> "Week":
        return cls(day - A_WEEK, day - ONE_DAY, zone)

    @property
    def days(self) -> tuple[date, date]:
        return self.since, self.until

    @property
    def moments(self) -> tuple[datetime, datetime]:
        begin = datetime.combine(self.since, time(), tzinfo=self.zone)
        return begin, datetime.combine(self.until + ONE_DAY, time(), tzinfo=self.zone)


@dataclass(frozen=True)
class Quote:
    """What a happy customer said, in their words, and the page of their letter."""

    words: str
    url: str


@dataclass(frozen=True)
class PraiseStory:
    """One debrief of praise that was completed: what the customer said, and why it went so well."""

    title: str
    words: str
    reason: str
    url: str
    incident: Incident


@dataclass(frozen=True)
class Changes:
    """What some days changed. `learned` leaves out what is the norm already, which stands in `adopted`."""

    learned: list[Lesson]
    adopted: list[Lesson]
    held: list[Lesson]
    relapsed: list[Lesson]
    story: PraiseStory | None

    def __bool__(self) -> bool:
        return bool(self.learned or self.adopted or self.held or self.relapsed or self.story)


@dataclass(frozen=True)
class News(Changes):
    """What a week brought to some teams."""

    quotes: list[Quote]
    thanks: list[Thanks]
    shown: list[Story]
    debriefs: Some[Debrief]
    actions: Some[Action]
    promises: Some[Promise]

    @property
    def is_late(self) -> bool:
        return bool(self.debriefs or self.actions or self.promises)

    @property
    def has_good_to_tell(self) -> bool:
        """Whether there is more to say than what is late, which everybody it awaits hears of anyway."""
        return bool(super().__bool__() or self.quotes or self.thanks or self.shown)


def news_of(teams: Collection[Team], week: Week, *, on: date) -> News:
    """Read the week of these teams, and what is late there on a day, in a bounded number of bounded queries."""
    team_ids = ids_of(teams)
    changes = changes_in(team_ids, week)
    return News(
        **vars(changes),
        quotes=_quotes(team_ids, week, without=changes.story),
        thanks=list(_thanks(team_ids, week)),
        shown=list(_shown(team_ids, week)),
        debriefs=late_debriefs(teams, on=on),
        actions=late_actions(teams, on=on),
        promises=late_promises(teams, on=on),
    )


def changes_in(team_ids: Collection[int], days: Week) -> Changes:
    """What was learned in these days, and what became of what had been learned. Three queries."""
    drawn = list(_drawn_or_adopted(team_ids, days))
    adopted = [lesson for lesson in drawn if _is_norm_since(lesson, days)]
    seen = list(_seen(team_ids, days))
    return Changes(
        learned=[lesson for lesson in drawn if lesson not in adopted][:SHOWN],
        adopted=adopted[:SHOWN],
        held=_of(seen, EvidenceOutcome.HELD),
        relapsed=_of(seen, EvidenceOutcome.RELAPSED),
        story=_story(team_ids, days),
    )


def _drawn_or_adopted(team_ids: Collection[int], week: Week) -> QuerySet[Lesson]:
    of_the_week = Q(drawn_on__range=week.days) | Q(norm_since__range=week.days, status=Status.NORM)
    lessons = Lesson.objects.filter(of_the_week, team__in=team_ids).exclude(status=Status.DROPPED)
    return lessons.order_by("-drawn_on", "-pk")[: 2 * SHOWN]


def _is_norm_since(lesson: Lesson, week: Week) -> bool:
    since = lesson.norm_since
    return lesson.status == Status.NORM and since is not None and week.since <= since <= week.until


def _seen(team_ids: Collection[int], week: Week) -> QuerySet[Evidence]:
    seen = Evidence.objects.filter(lesson__team__in=team_ids, noted_on__range=week.days)
    return seen.exclude(lesson__status=Status.DROPPED).select_related("lesson")[: 4 * SHOWN]


def _of(seen: Iterable[Evidence], outcome: EvidenceOutcome) -> list[Lesson]:
    return list(dict.fromkeys(evidence.lesson for evidence in seen if evidence.outcome == outcome))[:SHOWN]


def _story(team_ids: Collection[int], week: Week) -> PraiseStory | None:
    """Of the debriefs of praise that were completed the last one."""
    begin, end = week.moments
    done = Debrief.objects.filter(team__in=team_ids, phase=Phase.COMPLETE, incident__kind=Kind.PRAISE)
    done = done.filter(completed_at__gte=begin, completed_at__lt=end).select_related("incident").defer("incident__text")
    praised = Point.objects.filter(incident=OuterRef("incident"), polarity=Polarity.GOOD).exclude(quote="")
    debrief = done.annotate(praise=Subquery(praised.values("quote")[:1])).order_by("-completed_at", "-pk").first()
    if debrief is None:
        return None
    return PraiseStory(
        title=debrief.incident.title,
        words=_short(debrief.praise or "", LONGEST_QUOTE),
        reason=_short(debrief.why, LONGEST_REASON),
        url=debrief.get_absolute_url(),
        incident=debrief.incident,
    )


def _quotes(team_ids: Collection[int], week: Week, *, without: PraiseStory | None) -> list[Quote]:
    """One of each letter of praise, the latest letters first."""
    begin, end = week.moments
    points = Point.objects.filter(incident__team__in=team_ids, incident__kind=Kind.PRAISE, polarity=Polarity.GOOD)
    points = points.filter(incident__logged_at__gte=begin, incident__logged_at__lt=end).exclude(quote="")
    kept_back = Q(incident__debrief__heads_up=HeadsUp.WANTED) & ~Q(incident__debrief__phase=Phase.COMPLETE)
    shown = points.exclude(kept_back).select_related("incident").only("quote", "incident__title")
    found: dict[str, Quote] = {}
    for point in shown.order_by("-incident__logged_at", "-incident_id", "start", "pk")[:READ_FOR_QUOTES]:
        words = _short(point.quote, LONGEST_QUOTE)
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


def _short(text: str, longest: int) -> str:
    """On one line, so that nothing typed looks like lines of ours."""
    return Truncator(" ".join(text.split())).chars(longest)
