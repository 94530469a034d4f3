"""What needs a lead now: five lines at most, the gravest sort first, one of each sort before a second of any.

All of it is read by one query, however many sorts there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain, zip_longest
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Max,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.dates import say_day, say_due
from incidents.models import Customer, Incident, Kind, Promise
from lessons.models import Action, Lesson, LooksLike, Sighting, Status
from overview.filters import LetterFilter
from overview.saying import in_words
from people.models import Team
from rankless.models import Debrief
from reminders.awaiting.late import ids_of
from reminders.models import Hindrance

MOST = 5
SOON_AGAIN = timedelta(weeks=6)
LATEST = 300
"""Among so many of the latest complaints customers who wrote again are looked for."""


class Sort(StrEnum):
    CAME_BACK = "came back"
    MAY_HAVE_COME_BACK = "may have come back"
    PROMISE = "promise"
    AGAIN = "again"
    STUCK = "stuck"
    ACTION = "action"
    CHECK = "check"


@dataclass(frozen=True)
class Need:
    """One line: what sort of thing, which one, what is known of it, and where to go."""

    sort: str
    what: str
    note: str
    url: str
    is_late: bool = False


@dataclass(frozen=True)
class Needs:
    """The lines shown, and whether something had to be left out."""

    lines: list[Need]
    is_more: bool

    @property
    def headline(self) -> str:
        said = ngettext("%(n)s thing needs you", "%(n)s things need you", len(self.lines))
        return said % {"n": in_words(len(self.lines))}


class Found(NamedTuple):
    """One thing as it was read: the number of the page it leads to, its words, more of it, and its day."""

    sort: str
    pk: int
    what: str
    more: str
    day: date


def needs_of(teams: list[Team], *, quiet: Iterable[tuple[Team, date]], on: date) -> Needs:
    """What needs the lead of `teams`, of which it is known who fell quiet. One query."""
    found = sorted(_found(teams, on=on), key=lambda need: (need.day, need.pk))
    sorts = [[_line(need, on=on) for need in found if need.sort == sort] for sort in Sort]
    sorts.append([_quiet(team, since, on=on) for team, since in quiet])
    in_turn = [need for need in chain.from_iterable(zip_longest(*sorts)) if need]
    chosen = {id(need) for need in in_turn[:MOST]}
    lines = [need for need in chain.from_iterable(sorts) if id(need) in chosen]
    return Needs(lines, is_more=len(in_turn) > MOST)


def _found(teams: list[Team], *, on: date) -> Iterable[Found]:
    ids = ids_of(teams)
    parts = [
        _came_back(ids),
        _may_have_come_back(ids),
        _late_promises(ids, on=on),
        _again(ids, on=on),
        _stuck(ids, on=on),
        _late_actions(ids, on=on),
        _to_check(ids, on=on),
    ]
    return (Found(*row) for row in parts[0].union(*parts[1:], all=True))


def _first(rows: QuerySet[Any], *order: str) -> QuerySet[Any, Any]:
    """As many as are shown, and one more. Only SQLite minds a limit in a part of a union itself."""
    model: type[Model] = rows.model
    return model._default_manager.filter(pk__in=rows.order_by(*order).values("pk")[: MOST + 1]).order_by()


def _told(rows: QuerySet[Any], sort: Sort, *, pk: str, what: str, more: Any, day: str) -> QuerySet[Any, Any]:
    columns = {
        "n_sort": Value(sort.value, output_field=CharField()),
        "n_pk": F(pk),
        "n_what": Cast(what, TextField()),
        "n_more": Coalesce(Cast(more, TextField()), Value("", output_field=TextField())),
        "n_day": Cast(day, DateField()),
    }
    return rows.annotate(**columns).values_list(*columns)


def _came_back(ids: list[int]) -> QuerySet[Any, Any]:
    rows = _first(Lesson.objects.relapsed().filter(team__in=ids), "-drawn_on", "-pk")
    return _told(rows, Sort.CAME_BACK, pk="pk", what="sentence", more="stage__name", day="check_on")


def _may_have_come_back(ids: list[int]) -> QuerySet[Any, Any]:
    """Lessons to which a later letter was brought that nobody has settled yet."""
    brought = Sighting.objects.to_settle().filter(looks_like=LooksLike.RELAPSE)
    rows = Lesson.objects.filter(pk__in=brought.values("lesson"), team__in=ids).exclude(status=Status.DROPPED)
    return _told(
        _first(rows, "-drawn_on", "-pk"),
        Sort.MAY_HAVE_COME_BACK,
        pk="pk",
        what="sentence",
        more="stage__name",
        day="check_on",
    )


def _to_check(ids: list[int], *, on: date) -> QuerySet[Any, Any]:
    """Lessons whose check day has come; those that came back are told of as such already."""
    due = Lesson.objects.to_check(on=on).filter(team__in=ids).exclude(status=Status.RELAPSED)
    return _told(_first(due, "check_on", "pk"), Sort.CHECK, pk="pk", what="sentence", more=Value(""), day="check_on")


def _late_promises(ids: list[int], *, on: date) -> QuerySet[Any, Any]:
    late = Promise.objects.still_open().filter(due_on__lt=on, incident__team__in=ids)
    rows = _first(late, "due_on", "pk")
    return _told(rows, Sort.PROMISE, pk="incident_id", what="what", more="incident__customer__name", day="due_on")


def _stuck(ids: list[int], *, on: date) -> QuerySet[Any, Any]:
    """Debriefs past their day, with what their host said is in the way. While objections are waited for, none is late."""
    late = Debrief.objects.incomplete().filter(objections_until__isnull=True, due_on__lt=on, team__in=ids)
    rows = _first(late, "due_on", "pk")
    return _told(rows, Sort.STUCK, pk="incident_id", what="incident__title", more="obstacle__hindrance", day="due_on")


def _late_actions(ids: list[int], *, on: date) -> QuerySet[Any, Any]:
    rows = _first(Action.objects.late(on=on).filter(lesson__team__in=ids), "due_on", "pk")
    return _told(rows, Sort.ACTION, pk="lesson_id", what="what", more=Value(""), day="due_on")


def _again(ids: list[int], *, on: date) -> QuerySet[Any, Any]:
    """Customers who complained again while we were still at it, the last to write first."""
    complaints = Incident.objects.filter(kind=Kind.COMPLAINT)
    recent = complaints.filter(received_on__gte=on - SOON_AGAIN, received_on__lte=on)
    latest = recent.filter(team__in=ids, customer__isnull=False).order_by("-received_on", "-pk")
    earlier = recent.filter(customer=OuterRef("customer"), received_on__lte=OuterRef("received_on")).exclude(
        pk=OuterRef("pk")
    )
    twice = Incident.objects.filter(Exists(earlier), pk__in=latest.values("pk")[:LATEST])
    customers = twice.order_by().values("customer").annotate(last=Max("received_on")).order_by("-last", "-customer")
    of_one = recent.filter(customer=OuterRef("pk")).order_by().values("customer")
    rows = Customer.objects.filter(pk__in=customers.values("customer")[: MOST + 1]).order_by()
    rows = rows.annotate(
        letters=Subquery(of_one.annotate(n=Count("pk")).values("n")),
        last_on=Subquery(of_one.annotate(last=Max("received_on")).values("last")),
    )
    return _told(rows, Sort.AGAIN, pk="pk", what="name", more="letters", day="last_on")


def _line(found: Found, *, on: date) -> Need:
    match found.sort:
        case Sort.CAME_BACK:
            return Need(_("It came back:"), f"“{found.what}”", found.more, _page("lesson", found.pk))
        case Sort.MAY_HAVE_COME_BACK:
            page = f"{_page('lesson', found.pk)}#since"
            return Need(_("Did it come back?"), f"“{found.what}”", found.more, page)
        case Sort.PROMISE:
            said = {"what": found.what, "customer": found.more}
            what = _("%(what)s, to %(customer)s") % said if found.more else found.what
            return Need(_("Late promise:"), what, say_due(found.day, today=on), _page("letter", found.pk), is_late=True)
        case Sort.AGAIN:
            return _second_letter(found, on=on)
        case Sort.STUCK:
            return _not_debriefed(found, on=on)
        case Sort.ACTION:
            note = say_due(found.day, today=on)
            return Need(_("Late action:"), found.what, note, _page("lesson", found.pk), is_late=True)
        case _:
            note = _("to be looked at %(day)s") % {"day": say_day(found.day, today=on)}
            return Need(_("Does it hold?"), f"“{found.what}”", note, _page("lesson", found.pk))


def _second_letter(found: Found, *, on: date) -> Need:
    note = _("%(n)s complaints in six weeks, the last of %(day)s")
    asked = LetterFilter(customer=Customer(pk=found.pk), kind=Kind.COMPLAINT, since=on - SOON_AGAIN)
    said = {"n": found.more, "day": say_day(found.day, today=on)}
    return Need(_("Writes again:"), found.what, note % said, asked.url())


def _not_debriefed(found: Found, *, on: date) -> Need:
    """With what is in its way, if its host said so: that helps more than how late it is."""
    url, what = _page("debrief", found.pk), f"“{found.what}”"
    if not found.more:
        return Need(_("Not debriefed:"), what, say_due(found.day, today=on), url, is_late=True)
    said = {"obstacle": Hindrance(found.more).label, "due": say_due(found.day, today=on)}
    return Need(_("Stuck:"), what, _("in the way: %(obstacle)s · %(due)s") % said, url)


def _quiet(team: Team, since: date, *, on: date) -> Need:
    note = _("the last letter is of the week of %(day)s") % {"day": say_day(since, today=on)}
    return Need(_("Quiet:"), team.name, note, LetterFilter(team=team).url())


def _page(name: str, pk: int) -> str:
    return reverse(f"overview:{name}", args=[pk])
