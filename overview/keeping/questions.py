"""A question of Search or of Letters that can be kept: its address, what to call it, and with whom to share it.

Only what its page knows is taken over, never the number of a page; so no address but that of the two pages can be kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.text import Truncator

from foundation.addresses import read_number
from foundation.dates import exact_day
from overview import filters
from overview.filters import Choices, LetterFilter
from overview.models import LONGEST_NAME, LONGEST_QUERY, Place
from overview.search import facets
from overview.search.facets import Narrowing
from overview.search.words import Words
from people.models import Team, User

LONGEST_SENT = 2 * LONGEST_QUERY
"""What comes from a form is not even read if it is longer."""
_FACETS = (*facets.LETTERS, *facets.DEBRIEFS, *facets.LESSONS, *facets.ACTIONS)


@dataclass(frozen=True)
class Question:
    """Asked of `place` by `query`. `name` is offered for it; `teams` are those of a person that can answer it.

    What is asked of one team, or of a customer of one, tells other teams nothing.
    """

    place: Place
    query: str
    name: str
    teams: list[Team]

    @property
    def url(self) -> str:
        return self.place.address(self.query)

    def __bool__(self) -> bool:
        return 0 < len(self.query) <= LONGEST_QUERY


def of_letters(asked: LetterFilter, person: User) -> Question:
    """What was asked of the list of letters. In its name days are said so that they hold tomorrow, too."""
    query = urlencode(asked.parameters()) if asked.asks_anything else ""
    teams = {team for team in (asked.team and asked.team.pk, asked.customer and asked.customer.team_id) if team}
    said = filters.said_of(asked, say=exact_day).values()
    return Question(Place.LETTERS, query, _called(said), _only(person.teams, teams))


def of_search(query: QueryDict, words: Words, person: User, *, labels: Iterable[object] = ()) -> Question:
    """What was looked for; `labels` say the sides that were chosen."""
    chosen = Narrowing.read(query).chosen
    sort = query.get("in", "")
    sides = {name: known for name in facets.TITLES if (known := _known(name, chosen.get(name, ""), person))}
    asked = {"q": words.typed} | ({"in": sort} if sort in facets.NAMES else {}) | sides
    teams = {int(sides["team"])} if "team" in sides else set()
    name = _called([words.typed, *labels])
    return Question(Place.SEARCH, urlencode(asked) if words else "", name, _only(person.teams, teams))


def read(place: str, text: str, *, person: User) -> Question | None:
    """The question that came from a form, read as its page reads it; nothing if it asks nothing or is too long."""
    if len(text) > LONGEST_SENT:
        return None
    query = QueryDict(text)
    if place == Place.LETTERS:
        question = of_letters(filters.read(query, person=person, choices=Choices.of(person)), person)
    else:
        question = of_search(query, Words.read(query.get("q", "")), person)
    return question or None


def _known(name: str, key: str, person: User) -> str:
    """The value of a side as its page writes it, or nothing if no sort of text knows it."""
    number = read_number(key)
    key = key if number is None else str(number)
    if name == "team":
        return key if number in person.team_ids else ""
    return key if any(facet.knows(key) for facet in _FACETS if facet.name == name) else ""


def _called(said: Iterable[object]) -> str:
    words = " ".join(", ".join(str(part) for part in said if part).split())
    return Truncator(words).chars(LONGEST_NAME)


def _only(teams: list[Team], wanted: set[int]) -> list[Team]:
    return [team for team in teams if wanted <= {team.pk}]
