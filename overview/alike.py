"""What was there before: lessons and earlier letters that look like a letter, on a page of its own and within others.

The letter's page and that of its debrief fetch it once they stand, so that neither waits for it. While people write alone
it lies below their writing and says only how much there is: first each says what they saw. It is the same for everybody of
the team, whatever their role; who is invited from elsewhere sees nothing of what the team learned.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.http import HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from foundation.addresses import address_of
from foundation.database.prepared import Prepared
from foundation.fragments import page_or_fragment
from incidents.models import Incident
from lessons.alike.finding import SHOWN, Alike, AlikeLesson, look_back
from lessons.alike.weighing import Likeness
from lessons.holding.settling import is_worth_saying, what_it_would_say
from lessons.models import Adoption, Lesson, LessonKind, Sighting, Status
from lessons.sharing import telling_common
from overview.access import letter_for
from people.requests import PersonRequest

READ = ("kind", "team__name", "title", "title_kept_back", "text", "received_on")
LETTER = Prepared(lambda pk: Incident.objects.filter(pk=pk).select_related("team").only(*READ))
COUNTS = "counts"
"""Beside what somebody writes alone: how much there is, and nothing of what it says before they look."""
LOOKS = {Status.NORM: "good", Status.RELAPSED: "late"}


class Row(NamedTuple):
    """What is shown of a lesson beside the letter. `team` is named when it is another's.

    `again` is where to say that this is that again.
    """

    url: str
    sentence: str
    look: str
    standing: str
    team: str
    is_habit: bool
    is_common: bool
    is_done_too: bool
    why: SafeString
    taught_by: str
    said: str | None
    sighting: int | None
    again: str


TOLD = ("taught_by", "pk", "sentence", "kind", "status", "team__name", "is_common", "is_done_too", "said", "sighting")


class Told(NamedTuple):
    """What the database tells of a lesson. `taught_by` is the letter for whose sake it was asked for, or 0."""

    taught_by: int
    pk: int
    sentence: str
    kind: str
    status: str
    team: str
    is_common: bool
    is_done_too: bool
    said: str | None
    sighting: int | None

    @property
    def lesson(self) -> AlikeLesson:
        """As one that was found by its letter, not by itself."""
        why = Likeness(0.0, 0.0)
        return AlikeLesson(self.pk, self.sentence, LessonKind(self.kind), Status(self.status), True, self.team, why)


NOTHING_TOLD = (False, False, None, None)
"""Of a lesson that went a moment ago."""


@require_safe
def alike(request: PersonRequest, pk: int) -> HttpResponse:
    incident = letter_for(request.user, pk, letters=LETTER)
    is_ours = incident.team_id in request.user.team_ids
    found = look_back(incident) if is_ours else Alike()
    told = _told(incident, found)
    taught = _taught(found, told)
    found = replace(found, lessons=[*found.lessons, *taught])
    context = {
        "incident": incident,
        "is_ours": is_ours,
        "looks_like": what_it_would_say(incident),
        "found": found,
        "is_folded": "folded" in request.GET,
        "is_counted": request.GET.get("folded") == COUNTS,
        "lessons": _lessons(incident, found, taught, told),
        "letters": [(letter, _in_words(letter.why)) for letter in found.letters],
    }
    return page_or_fragment(request, context, page="overview/letters/alike.html", fragment="lessons/_alike.html")


def _again(incident: Incident, lesson: AlikeLesson) -> str:
    """Where to say that this is that again, if that is worth saying."""
    is_worth_it = is_worth_saying(incident, is_habit=lesson.kind == LessonKind.REPEAT, status=lesson.status)
    return address_of("lessons:again", lesson.pk, within=str(incident.pk)) if is_worth_it else ""


def _taught(found: Alike, told: Iterable[Told]) -> dict[AlikeLesson, str]:
    """What letters like it taught, if there is room for more; each with the title of the letter.

    A letter that nobody has sorted yet shares words with letters, and hardly ever with the sentence of a lesson.
    """
    titles = {letter.pk: letter.title for letter in found.letters}
    likest_first, known = list(titles), {lesson.pk for lesson in found.lessons}
    taught = [one for one in told if one.taught_by and one.pk not in known]
    in_order = sorted(taught, key=lambda one: (likest_first.index(one.taught_by), -one.pk))
    return {one.lesson: titles[one.taught_by] for one in in_order[: _room(found)]}


def _room(found: Alike) -> int:
    """For how many more lessons there is room."""
    return SHOWN - len(found.lessons)


def _lessons(incident: Incident, found: Alike, taught: dict[AlikeLesson, str], told: Iterable[Told]) -> list[Row]:
    """Each with what is said of the letter beside it: by the team that learned it, or does it too."""
    by_lesson = {one.pk: one for one in told}
    rows = []
    for lesson in found.lessons:
        is_common, is_done_too, said, sighting = by_lesson.get(lesson.pk, NOTHING_TOLD)[-4:]
        row = Row(
            url=lesson.url,
            sentence=lesson.sentence,
            look=LOOKS.get(lesson.status, "quiet"),
            standing=lesson.standing,
            team="" if lesson.is_ours else lesson.team,
            is_habit=lesson.kind == LessonKind.REPEAT,
            is_common=is_common,
            is_done_too=is_done_too,
            why=_in_words(lesson.why),
            taught_by=taught.get(lesson, ""),
            said=said,
            sighting=sighting,
            again=_again(incident, lesson) if lesson.is_ours or is_done_too else "",
        )
        rows.append(row)
    return rows


def _in_words(why: Likeness) -> SafeString:
    return format_html_join("", "<span>{}</span>", ((reason,) for reason in why.reasons))


def _told(incident: Incident, found: Alike) -> list[Told]:
    """Of the lessons found, and of those that the letters found taught if there is room for more. One query."""
    lessons = [lesson.pk for lesson in found.lessons]
    letters = [letter.pk for letter in found.letters] if _room(found) > 0 else []
    if not lessons and not letters:
        return []
    as_many_as_ever = [*letters, *letters[-1:] * (SHOWN - len(letters))] if letters else []
    asked = _question(len(lessons), is_of_letters=bool(letters))
    return [Told._make(row) for row in asked(incident.team_id, incident.pk, *lessons, *as_many_as_ever)]


@lru_cache(maxsize=2 * SHOWN)
def _question(lessons: int, *, is_of_letters: bool) -> Prepared[Any]:
    """The question what is to be told of lessons: which are common practice, which the team does too, and what was said of
    the letter beside each.

    It is asked with the numbers of the team, of the letter, and of so many lessons; with `is_of_letters` then those of as
    many letters as are shown, of which the lessons drawn from them are told.
    """

    def question(team_id: int, letter: int, *pks: int) -> QuerySet[Lesson, Any]:
        done_too = Exists(Adoption.objects.in_force().filter(lesson=OuterRef("pk"), team=team_id))
        sighting = Sighting.objects.filter(lesson=OuterRef("pk"), incident=letter)
        said = {"said": Subquery(sighting.values("state")), "sighting": Subquery(sighting.values("pk"))}

        def told(of_these: QuerySet[Lesson], taught_by: Any) -> QuerySet[Lesson, Any]:
            of_these = telling_common(of_these).annotate(taught_by=taught_by, is_done_too=done_too, **said)
            return of_these.order_by().values_list(*TOLD)

        of_lessons = told(Lesson.objects.filter(pk__in=pks[:lessons]), Value(0, BigIntegerField()))
        standing = Lesson.objects.exclude(status=Status.DROPPED)
        of_letters = told(standing.filter(debrief__incident__in=pks[lessons:]), F("debrief__incident"))
        if not is_of_letters:
            return of_lessons
        return of_lessons.union(of_letters, all=True) if lessons else of_letters

    return Prepared(question, numbers=2 + lessons + (SHOWN if is_of_letters else 0))
