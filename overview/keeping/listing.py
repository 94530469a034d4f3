"""The kept searches that somebody finds on Search, and beside the letters: their own, and what their teams share."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from overview.keeping.kept import kept_for, may_take_from_team
from overview.models import KeptSearch, Place
from people.models import User

SHOWN_ON_LETTERS = 12
"""More would stand in the way of the letters; Search has all."""


@dataclass(frozen=True)
class Row:
    """One kept search. With which team it is shared is said only where that is not plain."""

    search: KeptSearch
    says_team: bool
    may_change: bool

    @property
    def is_mailed(self) -> bool:
        """Whether whoever reads this is mailed on Mondays what is new in it."""
        is_mailed: bool = self.search.is_mailed  # type: ignore[attr-defined]  # read along
        return is_mailed


def kept_by_side(person: User) -> list[tuple[LazyText, list[Row]]]:
    """Their own first, then those of others. One query."""
    kept = kept_for(person)
    return [
        (_("Your searches"), list(_own(search for search in kept if search.person_id == person.pk))),
        (_("Shared in your teams"), list(_others((s for s in kept if s.person_id != person.pk), person))),
    ]


@dataclass(frozen=True)
class KeptLetters:
    """The kept searches that ask for letters, as many as fit beside the list of letters, and whether there are more."""

    searches: list[KeptSearch]
    is_more: bool


def kept_of_letters(person: User) -> KeptLetters:
    """Their own first, then those of others; what both keep stands there once. One query."""
    by_query: dict[str, KeptSearch] = {}
    for search in kept_for(person):
        if search.place == Place.LETTERS:
            by_query.setdefault(search.query, search)
    found = list(by_query.values())
    return KeptLetters(found[:SHOWN_ON_LETTERS], is_more=len(found) > SHOWN_ON_LETTERS)


def _own(searches: Iterable[KeptSearch]) -> Iterable[Row]:
    return (Row(search, says_team=search.team_id is not None, may_change=True) for search in searches)


def _others(searches: Iterable[KeptSearch], person: User) -> Iterable[Row]:
    is_in_several = len(person.team_ids) > 1
    return (Row(search, is_in_several, may_change=may_take_from_team(person, search)) for search in searches)
