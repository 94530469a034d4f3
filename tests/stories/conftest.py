"""A lesson of a team of three, with a letter that names its writer and somebody of the team."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lessons.learning import confirm_held
from lessons.models import Lesson
from people.models import Team, User
from stories.models import Story
from stories.telling import Words, write_story
from tests import factories

TODAY = factories.MONDAY.date()
LETTER = (
    "Dear Dan,\nMy order AB-123456 never came. Write to m.oakley@example.com or ring +44 20 7946 0000.\n"
    "It was promised for 2026-02-27.\nYours sincerely,\nMargaret Oakley"
)


@dataclass
class Case:
    team: Team
    lesson: Lesson
    writer: User
    dan: User
    lead: User

    def write(self, *, letter: str = "It never came.", by: User | None = None, **words: object) -> Story:
        story = Story.objects.filter(lesson=self.lesson).first()
        fields = {
            "title": "It never came",
            "changed": "",
            "customer_agreed": False,
            "based_on": story.version if story else 0,
        }
        return write_story(
            self.lesson, Words(letter=letter, **(fields | words)), by=by or self.writer, at=factories.MONDAY
        )


@pytest.fixture
def case(db) -> Case:
    team = factories.make_team(name="Northside")
    writer, dan = (factories.make_person(team=team, name=name) for name in ("Elif Kaya", "Dan Whitlock"))
    lead = factories.make_person(team=team, name="Ruth Adeyemi", is_lead=True)
    customer = factories.make_customer(team=team, name="Margaret Oakley", email="m.oakley@example.com")
    incident = factories.make_incident(team=team, text=LETTER, customer=customer)
    lesson = factories.make_lesson(
        debrief=factories.make_debrief(incident=incident, is_complete=True), sentence="We ring with the new date."
    )
    return Case(team, lesson, writer, dan, lead)


@pytest.fixture
def held(case: Case) -> Case:
    confirm_held(case.lesson, at=factories.MONDAY)
    return case
