"""What every kind of thing somebody can be awaited for has in common, and how one of them is shown."""

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise as LazyText

from foundation.addresses import address_of
from people.models import Team, User
from rankless.models import Debrief
from reminders.awaiting.crew import Crew
from reminders.models import Snooze, Subject
from reminders.timing.cadence import Ladder, Step

Key = tuple[str, int]
"""Subject and id: which thing it is, among those of every kind."""

Pairs = Set[tuple[int, int]]
"""The ids of things and of people who hear of them."""

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Beside:
    """What one person is told beside a thing, and the page where they can do something about it, if there is one.

    The words are put into a language when they are shown, which for a mail is later than when they are read.
    """

    words: str | LazyText
    url: str = ""


@dataclass(frozen=True)
class Support:
    """What helps with a debrief that is stuck: who hosts it, what leads may see of what is in its way, who hears of fear."""

    team_id: int
    host_id: int | None = None
    hindrance: str = ""
    is_confided: bool = False
    confidant_id: int | None = None


@dataclass(frozen=True)
class Awaited:
    """One thing that awaits a person: what it is, by when, and the page where it is done.

    `asks` says in a few words what is to be done (“Debrief this letter”); `title` is the thing itself: the letter's
    title, what was promised, the lesson's sentence; `about` is the letter or lesson it belongs to, where that is
    something else. `kind` is the letter's, for its stamp, and empty for a letter still to sort. `url` is the very page,
    without the host. Where the thing is a debrief, `debrief` holds as much of it as its three-part mark shows, and
    `team` and `letter_of` say whose letter of which day it is about, and `support` what helps if it is stuck. `beside` is
    what the person who reads is told of it besides; `may_wait` says that they can put it off. `whose` is the value of the
    column `whose` of its kind, where others can stand in.
    """

    subject: Subject
    pk: int
    asks: str | LazyText
    title: str
    due_on: date
    url: str
    kind: str = ""
    about: str = ""
    debrief: Debrief | None = None
    team: str = ""
    letter_of: date | None = None
    support: Support | None = None
    beside: tuple[Beside, ...] = ()
    may_wait: bool = False
    whose: int = 0

    @property
    def key(self) -> Key:
        return self.subject.value, self.pk

    @property
    def put_off_url(self) -> str:
        return address_of("reminders:put-off", self.pk, within=self.subject.value)

    @property
    def is_standing(self) -> bool:
        """Whether it is a debrief that waits for nothing but objections: nobody has to do anything by a day."""
        return self.debrief is not None and self.debrief.is_standing

    def is_late(self, *, on: date) -> bool:
        return self.due_on < on and not self.is_standing


