"""What needs a lead now: five lines at most, the gravest sort first, one of each sort before a second of any.

All of it is read by one query, however many sorts there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import chain, zip_longest
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from foundation.addresses import address_of
from foundation.dates import say_day, say_due
from incidents.models import Customer, Kind
from overview.filters import LetterFilter
from overview.saying import in_words
from people.asking import ask
from people.models import Team
from reminders.awaiting.late import ids_of
from reminders.models import Hindrance

MOST = 5
SOON_AGAIN = timedelta(weeks=6)
LINES_KEPT = 1024
LATEST = 200
"""Among so many of the latest complaints customers who wrote again are looked for."""


class Sort(StrEnum):
    CAME_BACK = "came back"
    MAY_HAVE_COME_BACK = "may have come back"
    PROMISE = "promise"
    AGAIN = "again"
    STUCK = "stuck"
    ACTION = "action"
    CHECK = "check"
    QUIET = "quiet"


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

    lines: tuple[Need, ...]
    is_more: bool

    @property
    def headline(self) -> str:
        if self.is_more:
            return _("What needs you first")
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
    sorts = [[need for need in found if need.sort == sort] for sort in Sort]
    sorts.append([Found(Sort.QUIET, team.pk, team.name, "", since) for team, since in quiet])
    in_turn = [need for need in chain.from_iterable(zip_longest(*sorts)) if need]
    chosen = set(in_turn[:MOST])
    lines = tuple(_line(need, on, get_language()) for need in chain.from_iterable(sorts) if need in chosen)
    return Needs(lines, is_more=len(in_turn) > MOST)


def _found(teams: list[Team], *, on: date) -> list[Found]:
    rows = ask(FIND, teams=ids_of(teams), on=on, lately=on - SOON_AGAIN)
    return [Found(sort, pk, what, more or "", date.fromisoformat(day)) for sort, pk, what, more, day in rows]


def _first(sort: Sort, columns: str, rows: str, order: str) -> str:
    """The first of a sort, as many as are shown and one more: its page, its words, more of it, and its day."""
    pk, what, more, day = columns.split(", ")
    told = (
        f"'{sort.value}' AS sort, {pk} AS pk, {what} AS what, CAST({more} AS text) AS more, CAST({day} AS text) AS day"
    )
    # In brackets of its own each part keeps its order and limit, on both engines.
    return f"SELECT * FROM (SELECT {told} FROM {rows} ORDER BY {order} LIMIT {MOST + 1}) AS part"


CAME_BACK = _first(
    Sort.CAME_BACK,
    "l.id, l.sentence, s.name, l.check_on",
    "lessons_lesson l LEFT JOIN incidents_stage s ON s.id = l.stage_id"
    " WHERE l.status = 'relapsed' AND l.team_id IN (@teams)",
    "l.drawn_on DESC, l.id DESC",
)
MAY_HAVE_COME_BACK = _first(
    Sort.MAY_HAVE_COME_BACK,
    "l.id, l.sentence, s.name, l.check_on",
    "lessons_lesson l LEFT JOIN incidents_stage s ON s.id = l.stage_id"
    " WHERE l.id IN (SELECT seen.lesson_id FROM lessons_sighting seen"
    " WHERE seen.state = 'open' AND seen.looks_like = 'relapse' AND seen.team_id IN (@teams))"
    " AND l.status NOT IN ('relapsed', 'dropped')",
    "l.drawn_on DESC, l.id DESC",
)
"""Lessons to which a later letter of these teams was brought that nobody has settled yet: their own, or taken up."""
LATE_PROMISES = _first(
    Sort.PROMISE,
    "p.incident_id, p.what, c.name, p.due_on",
    "incidents_promise p JOIN incidents_incident i ON i.id = p.incident_id"
    " LEFT JOIN incidents_customer c ON c.id = i.customer_id"
    " WHERE p.remind_at IS NOT NULL AND p.due_on < %(on)s AND p.team_id IN (@teams)",
    "p.due_on, p.id",
)
LATEST_COMPLAINTS = f"""
    SELECT id, customer_id, received_on FROM incidents_incident
    WHERE kind = 'complaint' AND customer_id IS NOT NULL AND team_id IN (@teams)
    AND received_on BETWEEN %(lately)s AND %(on)s ORDER BY received_on DESC, id DESC LIMIT {LATEST}"""
COMPLAINTS_OF_THE_CUSTOMER = """
    SELECT COUNT(CASE WHEN e.kind = 'complaint' THEN 1 END) FROM incidents_incident e
    WHERE e.customer_id = n.customer_id AND e.received_on BETWEEN %(lately)s AND %(on)s"""
"""Said so, no index but that of the customer's letters fits best, whatever the database knows of the table."""
AGAIN = _first(
    Sort.AGAIN,
    "n.customer_id, (SELECT c.name FROM incidents_customer c WHERE c.id = n.customer_id),"
    f" ({COMPLAINTS_OF_THE_CUSTOMER}), n.received_on",
    f"({LATEST_COMPLAINTS}) AS n WHERE ({COMPLAINTS_OF_THE_CUSTOMER}) > 1"
    f" AND ({COMPLAINTS_OF_THE_CUSTOMER} AND (e.received_on, e.id) > (n.received_on, n.id)) = 0",
    "n.received_on DESC, n.id DESC",
)
"""Customers who complained again while we were still at it, by their last letter, the newest first. As letters come in that
order, no more of them are looked at than it takes. Each is counted by itself, else PostgreSQL would read everybody's."""
LONGEST_STUCK = f"""
    SELECT id, incident_id, due_on FROM rankless_debrief
    WHERE phase <> 'complete' AND objections_until IS NULL AND due_on < %(on)s AND team_id IN (@teams)
    ORDER BY due_on, incident_id LIMIT {MOST + 1}"""
