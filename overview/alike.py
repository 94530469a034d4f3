"""What was there before: lessons and earlier letters that look like a letter, on a page of its own and within others.

The letter's page and that of its debrief fetch it once they stand, so that neither waits for it. It is the same for
everybody of the team, whatever their role; who is invited from elsewhere sees nothing of what the team learned.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from foundation.addresses import address_of
from foundation.database.prepared import Prepared
from incidents.models import Incident
from lessons.alike.finding import SHOWN, Alike, AlikeLesson, look_back
from lessons.alike.weighing import Likeness
from lessons.holding.settling import is_worth_saying, what_it_would_say
from lessons.models import Adoption, Lesson, LessonKind, Sighting, Status
from lessons.sharing import telling_common
from overview.access import letter_for
from people.requests import PersonRequest

READ = ("kind", "team__name", "title", "title_kept_back", "text", "received_on")
LETTER = Prepared(lambda pk: Incident.objects.filter(pk=pk).select_related("team").only(*READ), is_planned=True)
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


@require_safe
def alike(request: PersonRequest, pk: int) -> HttpResponse:
    incident = letter_for(request.user, pk, letters=LETTER)
    is_ours = incident.team_id in request.user.team_ids
    found = look_back(incident) if is_ours else Alike()
    taught = _taught(found)
    found = replace(found, lessons=[*found.lessons, *taught])
    context = {
        "incident": incident,
        "is_ours": is_ours,
        "looks_like": what_it_would_say(incident),
        "found": found,
        "is_folded": "folded" in request.GET,
        "lessons": _lessons(incident, found, taught) if found.lessons else [],
        "letters": [(letter, _in_words(letter.why)) for letter in found.letters],
    }
    template = "lessons/_alike.html" if request.headers.get("HX-Request") else "overview/alike.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _again(incident: Incident, lesson: AlikeLesson) -> str:
    """Where to say that this is that again, if that is worth saying."""
    is_worth_it = is_worth_saying(incident, is_habit=lesson.kind == LessonKind.REPEAT, status=lesson.status)
    return address_of("lessons:again", lesson.pk, within=str(incident.pk)) if is_worth_it else ""


def _taught_by(*letters: int) -> QuerySet[Lesson, Any]:
    lessons = Lesson.objects.filter(debrief__incident__in=letters).exclude(status=Status.DROPPED).order_by("-pk")
    return lessons.values_list("debrief__incident", "pk", "sentence", "kind", "status", "team__name")


TAUGHT_BY = Prepared(_taught_by, numbers=SHOWN, is_planned=True)


def _taught(found: Alike) -> dict[AlikeLesson, str]:
    """What letters like it taught, if there is room for more; each with the title of the letter. One query.

    A letter that nobody has sorted yet shares words with letters, and hardly ever with the sentence of a lesson.
    """
    titles = {letter.pk: letter.title for letter in found.letters}
    room = SHOWN - len(found.lessons)
    if not titles or room <= 0:
        return {}
    pks, known = list(titles), {lesson.pk for lesson in found.lessons}
    rows = [row for row in TAUGHT_BY(*pks, *[pks[-1]] * (SHOWN - len(pks))) if row[1] not in known]
    return {
        AlikeLesson(
            pk, sentence, LessonKind(kind), Status(status), is_ours=True, team=team, why=Likeness(0.0, 0.0)
        ): titles[letter]
        for letter, pk, sentence, kind, status, team in sorted(rows, key=lambda row: pks.index(row[0]))[:room]
    }


def _lessons(incident: Incident, found: Alike, taught: dict[AlikeLesson, str]) -> list[Row]:
    """Each with what is said of the letter beside it: by the team that learned it, or does it too. One query."""
    told = _told(len(found.lessons))(incident.team_id, incident.pk, *(lesson.pk for lesson in found.lessons))
    by_lesson = {pk: of_lesson for pk, *of_lesson in told}
    rows = []
    for lesson in found.lessons:
        is_common, is_done_too, said, sighting = by_lesson.get(lesson.pk, (False, False, None, None))
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


@lru_cache(maxsize=SHOWN)
def _told(lessons: int) -> Prepared[Any]:
    """Of a team, a letter and so many lessons: which are common practice, which the team does too, and what was said of the
    letter beside each."""

    def question(team_id: int, letter: int, *pks: int) -> QuerySet[Lesson, Any]:
        done_too = Exists(Adoption.objects.in_force().filter(lesson=OuterRef("pk"), team=team_id))
        sighting = Sighting.objects.filter(lesson=OuterRef("pk"), incident=letter)
        said = {"said": Subquery(sighting.values("state")), "sighting": Subquery(sighting.values("pk"))}
        told = telling_common(Lesson.objects.filter(pk__in=pks)).annotate(is_done_too=done_too, **said)
        return told.order_by().values_list("pk", "is_common", "is_done_too", "said", "sighting")

    return Prepared(question, numbers=lessons + 2, is_planned=True)
