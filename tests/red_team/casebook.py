"""What an attacker makes of everything at hand: for each debrief, the numbers of its notes and of those who handed in."""

from collections import defaultdict

from django.apps import apps

from people.models import User
from rankless.models import Contribution, Voice
from tests.red_team.attacks import Case
from tests.red_team.campaign import WORD, Campaign
from tests.red_team.evidence import Row, rows_of, sessions


def cases_of(campaign: Campaign) -> list[Case]:
    """One case for each revealed debrief with notes."""
    notes, people = _notes(campaign), _people(campaign)
    return [
        Case(
            notes=notes[held.debrief],
            people={person: people[held.debrief][person] for person in held.handed_in},
            writer_of=held.writer_of,
        )
        for held in campaign.held.values()
        if held.writer_of
    ]


def _notes(campaign: Campaign) -> dict[int, dict[str, dict[str, float]]]:
    """Every number of a note's row, and its place on the page and among the words of the whole dump."""
    places = _places_on_pages(campaign)
    found: dict[int, dict[str, dict[str, float]]] = defaultdict(dict)
    for row in rows_of(Contribution):
        word = row.columns["text"]
        numbers = {f"note {name}": number for name, number in row.numbers().items()}
        found[row.columns["debrief_id"]][word] = numbers | {"place on the page": float(places.get(word, 0))}
    return found


def _places_on_pages(campaign: Campaign) -> dict[str, int]:
    """Where each note stood on the last page that showed it."""
    return {word: place for seen in campaign.pages for place, word in enumerate(dict.fromkeys(WORD.findall(seen.text)))}


def _people(campaign: Campaign) -> dict[int, dict[int, dict[str, float]]]:
    """Every number of each voice, person and session, and what somebody in the room could have noted down."""
    persons = {row.columns["id"]: _named("person", row) for row in rows_of(User)}
    for person, row in sessions():
        persons[person] |= _named("session", row)
    for person, order in campaign.last_sign_in.items():
        persons[person]["order of sign-ins"] = order
    found: dict[int, dict[int, dict[str, float]]] = defaultdict(dict)
    for row in rows_of(Voice):
        debrief, person = row.columns["debrief_id"], row.columns["person_id"]
        found[debrief][person] = persons[person] | _named("voice", row)
    for held in campaign.held.values():
        for order, person in enumerate(held.handed_in):
            found[held.debrief][person] |= {
                "order of hand-ins": order,
                "moment of hand-in": held.first_looked[person],
                "number of notes known": 0.0,
            }
    return found


def _named(of: str, row: Row) -> dict[str, float]:
    return {f"{of} {name}": number for name, number in row.numbers().items()}


def rows_that_hold_words() -> list[tuple[str, str]]:
    """Each table and row text, of all tables but the notes themselves, in which a note's word stands."""
    models = [model for model in apps.get_models(include_auto_created=True) if model is not Contribution]
    return [
        (row.table, row.everything()) for model in models for row in rows_of(model) if WORD.search(row.everything())
    ]