class Things(Generic[M]):
    """One kind of thing. Each kind answers the same questions, so nobody else needs to know which one they hold."""

    subject: ClassVar[Subject]
    model: type[M]
    ladder: ClassVar[Ladder]
    """The usual one; a team may have one of its own (reminders.timing.own_cadence)."""
    of_team: ClassVar[str] = "team"
    """The path from a row to its team."""
    whose: ClassVar[str]
    """The column that says whom it awaits: a person, or the team whose people of some role it awaits."""
    soonest_first: ClassVar[tuple[str, ...]] = ("due_on", "pk")
    shown: ClassVar[tuple[str, ...]]
    """The columns of which `awaited` tells: far cheaper to read than the whole row with all it hangs on."""
    is_planned: ClassVar[bool] = True
    """Whether one way to find them suits everybody, so that the database need not look for the best one each time."""
    is_read_afterwards: ClassVar[bool] = False
    """Whether the soonest are found first, and what they hang on is read for those alone, not for all to be put in order."""

    def still_open(self) -> QuerySet[M]:
        """Every open one."""
        raise NotImplementedError

    def rows(self) -> QuerySet[M]:
        """Every one that has a next moment, with what it takes to plan its reminders and without long texts."""
        raise NotImplementedError

    def awaiting(self, person: User, *, on: date) -> QuerySet[M]:
        return self.on_desks(on=on).filter(self.is_for(person))

    def is_for(self, person: User) -> Q:
        """The condition for what awaits this person, or somebody who is away and for whom they stand in.

        It narrows `can_await` and `on_desks`.
        """
        own, covered = self.is_own(self.numbers_of(person)), self.covered_by(person)
        return own | covered if covered else own

    def is_own(self, numbers: Sequence[int]) -> Q:
        """The condition for what awaits a person themselves, of whom `numbers` are the `numbers_of`."""
        return Q(**{f"{self.whose}__in": numbers})

    def numbers_of(self, person: User) -> list[int]:
        """The ids by which `is_own` knows this person: their own, or those of their teams.

        By these alone the question of one person differs from that of another.
        """
        return self.stands_for(person)

    def covered_by(self, person: User) -> Q | None:
        """The condition for what awaits somebody for whom this person stands in, in a team that both are in.

        None if nothing can. What awaits one person alone is never handed on, unless a kind says so here.
        """
        return None

    def can_await(self, *, on: date) -> QuerySet[M]:
        """What can await somebody on a day, whoever it may be."""
        return self.still_open()

    def on_desks(self, *, on: date) -> QuerySet[M]:
        """What lies on somebody's desk that day.

        It may be more than `can_await`: of what lies on the desks of leads alone, mails tell by a notice and no other way.
        """
        return self.can_await(on=on)

    def stands_for(self, person: User) -> list[int]:
        """The values of the column `whose` by which something awaits this person."""
        return [person.pk]

    def hearers(self, wanted: Pairs, people: Collection[User]) -> Pairs:
        """Of the `wanted` pairs those whose thing is still open and whose person may still be told of it.

        Other pairs may be among them. It is asked once more just before a mail goes out. Usually whoever is in the team may.
        """
        rows = self.still_open().filter(pk__among={pk for pk, _ in wanted})
        teams = dict(rows.values_list("pk", f"{self.of_team}_id"))
        members = by_team(people)
        return {(pk, person) for pk, person in wanted if person in members.get(teams.get(pk, 0), ())}

    def team(self, row: M) -> Team:
        raise NotImplementedError

    def begun_on(self, row: M) -> date:
        raise NotImplementedError

    def due_on(self, row: Any) -> date:
        due_on: date = row.due_on
        return due_on

    def put_off(self, pks: Iterable[int]) -> QuerySet[M]:
        """Those of these things that are open and whose reminders may wait because somebody put them off."""
        return self.still_open().filter(pk__in=list(pks))

    def people(self, row: M, step: Step, crew: Crew) -> list[User]:
        """Who is told of this step, all of them in the same words; a step that is nobody's is skipped."""
        raise NotImplementedError

    def awaited(self, row: Any) -> Awaited:
        """Tell of one row of `read`."""
        raise NotImplementedError

    def read(self, things: QuerySet[M]) -> QuerySet[Any, Any]:
        """The columns `awaited` tells of, as named tuples."""
        return things.values_list(*self.shown, named=True)


def by_team(people: Iterable[User]) -> dict[int, set[int]]:
    """The ids of these people by each team they are in."""
    found: dict[int, set[int]] = {}
    for person in people:
        for team_id in person.team_ids:
            found.setdefault(team_id, set()).add(person.pk)
    return found


def heard_by_owner(rows: Iterable[tuple[int, int, int, bool]], wanted: Pairs, people: Collection[User]) -> Pairs:
    """The wanted pairs in which a person may be told of a thing that has an owner.

    While the owner is active that is the owner, or whoever stands in for them, if they are in the team of the thing; once
    the owner has left it is anybody of that team. A row names a thing, its team, its owner, and whether they are active.
    """
    members = by_team(people)
    stand_for = {person.pk: {person.pk, *(absence.person_id for absence in person.covers)} for person in people}
    things = {pk: (team_id, owner_id, is_active) for pk, team_id, owner_id, is_active in rows}
    heard = set()
    for pk, person in wanted:
        if pk in things:
            team_id, owner_id, is_active = things[pk]
            if person in members.get(team_id, ()) and (not is_active or owner_id in stand_for[person]):
                heard.add((pk, person))
    return heard


def heard_by_leads(subject: Subject, rows: QuerySet[Any], people: Collection[User]) -> Pairs:
    """What somebody put off twice is told to those who lead its team, though it awaits its owner."""
    by_lead: dict[int, list[int]] = {}
    for person in people:
        for team_id in person.led_team_ids:
            by_lead.setdefault(team_id, []).append(person.pk)
    if not by_lead:
        return set()
    twice = Snooze.objects.filter(subject=subject, subject_id__in=rows.values("pk"), team__in=by_lead, times__gte=2)
    return {(pk, lead) for pk, team_id in twice.values_list("subject_id", "team_id") for lead in by_lead[team_id]}


def owned_by_absent(person: User, *, of_team: str) -> Q | None:
    """What those own for whom this person stands in, in teams of which this person sees something."""
    owners = [absence.person_id for absence in person.covers]
    return Q(owner__in=owners, **{f"{of_team}__in": person.team_ids}) if owners else None


def led_by_absent(person: User) -> Q | None:
    """What lies in a team that somebody leads for whom this person stands in, and in which this person works too."""
    teams = {team_id for absence in person.covers for team_id in absence.person.led_team_ids} & set(person.team_ids)
    return Q(team__in=teams) if teams else None
