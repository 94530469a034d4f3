"""One team with everything that can stand on a page, another team that must not see it, and everybody who might try."""

from __future__ import annotations

from dataclasses import dataclass

from incidents.models import Incident, Original
from lessons.models import Action, Lesson
from people.models import Team, User
from tests import factories

PEOPLE = ("anonymous", "outsider", "member", "manager", "lead", "administrator")
MISSING = 999_999_999


@dataclass(frozen=True)
class World:
    people: dict[str, User | None]
    team: Team
    open_letter: Incident
    done_letter: Incident
    original: Original
    lesson: Lesson
    action: Action


def make_world() -> World:
    team, elsewhere = factories.make_team(name="Counter"), factories.make_team(name="Workshop")
    people: dict[str, User | None] = {
        "anonymous": None,
        # as much as one can be in another team
        "outsider": factories.make_person(name="Outsider", team=elsewhere, is_manager=True, is_lead=True),
        "member": factories.make_person(name="Member", team=team),
        "manager": factories.make_person(name="Manager", team=team, is_manager=True),
        "lead": factories.make_person(name="Lead", team=team, is_lead=True),
        "administrator": factories.make_person(name="Administrator", is_administrator=True),
    }
    customer = factories.make_customer(team=team, phone="+44 20 7946 0000", email="okafor@example.com")
    done = factories.make_debrief(
        incident=factories.make_incident(team=team, by=people["manager"], customer=customer), is_complete=True
    )
    lesson = factories.make_lesson(debrief=done)
    return World(
        people=people,
        team=team,
        open_letter=factories.make_incident(team=team, by=people["manager"], customer=customer),
        done_letter=done.incident,
        original=factories.make_original(team=team, by=people["manager"]),
        lesson=lesson,
        action=factories.make_action(owner=people["member"], lesson=lesson),
    )
