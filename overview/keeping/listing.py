"""The searches that somebody finds on Search: their own, and those that their teams share."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from overview.keeping.kept import kept_for, may_take_from_team
from overview.models import KeptSearch
from people.models import User


@dataclass(frozen=True)
class Row:
    """One kept search. With which team it is shared is said only where that is not plain."""

    search: KeptSearch
    says_team: bool
    may_change: bool


def kept_by_side(person: User) -> list[tuple[LazyText, list[Row]]]:
    """Their own first, then those of others. One query."""
    kept = kept_for(person)
    return [
        (_("Your searches"), list(_own(search for search in kept if search.person_id == person.pk))),
        (_("Shared in your teams"), list(_others((s for s in kept if s.person_id != person.pk), person))),
    ]


def _own(searches: Iterable[KeptSearch]) -> Iterable[Row]:
    return (Row(search, says_team=search.team_id is not None, may_change=True) for search in searches)


def _others(searches: Iterable[KeptSearch], person: User) -> Iterable[Row]:
    is_in_several = len(person.team_ids) > 1
    return (Row(search, is_in_several, may_change=may_take_from_team(person, search)) for search in searches)
