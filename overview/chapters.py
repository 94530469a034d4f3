"""What a team does, stage by stage: its own norms, and what it took up from other teams."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from incidents.models import Stage
from lessons.models import Adoption, Evidence, EvidenceOutcome, Lesson
from lessons.sharing import telling_common
from overview.filters import NOT_SURE
from people.models import User

PROOFS_PER_NORM = 3
MOST_TAKEN_UP = 100
MOST_OF_OTHERS = 12


@dataclass(frozen=True)
class Chapter:
    """The norms of one stage that are shown, what was taken up there, and whether there are more."""

    stage: Stage | None
    norms: Sequence[Lesson]
    is_cut: bool
    taken_up: Sequence[Lesson] = field(default=())

    @property
    def key(self) -> str:
        return str(self.stage.pk) if self.stage else NOT_SURE


def chapters_of(
    norms: QuerySet[Lesson], *, limit: int, taken_up: Iterable[Lesson] = (), since: date | None = None
) -> list[Chapter]:
    """The norms stage by stage, in the customer's order, the newest of each first. Three queries.

    Those that became the norm after `since` have `is_new`.
    """
    newest = list(_newest(norms, most=limit + 1))
    cut = {stage_id for _pk, stage_id, rank in newest if rank > limit}
    shown = _shown(Lesson.objects.filter(pk__in=[pk for pk, _stage_id, rank in newest if rank <= limit]))
    by_stage = {stage: list(of_stage) for stage, of_stage in groupby(shown, key=lambda norm: norm.stage)}
    for norm in (norm for of_stage in by_stage.values() for norm in of_stage):
        norm.is_new = since is not None and norm.norm_since is not None and norm.norm_since > since  # type: ignore[attr-defined]
    others: dict[Stage | None, list[Lesson]] = {}
    for lesson in taken_up:
        others.setdefault(lesson.stage, []).append(lesson)
    return [
        Chapter(stage, by_stage.get(stage, []), (stage.pk if stage else None) in cut, others.get(stage, ()))
        for stage in sorted({*by_stage, *others}, key=_place)
    ]


def _place(stage: Stage | None) -> tuple[bool, int, int]:
    return (stage is None, stage.position, stage.pk) if stage else (True, 0, 0)


def _newest(norms: QuerySet[Lesson], *, most: int) -> QuerySet[Lesson, Any]:
    """Number, stage and rank of the newest norms of each stage. An index ranks them so, and is all that is read."""
    rank = Window(RowNumber(), partition_by="stage_id", order_by=[F("norm_since").desc(), F("pk").desc()])
    return norms.annotate(rank=rank).filter(rank__lte=most).order_by().values_list("pk", "stage_id", "rank")


def _shown(norms: QuerySet[Lesson]) -> Iterable[Lesson]:
    proofs = (
        Evidence.objects.seen_at_home()
        .filter(outcome=EvidenceOutcome.HELD, incident__isnull=False)
        .select_related("incident")
        .only("lesson", "incident__title")
        .order_by("-noted_on", "-pk")
    )
    return (
        telling_common(norms)
        .select_related("stage", "team", "debrief__incident")
        .only(*_COLUMNS, *_OF_THE_LETTER)
        .prefetch_related(Prefetch("evidence", queryset=proofs, to_attr="proofs"))
        .order_by(F("stage__position").asc(nulls_last=True), "stage_id", "-norm_since", "-pk")
    )


def taken_up_by(team_ids: Sequence[int], *, asked: Q | None = None) -> list[Lesson]:
    """What these teams do that another team learned, the latest first; never with the letter behind it. One query."""
    in_force = Adoption.objects.in_force().filter(team__in=team_ids)
    lessons = Lesson.objects.norms().filter(asked or Q(), pk__in=in_force.values("lesson"))
    return list(_of_others(lessons.exclude(team__in=team_ids))[:MOST_TAKEN_UP])


def shown_by_others(person: User) -> list[Lesson]:
    """What other teams show and no team of this person does yet, the latest first. One query."""
    known = Adoption.objects.in_force().filter(team__in=person.team_ids)
    shown = Lesson.objects.norms().filter(is_shared=True).exclude(team__in=person.team_ids)
    return list(_of_others(shown.exclude(pk__in=known.values("lesson")))[:MOST_OF_OTHERS])


def _of_others(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    return telling_common(lessons).select_related("stage", "team").only(*_COLUMNS).order_by("-norm_since", "-pk")


_COLUMNS = ["sentence", "kind", "norm_since", "status", "expects", "stage", "team__name"]
_OF_THE_LETTER = [f"debrief__incident__{name}" for name in ("title", "kind", "received_on")]
