"""Looking through what letters say, for those that may tell whether a lesson holds. The bell does it, every minute.

Something bad at the stage of a lesson that prevents, with its factor, may be a relapse; something good there may show that
a lesson holds. Where a factor is not said, the words have to be alike. A lesson learns from what was dismissed: from then
on a letter has to be liker to what taught the lesson than to anything that turned out to be something else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, Left

from foundation.database.engine import locked
from foundation.failures import CONCERNS_ALL, without_its_words
from foundation.time_limits import never
from incidents.models import Incident, Point, Polarity
from lessons.alike import engine
from lessons.alike.weighing import Likeness, Trace, Weighing
from lessons.alike.wording import LOOKED_AT, Language, Worded
from lessons.models import (
    Adoption,
    Answered,
    Evidence,
    Lesson,
    LessonEvent,
    LessonKind,
    LooksLike,
    Sighting,
    Status,
    Turn,
    Watch,
)

BATCH = 100
LATE_BY = timedelta(seconds=50)
"""No transaction that adds a passage takes longer: numbers are given out before it ends."""
LESSONS_READ = 200
LETTERS_REMEMBERED = 200
MOST_BROUGHT = 3
"""A letter is brought to so many lessons at most, those it is likest to."""
ALIKE_ENOUGH = 0.14
"""So much of its words a letter shares with what taught the lesson, and some that tell, where the factor does not say it."""

TELLS: dict[str, str] = {LooksLike.RELAPSE: Polarity.BAD, LooksLike.PROOF: Polarity.GOOD}
"""What a passage is by which a letter may say this of a lesson."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Match:
    """A lesson that the letter may say something about, as far as stage and factor go."""

    lesson_id: int
    looks_like: LooksLike
    same_factor: bool
    is_habit: bool
    """Whether the lesson is to repeat what customers praised."""

    @property
    def needs_words(self) -> bool:
        """Whether stage and factor alone do not say it: much can go wrong that has nothing to do with a habit."""
        return not self.same_factor or (self.is_habit and self.looks_like == LooksLike.RELAPSE)


@dataclass
class Memory:
    """The letters a lesson knows: those that taught it or were about the same, and those that were something else."""

    alike: list[Trace] = field(default_factory=list)
    dismissed: list[Trace] = field(default_factory=list)


def find_sightings(*, at: datetime, is_over: Callable[[], bool] = never) -> int:
    """Look through every passage added since the last time; how many letters were brought to lessons.

    Ringing twice, or from two places, changes nothing: one looks at a time, and a letter is brought to a lesson once.
    """
    Watch.objects.get_or_create(pk=1, defaults={"looked_to": _newest(), "seen_to": _newest(), "seen_at": at})
    brought = 0
    while not is_over():
        with transaction.atomic():
            watch = locked(Watch.objects.filter(pk=1, seen_at__lte=at - LATE_BY), skip=True).first()
            if watch is None:
                break
            added = _added_since(watch)
            if not added:
                Watch.objects.filter(pk=1).update(seen_to=_newest(), seen_at=at)
                break
            brought += _look_through(dict.fromkeys(letter for _, letter in added), at=at)
            Watch.objects.filter(pk=1).update(looked_to=added[-1][0])
    return brought


def forget_unseen(*, at: datetime) -> None:
    """Take everything there is as looked through: after letters were loaded that nobody is to be asked about."""
    newest = _newest()
    Watch.objects.update_or_create(pk=1, defaults={"looked_to": newest, "seen_to": newest, "seen_at": at})


def look_at(incident: Incident, *, at: datetime) -> list[Sighting]:
    """Bring this letter to the lessons it may say something about, and no longer to those it says nothing of any more."""
    _forget_what_it_no_longer_says(incident)
    matches = _matches(incident)
    if not matches:
        return []
    worth = [(match, why) for match, why in _weighed(incident, matches) if why is not None]
    worth.sort(key=lambda pair: (pair[0].same_factor, pair[1].words), reverse=True)
    return Sighting.objects.bulk_create(
        (
            Sighting(
                lesson_id=match.lesson_id,
                incident=incident,
                team_id=incident.team_id,
                looks_like=match.looks_like,
                same_stage=True,
                same_factor=match.same_factor,
                phrases="\n".join(why.phrases),
                found_on=incident.team.day_of(at),
            )
            for match, why in worth[:MOST_BROUGHT]
        ),
        ignore_conflicts=True,
    )


def _forget_what_it_no_longer_says(incident: Incident) -> None:
    """What was put right meanwhile (no praise after all, or another stage) is asked no more. What was answered stays."""
    asked = Sighting.objects.to_settle().filter(incident=incident)
    open_ones = list(asked.values_list("pk", "looks_like", "lesson__stage"))
    if not open_ones:
        return
    said = set(Point.objects.filter(incident=incident).values_list("polarity", "stage"))
    asked.filter(pk__in=[pk for pk, looks, stage in open_ones if (TELLS[looks], stage) not in said]).delete()


def _newest() -> int:
    return Point.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _added_since(watch: Watch) -> list[tuple[int, int]]:
    """Passages not looked at yet, each with its letter, up to what was the newest a while ago: none below it is to come."""
    added = Point.objects.filter(pk__gt=watch.looked_to, pk__lte=watch.seen_to).order_by("pk")
    return list(added.values_list("pk", "incident_id")[:BATCH])


def _look_through(letters: Iterable[int], *, at: datetime) -> int:
    brought = 0
    for incident in Incident.objects.filter(pk__in=list(letters)).select_related("team").order_by("pk"):
        try:
            with transaction.atomic():
                brought += len(look_at(incident, at=at))
        except CONCERNS_ALL:
            raise  # the next bell looks at all of them again
        except Exception as error:
            # One letter that cannot be looked at keeps no other from it.
            log.error("A letter could not be looked at", letter=incident.pk, **without_its_words(error))
    return brought


