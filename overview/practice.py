"""How we do it: the lessons that have become the norm, stage by stage, with the letters that taught them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.addresses import read_number
from incidents.models import Stage
from lessons.models import Evidence, EvidenceOutcome, Lesson
from overview.filters import NOT_SURE, one_of
from people.requests import PersonRequest

SHOWN_PER_STAGE = 4
SHOWN_OF_ONE_STAGE = 200
PROOFS_PER_NORM = 3


@dataclass(frozen=True)
class Chapter:
    """The norms of one stage that are shown, and whether there are more."""

    stage: Stage | None
    norms: Sequence[Lesson]
    is_cut: bool

    @property
    def key(self) -> str:
        return str(self.stage.pk) if self.stage else NOT_SURE


@require_safe
def practice(request: PersonRequest) -> HttpResponse:
    person = request.user
    team = one_of(person.teams, request.GET.get("team", ""))
    norms = Lesson.objects.visible_to(person).norms()
    if team:
        norms = norms.filter(team=team)
    asked = request.GET.get("stage", "")
    if asked == NOT_SURE:
        norms = norms.filter(stage__isnull=True)
    elif stage := read_number(asked):
        norms = norms.filter(stage=stage)
    else:
        asked = ""
    chapters = chapters_of(norms, limit=SHOWN_OF_ONE_STAGE if asked else SHOWN_PER_STAGE)
    context: dict[str, Any] = {"chapters": chapters, "team": team, "teams": person.teams, "is_one_stage": bool(asked)}
    return render(request, "overview/practice.html", context)


def chapters_of(norms: QuerySet[Lesson], *, limit: int) -> list[Chapter]:
    """The norms stage by stage, in the customer's order, the newest of each first. Three queries."""
    newest = list(_newest(norms, most=limit + 1))
    cut = {stage_id for _pk, stage_id, rank in newest if rank > limit}
    proofs = (
        Evidence.objects.filter(outcome=EvidenceOutcome.HELD, incident__isnull=False)
        .select_related("incident")
        .only("lesson", "incident__title")
        .order_by("-noted_on", "-pk")
    )
    shown = (
        Lesson.objects.filter(pk__in=[pk for pk, _stage_id, rank in newest if rank <= limit])
        .select_related("stage", "team", "debrief__incident")
        .only(*_SHOWN)
        .prefetch_related(Prefetch("evidence", queryset=proofs, to_attr="proofs"))
        .order_by(F("stage__position").asc(nulls_last=True), "stage_id", "-norm_since", "-pk")
    )
    by_stage = groupby(shown, key=lambda norm: norm.stage)
    return [Chapter(stage, list(of_stage), (stage.pk if stage else None) in cut) for stage, of_stage in by_stage]


def _newest(norms: QuerySet[Lesson], *, most: int) -> QuerySet[Lesson, Any]:
    """Number, stage and rank of the newest norms of each stage. An index ranks them so, and is all that is read."""
    rank = Window(RowNumber(), partition_by="stage_id", order_by=[F("norm_since").desc(), F("pk").desc()])
    return norms.annotate(rank=rank).filter(rank__lte=most).order_by().values_list("pk", "stage_id", "rank")


_SHOWN = [
    *("sentence", "kind", "norm_since", "stage", "team__name", "debrief__incident__title"),
    *("debrief__incident__kind", "debrief__incident__received_on"),
]
