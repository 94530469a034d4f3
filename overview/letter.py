"""The page of one letter: the letter as on paper, and everything that follows from it.

It reads from all rooms; what is changed from here is changed in the rooms themselves. Only the details of the letter are
edited here, since whether its kind may still change is for its debrief to say.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.database.prepared import Prepared
from incidents import papers
from incidents.editing import edit_letter
from incidents.forms.letters import EditForm, typed_in
from incidents.models import (
    Attachment,
    Customer,
    Happening,
    Incident,
    Point,
    Promise,
    RecoveryStep,
    Theme,
    TimelineEntry,
)
from incidents.models.incidents import IncidentQuerySet
from incidents.passages import marked_pieces
from incidents.recovery import next_thing
from lessons.holding.looking import look_at
from lessons.models import Answer, Lesson, LessonKind, standing_of
from lessons.sharing import telling_common
from overview.access import letter_for, letters_visible_to
from people.absences import acts_for
from people.models import User
from people.requests import PersonRequest
from people.roles import acts_as_manager, leads, require_manager
from rankless.models import Section

MOST_OTHER_LETTERS = 5
MOST_HAPPENINGS = 30
READ = (
    *("kind", "title", "title_kept_back", "text", "received_on", "channel"),
    *("team__name", "customer__name", "customer__phone", "customer__email"),
    *(f"debrief__{name}" for name in ("incident", "way", "hand_ins", "phase", "due_on", "completed_at")),
    *(f"debrief__{name}" for name in ("heads_up", "opening_line_signed", "objections_until")),
    *(f"debrief__{section}_written" for section in Section.values),
)
"""As much as the page shows of a letter and what stands beside it: long words of a debrief are not read."""
ONLY_SOME_HAVE = {
    "has_papers": Exists(Attachment.objects.filter(original__incident=OuterRef("pk"))),
    "has_promises": Exists(Promise.objects.filter(incident=OuterRef("pk"))),
    "has_lessons": Exists(Lesson.objects.filter(debrief=OuterRef("debrief"))),
}
"""Asked along with the letter, for less than it takes to read nothing three times."""
READ_OF_OTHERS = ("kind", "title", "received_on")
READ_OF_PROMISES = ("what", "due_on", "kept_at", "broken_at", "remind_at", "owner__name")
READ_OF_ACTIONS = ("pk", "what", "due_on", "done_at", "answer", "rests_until", "owner__name")


def _letter(pk: int) -> QuerySet[Incident]:
    letters = Incident.objects.select_related("team", "customer", "debrief").only(*READ)
    return letters.annotate(**ONLY_SOME_HAVE).filter(pk=pk)


def _others(customer_id: int, pk: int, *, among: IncidentQuerySet | None = None) -> QuerySet[Incident]:
    """What the same customer wrote besides, newest first; one more than is shown tells that there is more."""
    letters = Incident.objects.all() if among is None else among
    others = letters.filter(customer_id=customer_id).exclude(pk=pk)
    return others.only(*READ_OF_OTHERS).newest_first()[: MOST_OTHER_LETTERS + 1]


def _happenings(pk: int) -> QuerySet[TimelineEntry, tuple[str, str, datetime, str | None]]:
    newest_first = TimelineEntry.objects.filter(incident=pk).order_by("-at", "-pk")
    return newest_first.values_list("what", "detail", "at", "by__name")[:MOST_HAPPENINGS]


def _lessons(pk: int) -> QuerySet[Lesson, dict[str, Any]]:
    """A row for each action of each lesson."""
    lessons = Lesson.objects.filter(debrief__incident=pk).order_by("pk", "actions__due_on", "actions__pk")
    of_actions = (f"actions__{name}" for name in READ_OF_ACTIONS)
    return telling_common(lessons).values("pk", "sentence", "kind", "status", "is_common", *of_actions)


# Put into SQL once for all letters.
LETTER_ALONE = Prepared(lambda pk: Incident.objects.filter(pk=pk).only("team"))
LETTER = Prepared(_letter)
POINTS = Prepared(lambda pk: Point.objects.filter(incident=pk).select_related("stage", "factor"))
STEPS = Prepared(lambda pk: RecoveryStep.objects.filter(incident=pk))
THEMES = Prepared(lambda pk: Theme.objects.filter(incidents=pk))
PROMISES = Prepared(lambda pk: Promise.objects.filter(incident=pk).select_related("owner").only(*READ_OF_PROMISES))
LESSONS = Prepared(_lessons)
OTHERS = Prepared(_others, numbers=2)
HAPPENINGS = Prepared(_happenings)


@dataclass(frozen=True)
class Drawn:
    """A lesson drawn from the letter, with its actions."""

    pk: int
    sentence: str
    kind: LessonKind
    standing: str
    is_common: bool
    actions: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Happened:
    """A line of the letter's timeline."""

    what: Happening
    detail: str
    at: datetime
    by: str | None


