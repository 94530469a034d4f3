"""What needs a lead now: five lines at most, the gravest sort first, one of each sort before a second of any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, zip_longest

from django.db.models import Count, Max, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.dates import say_day, say_due
from incidents.models import Customer, Incident, Kind, Promise
from lessons.models import Action, Lesson, Status
from overview.board import Board
from overview.filters import LetterFilter
from overview.saying import in_words
from people.models import Team
from rankless.models import Debrief
from reminders.awaiting.late import Some, ids_of, late_promises

MOST = 5
SOON_AGAIN = timedelta(weeks=6)


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


def needs_of(teams: list[Team], *, board: Board, debriefs: Some[Debrief], actions: Some[Action], on: date) -> Needs:
    """What needs the lead of `teams`, of which the board, late debriefs and late actions were read. Three queries."""
    promises, checks = late_promises(teams, on=on), lessons_to_check(teams, on=on)
    sorts = [
        [_come_back(lesson) for lesson in board.relapsed],
        [_late_promise(promise, on=on) for promise in promises.rows],
        [_second_letter(customer, on=on) for customer in customers_soon_again(teams, on=on)],
        [_stuck(debrief, on=on) for debrief in debriefs.rows],
        [_late_action(action, on=on) for action in actions.rows],
        [_check(lesson, on=on) for lesson in checks.rows],
    ]
    in_turn = [need for need in chain.from_iterable(zip_longest(*sorts)) if need]
    chosen = {id(need) for need in in_turn[:MOST]}
    lines = [need for need in chain.from_iterable(sorts) if id(need) in chosen]
    return Needs(lines, is_more=len(in_turn) > MOST)


def lessons_to_check(teams: Iterable[Team], *, on: date) -> Some[Lesson]:
    """Lessons whose check day has come; those that came back are told of as such already."""
    due = Lesson.objects.to_check(on=on).filter(team__in=ids_of(teams)).exclude(status=Status.RELAPSED)
    return Some.of(due.only("sentence", "check_on").order_by("check_on", "pk"))


@dataclass(frozen=True)
class SoonAgain:
    """A customer who complained again while we were still at it."""

    customer: Customer
    letters: int
    last_on: date


def customers_soon_again(teams: Iterable[Team], *, on: date) -> list[SoonAgain]:
    """Customers who complained at least twice within six weeks, the last to write first."""
    complaints = Incident.objects.filter(team__in=ids_of(teams), kind=Kind.COMPLAINT, customer__isnull=False)
    # Only those who are told of are asked for their names.
    named = Customer.objects.filter(pk=OuterRef("customer_id")).order_by().values("name")
    again = (
        complaints.received(since=on - SOON_AGAIN, until=on)
        .order_by()
        .values("customer_id")
        .annotate(letters=Count("pk"), last_on=Max("received_on"))
        .filter(letters__gte=2)
        .annotate(name=Subquery(named))
        .values_list("customer_id", "name", "letters", "last_on")
        .order_by("-last_on", "-customer_id")[:MOST]
    )
    return [SoonAgain(Customer(pk=pk, name=name), letters, last_on) for pk, name, letters, last_on in again]


def _come_back(lesson: Lesson) -> Need:
    return Need(_("It came back:"), f"“{lesson.sentence}”", lesson.stage.name if lesson.stage else "", _url(lesson))


def _late_promise(promise: Promise, *, on: date) -> Need:
    customer = promise.incident.customer
    what = _("%(what)s, to %(customer)s") % {"what": promise.what, "customer": customer} if customer else promise.what
    return Need(_("Late promise:"), what, say_due(promise.due_on, today=on), _url(promise.incident), is_late=True)


def _second_letter(again: SoonAgain, *, on: date) -> Need:
    note = _("%(n)s complaints in six weeks, the last of %(day)s")
    asked = LetterFilter(customer=again.customer, kind=Kind.COMPLAINT, since=on - SOON_AGAIN)
    said = {"n": again.letters, "day": say_day(again.last_on, today=on)}
    return Need(_("Writes again:"), again.customer.name, note % said, asked.url())


def _stuck(debrief: Debrief, *, on: date) -> Need:
    what = f"“{debrief.incident.title}”"
    return Need(_("Not debriefed:"), what, say_due(debrief.due_on, today=on), _url(debrief), is_late=True)


def _late_action(action: Action, *, on: date) -> Need:
    return Need(_("Late action:"), action.what, say_due(action.due_on, today=on), _url(action.lesson), is_late=True)


def _check(lesson: Lesson, *, on: date) -> Need:
    assert lesson.check_on  # nothing without a day is to be checked
    note = _("to be looked at %(day)s") % {"day": say_day(lesson.check_on, today=on)}
    return Need(_("Does it hold?"), f"“{lesson.sentence}”", note, _url(lesson))


def _url(thing: Incident | Debrief | Lesson) -> str:
    return thing.get_absolute_url()
