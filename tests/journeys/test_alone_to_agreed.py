"""The long way once for a complaint and once for praise: written alone, read together, weighed, agreed, and nobody objects.

Everything goes through the pages, as people send them; only time is moved by hand.
"""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from people.models import User
from rankless.models import Contribution, Debrief, Phase
from reminders.sweep import sweep
from tests.factories import make_person, make_team
from tests.kinds import EACH_KIND
from tests.overview.debriefing.forms import address, filled_in
from tests.shown_forms import Browser

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WRITTEN = [
    {"note-what": "I forgot to ring.\n\nThe list was lost.", "note-why": "Telling is nobody's task."},
    {"note-what": "Nobody rang.", "note-differently": "We ring before they ask."},
    {"note-why": "🙈"},
    {"note-differently": "One of us keeps the list."},
    {"nothing": "1"},
]


class Somebody:
    """One person of the team in a browser of their own."""

    def __init__(self, person: User) -> None:
        self.person = person
        self.client = Browser()
        self.client.force_login(person)

    def read(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return str(answer.content.decode())

    def send(self, path: str, form: dict) -> str:
        answer = self.client.post(path, form, follow=True)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return str(answer.content.decode())


@pytest.fixture
def team() -> list[Somebody]:
    """Five who debrief together; the first also logs letters, the second follows lessons."""
    team = make_team(name="Northside")
    roles = [{"is_manager": True}, {"is_lead": True}, {}, {}, {}]
    return [Somebody(make_person(team=team, name=f"P{number}", **role)) for number, role in enumerate(roles)]


@pytest.mark.parametrize("kind", EACH_KIND)
def test_five_people_go_from_a_letter_to_what_they_stand_behind(kind, team):
    with time_machine.travel(MONDAY, tick=False):
        letter = {"form_key": str(uuid4()), "text": "Twice.\nNobody rang.", "kind": kind, "received_on": "2026-03-02"}
        team[0].send("/letters/new/", letter)
        debrief = Debrief.objects.get()
        assert debrief.phase == Phase.GATHER
        path = address(debrief)

        # Written alone
        for who, (somebody, written) in enumerate(zip(team, WRITTEN, strict=True)):
            assert Debrief.objects.get().phase == Phase.GATHER
            somebody.send(f"{path}hand-in/", written)
            assert not Contribution.objects.exists() or who == 4

        # Read together
        pages = [somebody.read(path) for somebody in team]
        for text in ("I forgot to ring.", "The list was lost.", "Nobody rang.", "🙈", "One of us keeps the list."):
            assert all(text in page for page in pages)

        # Picked what matters
        team[2].send(f"{path}weigh/", {})
        rang = list(Contribution.objects.filter(text__in=["I forgot to ring.", "Nobody rang."]))
        team[3].send(f"{path}together/", {"key": [str(note.key) for note in rang]})
        for somebody in team:
            somebody.send(f"{path}ballot/", {"pick": [str(rang[0].key)]})
        team[4].send(f"{path}count/", {})
        assert Debrief.objects.get().phase == Phase.AGREE
        assert set(Contribution.objects.filter(text__contains="rang").values_list("weight", flat=True)) == {5}

        # Agreed
        texts = {"what": "Nobody rang twice.", "why": "It was nobody's task.", "differently": "We ring first."}
        lesson = {"lesson-sentence": "We ring before they ask.", "keep_lesson": "1"}
        team[1].send(path, filled_in(debrief, **texts, other_side="The driver was kind.") | lesson)
        team[2].send(path, filled_in(debrief) | {"complete": "1"})
        debrief.refresh_from_db()
        assert debrief.objections_until is not None

    after = debrief.objections_until.replace(minute=0) + timedelta(hours=1)
    with time_machine.travel(after, tick=False):
        sweep(at=after)
        debrief.refresh_from_db()
        assert debrief.is_complete
        done = {re.sub(r'value="\w{64}"|[0-9a-f-]{36}', "", somebody.read(path)) for somebody in team}
        assert len(done) == 1
        assert "Nobody rang twice." in done.pop()
