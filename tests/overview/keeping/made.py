"""A kept search, as tests need it."""

from __future__ import annotations

from overview.models import KeptSearch, Place
from people.models import Team, User


def make_kept(
    *,
    person: User,
    team: Team | None = None,
    name: str = "Late sofas",
    place: Place = Place.SEARCH,
    query: str = "q=late+sofa",
) -> KeptSearch:
    return KeptSearch.objects.create(person=person, team=team, name=name, place=place, query=query)