STUCK = _first(
    Sort.STUCK,
    "d.incident_id, i.title, o.hindrance, d.due_on",
    f"({LONGEST_STUCK}) AS d JOIN incidents_incident i ON i.id = d.incident_id"
    " LEFT JOIN reminders_obstacle o ON o.debrief_id = d.id",
    "d.due_on, d.incident_id",
)
"""Debriefs past their day, with what their host said is in the way. While objections are waited for, none is late."""
LATE_ACTIONS = _first(
    Sort.ACTION,
    "a.lesson_id, a.what, '', a.due_on",
    "lessons_action a WHERE a.done_at IS NULL AND a.answer <> 'let_go' AND a.due_on < %(on)s AND a.team_id IN (@teams)",
    "a.due_on, a.id",
)
TO_CHECK = _first(
    Sort.CHECK,
    "l.id, l.sentence, '', l.check_on",
    "lessons_lesson l WHERE l.check_on <= %(on)s AND l.status <> 'relapsed' AND l.team_id IN (@teams)",
    "l.check_on, l.id",
)
"""Lessons whose check day has come; those that came back are told of as such already."""
FIND = " UNION ALL ".join([CAME_BACK, MAY_HAVE_COME_BACK, LATE_PROMISES, AGAIN, STUCK, LATE_ACTIONS, TO_CHECK])
"""Said in SQL: putting seven questions together anew for each page would take longer than asking them."""


@lru_cache(maxsize=LINES_KEPT)
def _line(found: Found, on: date, language: str | None) -> Need:
    """The same lines are read day after day. The language is the active one; it is named so that each is kept apart."""
    match found.sort:
        case Sort.CAME_BACK:
            return Need(_("It did not hold:"), f"“{found.what}”", found.more, _page("lesson", found.pk))
        case Sort.MAY_HAVE_COME_BACK:
            page = f"{_page('lesson', found.pk)}#since"
            return Need(_("Does it still hold?"), f"“{found.what}”", found.more, page)
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
        case Sort.QUIET:
            note = _("the last letter is of the week of %(day)s") % {"day": say_day(found.day, today=on)}
            return Need(_("Quiet:"), found.what, note, LetterFilter(team=Team(pk=found.pk)).url())
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


def _page(name: str, pk: int) -> str:
    return address_of(f"overview:{name}", pk)