@require_safe
def letter(request: PersonRequest, pk: int) -> HttpResponse:
    person = request.user
    incident = letter_for(person, pk, letters=LETTER)
    return render(request, "overview/letters/letter.html", _page(incident, person, asks_to_read="read" in request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    person, at = request.user, timezone.now()
    letters = Incident.objects.visible_to(person).select_related("team", "customer", "debrief")
    incident = get_object_or_404(letters, pk=pk)
    require_manager(person, incident.team_id)
    about: dict[str, Any] = {
        "incident": incident,
        "today": timezone.localdate(),
        "is_kind_settled": incident.debrief.is_complete,
    }
    if request.POST.get("then") == "find":
        found = Customer.objects.filter(team=incident.team_id).looked_up(request.POST.get("customer_name", ""))
        context = {"form": EditForm(**about, typed=typed_in(request.POST)), "incident": incident, "found": found}
        return render(request, "overview/letters/edit.html", context)
    form = EditForm(request.POST or None, **about)
    if request.method == "POST" and form.is_valid():
        was = incident.kind
        if edit_letter(incident=incident, details=form.details, by=person, at=at):
            if form.details.kind != was:
                # What was taken for praise may tell against a lesson, and the other way round.
                incident.refresh_from_db()
                look_at(incident, at=at)
            messages.success(request, _("Changed. The timeline says what."))
        return redirect(incident)
    status = 422 if request.method == "POST" else 200
    return render(request, "overview/letters/edit.html", {"form": form, "incident": incident}, status=status)


@require_safe
def paper(request: PersonRequest, pk: int, key: UUID) -> FileResponse:
    return papers.hand_out(_paper(request, pk, key))


@require_safe
def preview(request: PersonRequest, pk: int, key: UUID) -> FileResponse:
    return papers.show_preview(_paper(request, pk, key))


def _paper(request: PersonRequest, pk: int, key: UUID) -> Attachment:
    incident = letter_for(request.user, pk, letters=LETTER_ALONE)
    return get_object_or_404(Attachment.objects.of_letter(incident), key=key)


def _page(incident: Any, person: User, *, asks_to_read: bool) -> dict[str, Any]:
    """Everything on the page of a letter that was read with what `ONLY_SOME_HAVE`.

    One that is kept back stands open to those who look after it; anybody else meets a word of warning first.
    """
    may_manage = acts_as_manager(person, incident.team_id, on=timezone.localdate())
    points, steps = POINTS(incident.pk), STEPS(incident.pk)
    others = _other_letters(incident, person)
    return {
        "incident": incident,
        "debrief": incident.debrief,
        "may_manage": may_manage,
        "is_open": may_manage or asks_to_read or not incident.is_kept_back,
        "may_lead": leads(person, incident.team_id),
        "may_point": incident.team_id in person.team_ids,
        "is_ours": incident.team_id in person.team_ids,
        "pieces": marked_pieces(incident.text, points),
        "points": points,
        "papers": list(Attachment.objects.of_letter(incident)) if incident.has_papers else [],
        "themes": THEMES(incident.pk),
        "steps": steps,
        "next": next_thing(incident, steps),
        "promises": PROMISES(incident.pk) if incident.has_promises else [],
        "promises_of": () if may_manage else acts_for(person, on=timezone.localdate()),
        "lessons": _lessons_of(incident) if incident.has_lessons else [],
        "others": others[:MOST_OTHER_LETTERS],
        "has_more_others": len(others) > MOST_OTHER_LETTERS,
        "happenings": _last_happenings(incident),
        "today": timezone.localdate(),
    }


def _lessons_of(incident: Incident) -> list[Drawn]:
    """The lessons with their actions, read in one go."""
    drawn = []
    for pk, group in groupby(LESSONS(incident.pk), key=itemgetter("pk")):
        together = list(group)
        actions = [
            {name: row[f"actions__{name}"] for name in READ_OF_ACTIONS}
            for row in together
            if row["actions__pk"] is not None and row["actions__answer"] != Answer.LET_GO
        ]
        first = together[0]
        standing = standing_of(first["kind"], first["status"])
        drawn.append(Drawn(pk, first["sentence"], LessonKind(first["kind"]), standing, first["is_common"], actions))
    return drawn


def _other_letters(incident: Incident, person: User) -> list[Incident]:
    if incident.customer_id is None:
        return []
    if incident.team_id in person.team_ids:
        # A customer writes to one team, so only somebody from elsewhere has to be asked for invitations.
        return OTHERS(incident.customer_id, incident.pk)
    return list(_others(incident.customer_id, incident.pk, among=letters_visible_to(person)))


def _last_happenings(incident: Incident) -> list[Happened]:
    rows = HAPPENINGS(incident.pk)
    return [Happened(Happening(what), detail, at, by) for what, detail, at, by in reversed(rows)]
