"""What a team does, stage by stage: its own norms, and what it took up from other teams."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.addresses import address_of
from foundation.database.prepared import Prepared
from foundation.templatetags.dates import say_with_day
from incidents.models import Stage
from incidents.models.words import along_the_way
from lessons.models import Adoption, Evidence, EvidenceOutcome, Lesson, LessonKind
from lessons.sharing import telling_common
from overview.filters import NOT_SURE, STAGES
from overview.saying import in_a_line
from overview.search.finding import lessons_holding
from overview.search.words import Words

MOST_TAKEN_UP = 100
MOST_OF_OTHERS = 12
QUESTIONS_KEPT = 64
"""For every number of teams that people are in, and some numbers of norms."""

NEWEST_AT_A_STAGE = """
    SELECT id FROM (
        SELECT id FROM lessons_lesson WHERE status = 'norm' AND stage_id {stage} AND team_id IN ({teams})
        ORDER BY norm_since DESC, id DESC LIMIT %s
    ) AS newest
"""


class Letter(NamedTuple):
    """A letter that taught a norm, or shows it again."""

    pk: int
    title: str
    kind: str = ""
    received_on: date | None = None

    @property
    def url(self) -> str:
        return address_of("overview:letter", self.pk)


class Norm(NamedTuple):
    """What is shown of a norm. `letter` taught it, and `proofs` show it again; of another team's both stay unsaid.

    `note` says in a line what it is and since when, `ours_since` since when it is done here, if another team learned it;
    `is_new` is told to somebody who has read all up to some day.
    """

    pk: int
    sentence: str
    kind: str
    expects: str
    is_common: bool
    team: str
    stage: Stage | None
    note: SafeString
    letter: Letter | None = None
    proofs: Sequence[Letter] = ()
    ours_since: date | None = None
    is_new: bool = False

    @property
    def url(self) -> str:
        return address_of("overview:lesson", self.pk)


@dataclass(frozen=True)
class Chapter:
    """The norms of one stage that are shown, what was taken up there, and whether there are more."""

    stage: Stage | None
    norms: Sequence[Norm]
    is_cut: bool
    taken_up: Sequence[Norm] = field(default=())

    @property
    def key(self) -> str:
        return str(self.stage.pk) if self.stage else NOT_SURE


def chapters_of(
    rows: Iterable[Any], *, limit: int, taken_up: Iterable[Norm] = (), since: date | None = None
) -> list[Chapter]:
    """The `newest` norms stage by stage, in the customer's order, with what shows them again. One query.

    Those that became the norm, or were taken up, after `since` have `is_new`.
    """
    together = [list(of_stage) for _stage_id, of_stage in groupby(rows, key=lambda row: row.stage_id)]
    by_stage = {_stage(of_stage[0]): of_stage for of_stage in together}
    proofs = _proofs([row.pk for of_stage in by_stage.values() for row in of_stage[:limit]])
    others: dict[Stage | None, list[Norm]] = defaultdict(list)
    for norm in taken_up:
        is_new = since is not None and norm.ours_since is not None and norm.ours_since > since
        others[norm.stage].append(norm._replace(is_new=is_new))
    since_when = _("how we do it since %(day)s")
    chapters = []
    for stage in sorted({*by_stage, *others}, key=along_the_way):
        found = by_stage.get(stage, [])
        norms = [_norm(row, stage, since_when, proofs[row.pk], since) for row in found[:limit]]
        chapters.append(Chapter(stage, norms, len(found) > limit, others.get(stage, ())))
    return chapters


def newest_of_teams(team_ids: Sequence[int], *, limit: int, stages: Sequence[int | None] = ()) -> list[Any]:
    """The newest norms of these teams at each of these stages, else at any. Two queries at most."""
    if not team_ids:
        return []
    at = stages or [*(stage.pk for stage in STAGES()), None]
    numbers = [stage for stage in at if stage is not None]
    return _newest_of_teams(len(team_ids), len(numbers), None in at, limit)(*team_ids, *numbers)


def newest(norms: QuerySet[Lesson], *, limit: int) -> list[Any]:
    """The newest of these norms of each stage. Two queries."""
    rank = Window(RowNumber(), partition_by="stage_id", order_by=[F("norm_since").desc(), F("pk").desc()])
    ranked = norms.annotate(rank=rank).filter(rank__lte=limit + 1).order_by().values_list("pk", flat=True)
    return list(_shown(pk__in=list(ranked)))


@lru_cache(maxsize=QUESTIONS_KEPT)
def _newest_of_teams(teams: int, stages: int, with_none: bool, limit: int) -> Prepared[Any]:
    """Each stage is walked to its limit in the order of an index, and one further to tell whether there are more: ranked at
    once, all norms would be read."""

    def question(*numbers: int) -> QuerySet[Lesson, Any]:
        team_ids, stage_ids = numbers[:teams], numbers[teams:]
        conditions = ["= %s"] * stages + ["IS NULL"] * with_none
        of_teams = ", ".join(["%s"] * teams)
        parts = [NEWEST_AT_A_STAGE.format(stage=stage, teams=of_teams) for stage in conditions]
        given = [*([stage_id] for stage_id in stage_ids), *[[]] * with_none]
        asked = [value for own in given for value in (*own, *team_ids, limit + 1)]
        return _shown(pk__in=RawSQL(" UNION ALL ".join(parts), asked))

    return Prepared(question, numbers=teams + stages)


def _shown(**which: Any) -> QuerySet[Lesson, Any]:
    in_order = (F("stage__position").asc(nulls_last=True), "stage_id", "-norm_since", "-pk")
    columns = (*COLUMNS, *OF_THE_LETTER)
    return telling_common(Lesson.objects.filter(**which)).order_by(*in_order).values_list(*columns, named=True)


def taken_up_by(team_ids: Sequence[int], *, stage: Q | None = None, words: Words | None = None) -> list[Norm]:
    """What these teams do that another team learned, the latest first; never with the letter behind it. One query.

    Of one `stage` alone, and what holds the `words`, if they are given: one more query.
    """
    if not team_ids:
        return []
    if not stage and not words:
        return _of_others(_all_taken_up(len(team_ids))(*team_ids))
    found = _taken_up(team_ids).filter(stage or Q())
    return _of_others(_to_tell_who_do_it(lessons_holding(found, words) if words else found, team_ids))


@lru_cache(maxsize=QUESTIONS_KEPT)
def _all_taken_up(teams: int) -> Prepared[Any]:
    return Prepared(lambda *ids: _to_tell_who_do_it(_taken_up(ids), ids), numbers=teams)


def _taken_up(team_ids: Sequence[int]) -> QuerySet[Lesson]:
    in_force = Adoption.objects.in_force().filter(team__in=team_ids).values("lesson")
    return Lesson.objects.norms().filter(pk__in=in_force).exclude(team__in=team_ids)


def _to_tell_who_do_it(lessons: QuerySet[Lesson], team_ids: Sequence[int]) -> QuerySet[Lesson, Any]:
    """With the day since which the first of these teams does it, too."""
    of_it = Adoption.objects.in_force().filter(lesson=OuterRef("pk"), team__in=team_ids).order_by("since")
    told = telling_common(lessons).annotate(ours_since=Subquery(of_it.values("since")[:1]))
    return told.order_by("-norm_since", "-pk").values_list(*COLUMNS, "ours_since", named=True)[:MOST_TAKEN_UP]


def shown_by_others(team_ids: Sequence[int]) -> list[Norm]:
    """What other teams show and none of these does yet, the latest first. One query."""
    return _of_others(_shown_by_others(len(team_ids))(*team_ids)) if team_ids else []


@lru_cache(maxsize=QUESTIONS_KEPT)
def _shown_by_others(teams: int) -> Prepared[Any]:
    def question(*team_ids: int) -> QuerySet[Lesson, Any]:
        known = Adoption.objects.in_force().filter(team__in=team_ids).values("lesson")
        shown = Lesson.objects.norms().filter(is_shared=True).exclude(team__in=team_ids)
        return _to_tell_others(shown.exclude(pk__in=known))[:MOST_OF_OTHERS]

    return Prepared(question, numbers=teams)


def _to_tell_others(lessons: QuerySet[Lesson]) -> QuerySet[Lesson, Any]:
    return telling_common(lessons).order_by("-norm_since", "-pk").values_list(*COLUMNS, named=True)


def _of_others(rows: Iterable[Any]) -> list[Norm]:
    learned, since = _("learned by %(team)s"), _("how they do it since %(day)s")
    found = []
    for row in rows:
        note = in_a_line(learned % {"team": row.team__name}, say_with_day(since, row.norm_since))
        found.append(_told(row, _stage(row), note)._replace(ours_since=getattr(row, "ours_since", None)))
    return found


def _norm(row: Any, stage: Stage | None, since_when: str, proofs: Sequence[Letter], since: date | None) -> Norm:
    note = in_a_line(LessonKind(row.kind).label, say_with_day(since_when, row.norm_since))
    letter = Letter(*(getattr(row, name) for name in OF_THE_LETTER))
    is_new = since is not None and row.norm_since > since
    return _told(row, stage, note)._replace(letter=letter, proofs=proofs, is_new=is_new)


def _told(row: Any, stage: Stage | None, note: SafeString) -> Norm:
    return Norm(row.pk, row.sentence, row.kind, row.expects, row.is_common, row.team__name, stage, note)


def _stage(row: Any) -> Stage | None:
    return Stage(pk=row.stage_id, name=row.stage__name, position=row.stage__position) if row.stage_id else None


def _proofs(pks: Sequence[int]) -> dict[int, list[Letter]]:
    """By norm the letters of its team that show it again, the latest first. One query."""
    found: dict[int, list[Letter]] = defaultdict(list)
    for lesson_id, pk, title in PROOFS.filter(lesson__in=pks) if pks else ():
        found[lesson_id].append(Letter(pk, title))
    return found


COLUMNS = (
    *("pk", "sentence", "kind", "expects", "is_common", "team__name"),
    *("norm_since", "stage_id", "stage__name", "stage__position"),
)
OF_THE_LETTER = tuple(f"debrief__incident__{name}" for name in ("id", "title", "kind", "received_on"))
PROOFS = (
    Evidence.objects.seen_at_home()
    .filter(outcome=EvidenceOutcome.HELD, incident__isnull=False)
    .order_by("-noted_on", "-pk")
    .values_list("lesson_id", "incident_id", "incident__title")
)
