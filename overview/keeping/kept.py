"""Keeping a search, changing what it is called or with whom it is shared, and taking it away."""

from functools import lru_cache

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from foundation.database.engine import locked
from foundation.database.prepared import Prepared
from overview.keeping.mailing import forget_outsiders
from overview.keeping.questions import Question
from overview.models import KeptSearch, MailedSearch
from people.models import Team, User
from people.roles import leads, manages

MOST_KEPT = 30
MOST_SHARED = 30
"""As much as one reads through: by a person, and by a team."""


class KeepingError(Exception):
    """The search cannot be kept, or shared, as asked."""


class TooManyKept(KeepingError):
    """The person keeps as many as fit."""


class TooManyShared(KeepingError):
    """The team shares as many as fit."""


def kept_for(person: User) -> list[KeptSearch]:
    """What a person keeps, by name, then what others share with their teams; of each, whether it `is_mailed` to them.

    One query, which reads no person.
    """
    teams = sorted(person.team_ids)
    return sorted(_visible_to(len(teams))(person.pk, *teams), key=lambda kept: kept.person_id != person.pk)


@lru_cache(maxsize=32)
def _visible_to(teams: int) -> Prepared[KeptSearch]:
    """To somebody in so many teams, by name."""
    named = KeptSearch.objects.select_related("team").order_by(Lower("name"), "pk")

    def question(person: int, *teams: int) -> QuerySet[KeptSearch]:
        theirs = MailedSearch.objects.filter(search=OuterRef("pk"), person=person)
        return named.kept_or_shared(person, teams).annotate(is_mailed=Exists(theirs))

    return Prepared(question, numbers=1 + teams)


@transaction.atomic
def keep(question: Question, *, by: User, name: str, team: Team | None) -> KeptSearch:
    """Keep what is asked; what is kept already is called as now said, and stays shared.

    Raises TooManyKept, TooManyShared.
    """
    locked(User.objects.filter(pk=by.pk)).get()
    own = KeptSearch.objects.filter(person=by)
    kept = own.filter(place=question.place, query=question.query).first()
    if kept is None and own.count() >= MOST_KEPT:
        raise TooManyKept
    kept = kept or KeptSearch(person=by, place=question.place, query=question.query)
    return _save(kept, name=name, team=team or kept.team)


@transaction.atomic
def change(kept: KeptSearch, *, name: str, team: Team | None) -> KeptSearch:
    """Call it otherwise, share it, or keep it to oneself again. Raises TooManyShared."""
    return _save(kept, name=name, team=team)


def may_take_from_team(person: User, kept: KeptSearch) -> bool:
    """Whether it is shared with a team that the person manages or leads."""
    return kept.team_id is not None and (manages(person, kept.team_id) or leads(person, kept.team_id))


@transaction.atomic
def take_away(kept: KeptSearch, *, by: User) -> None:
    """Whoever keeps it keeps it no more. Somebody else only ends that it is shared."""
    if kept.person_id == by.pk:
        kept.delete()
    else:
        KeptSearch.objects.filter(pk=kept.pk, team=kept.team_id).update(team=None)
        forget_outsiders(kept, team=None)


def _save(kept: KeptSearch, *, name: str, team: Team | None) -> KeptSearch:
    if team is not None and team.pk != kept.team_id:
        locked(Team.objects.filter(pk=team.pk)).get()
        if KeptSearch.objects.filter(team=team).count() >= MOST_SHARED:
            raise TooManyShared
    kept.name, kept.team = name, team
    if kept._state.adding:
        kept.save()
    else:  # what was taken away meanwhile does not come back
        KeptSearch.objects.filter(pk=kept.pk).update(name=name, team=team)
        forget_outsiders(kept, team=team)
    return kept