def _matches(incident: Incident) -> list[Match]:
    """What the team holds to that a passage of the letter is about by its stage, and not against it by its factor."""
    said = list(
        Point.objects.filter(incident=incident, stage__isnull=False)
        .order_by("pk")
        .values_list("stage_id", "factor_id", "polarity")
    )
    factors: dict[tuple[int, str, int], set[int]] = defaultdict(set)
    for pk, kind, stage, factor in _lessons_since(incident, {stage for stage, *_ in said}):
        factors[pk, kind, stage] |= {factor} if factor else set()
    found: dict[int, Match] = {}
    for (pk, kind, stage), of_lesson in factors.items():
        for at_stage, factor, polarity in said:
            is_apart = factor is not None and of_lesson and factor not in of_lesson
            if at_stage != stage or is_apart:
                continue
            looks_like = LooksLike.PROOF if polarity == Polarity.GOOD else LooksLike.RELAPSE
            match = Match(pk, looks_like, factor in of_lesson, is_habit=kind == LessonKind.REPEAT)
            found[pk] = max(match, found.get(pk, match), key=_tells_more)
    return list(found.values())


def _tells_more(match: Match) -> tuple[bool, bool]:
    return match.same_factor, match.looks_like == LooksLike.RELAPSE


def _lessons_since(incident: Incident, stages: set[int]) -> Iterator[tuple[int, str, int, int | None]]:
    """Lessons tried, or the norm, or taken up from another team before the letter came, that do not know it yet; a row
    for each factor."""
    this_letter = {"lesson": OuterRef("pk"), "incident": incident}
    unknown = (
        Lesson.objects.filter(stage__in=stages)
        .exclude(debrief__incident=incident)
        .exclude(Exists(Sighting.objects.filter(**this_letter)))
        .exclude(Exists(Evidence.objects.filter(**this_letter)))
        .order_by("-drawn_on", "-pk")
    )
    columns = ("pk", "kind", "stage_id", "factors")
    own = unknown.filter(team=incident.team_id, status__in=(Status.TRYING, Status.NORM))
    own = own.annotate(since=began_on()).filter(since__lt=incident.received_on)
    yield from own.values_list(*columns)[:LESSONS_READ]
    taken_up = Adoption.objects.in_force().filter(team=incident.team_id, since__lt=incident.received_on)
    others = unknown.filter(pk__in=taken_up.values("lesson")).exclude(status=Status.DROPPED)
    yield from others.values_list(*columns)[:LESSONS_READ]


def began_on() -> Coalesce:
    """The day from which a lesson counts: the norm's; else the first it was tried since it last came back, or drawn."""
    came_back_later = LessonEvent.objects.filter(lesson=OuterRef("lesson"), what=Turn.RELAPSED, pk__gt=OuterRef("pk"))
    tried = LessonEvent.objects.filter(~Exists(came_back_later), lesson=OuterRef("pk"), what=Turn.TRIED).order_by("pk")
    return Coalesce("norm_since", Subquery(tried.values("happened_on")[:1]), "drawn_on")


def _weighed(incident: Incident, matches: Sequence[Match]) -> list[tuple[Match, Likeness | None]]:
    """Each with its reason, or with none where the words speak against it."""
    language = Language.here()
    memories = _memories([match.lesson_id for match in matches], incident.team_id, language)
    # Of a letter that is kept back no word is told.
    letter = Trace("", Worded.of("" if incident.title_kept_back else incident.text or incident.title, language))
    known = [trace for memory in memories.values() for trace in (*memory.alike, *memory.dismissed)]
    weighing = Weighing(letter, engine().rarity([letter.worded, *(trace.worded for trace in known)]))
    return [(match, _reason(match, memories[match.lesson_id], weighing)) for match in matches]


def _reason(match: Match, memory: Memory, weighing: Weighing) -> Likeness | None:
    likest = max((weighing.beside(trace) for trace in memory.alike), key=lambda why: why.words)
    if memory.dismissed and likest.words <= max(weighing.beside(trace).words for trace in memory.dismissed):
        return None
    named = weighing.named(likest)
    needs_words = bool(memory.dismissed) or match.needs_words
    return None if needs_words and (named.words < ALIKE_ENOUGH or not named.phrases) else named


def _memories(lessons: Sequence[int], team_id: int, language: Language) -> dict[int, Memory]:
    """What each of the lessons says, came from, and was told of later letters. Two queries.

    Of what another team learned the team knows the sentence, and of later letters its own: the words that letters share
    are shown, and would tell what another team's letter says.
    """
    memories: dict[int, Memory] = defaultdict(Memory)
    taught = Lesson.objects.filter(pk__in=lessons).order_by()
    begin = Left("debrief__incident__text", LOOKED_AT)
    columns = ("pk", "sentence", "team_id", "debrief__incident__title", begin)
    for pk, sentence, learned_by, title, text in taught.values_list(*columns):
        known = (sentence, text or title) if learned_by == team_id else (sentence,)
        memories[pk].alike += [Trace("", Worded.of(said, language)) for said in known]
    settled = Sighting.objects.filter(lesson__in=lessons, team=team_id).exclude(state=Answered.OPEN)
    later = settled.order_by("-pk").values_list("lesson_id", "state", Left("incident__text", LOOKED_AT))
    for pk, state, text in later[:LETTERS_REMEMBERED]:
        memory = memories[pk]
        traces = memory.dismissed if state == Answered.DISMISSED else memory.alike
        traces.append(Trace("", Worded.of(text, language)))
    return memories
