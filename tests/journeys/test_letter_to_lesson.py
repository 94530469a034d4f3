"""The whole story once for a complaint and once for praise: logged, debriefed, reminded, learned, checked, found.

Everything goes through the pages, as people send them; only time is moved by hand.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail

from incidents.models import Incident, Kind, Stage
from lessons.models import Lesson, Status
from rankless.models import Debrief
from reminders.sweep import sweep
from tests.factories import make_person, make_team
from tests.kinds import EACH_KIND
from tests.overview.debriefing.forms import address, filled_in
from tests.shown_forms import Browser

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LETTERS = {
    Kind.COMPLAINT: "Third week without my sofa.\nTwice I was promised a call back, and nobody rang.",
    Kind.PRAISE: "She drove the part over herself.\nTwice she rang to say how far she was.",
}


@pytest.fixture
def team():
    return make_team(name="Northside")


@pytest.fixture
def manager(team):
    return make_person(team=team, name="Maya", is_manager=True)


@pytest.fixture
def member(team):
    return make_person(team=team, name="Mia")


@pytest.fixture
def lead(team):
    return make_person(team=team, name="Lea", is_lead=True)


@pytest.fixture
def page_of():
    """Fetch a page, or send a form, as one person; redirects are followed."""
    client = Browser()

    def visit(person, path, form=None):
        client.force_login(person)
        answer = client.post(path, form, follow=True) if form is not None else client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.content.decode()

    return visit


def mails_of(start: datetime, *, days: int) -> dict[datetime, list[str]]:
    """Ring the bell every eight hours of so many days, eight in the morning among them; return who got mail when."""
    told: dict[datetime, list[str]] = {}
    midnight = start.replace(hour=0)
    for hours in range(0, days * 24, 8):
        at = max(start, midnight + timedelta(hours=hours))
        before = len(mail.outbox)
        sweep(at=at)
        if new := mail.outbox[before:]:
            told[at] = [message.to[0] for message in new]
    return told


@pytest.mark.parametrize("kind", EACH_KIND)
def test_a_letter_becomes_a_lesson_that_holds(kind, team, manager, member, lead, page_of):
    waiting = Stage.objects.get(name="Waiting")
    with time_machine.travel(MONDAY, tick=False):
        letter = {
            "form_key": str(uuid4()),
            "text": LETTERS[kind],
            "kind": kind.value,
            "stage": waiting.pk,
            "received_on": "2026-03-02",
            "customer_name": "R. Okafor",
            "customer_phone": "01632 960111",
        }
        page = page_of(manager, "/letters/new/", letter)
        assert "01632 960111" in page
        incident = Incident.objects.get()
        assert incident.title in page_of(member, "/")

        quote = LETTERS[kind].splitlines()[1]
        polarity = "bad" if kind == Kind.COMPLAINT else "good"
        point = {"quote": quote, "polarity": polarity, "stage": waiting.pk}
        assert "<mark" in page_of(member, f"/letters/{incident.pk}/points/", point)

        debrief = incident.debrief
        texts = {"what": "The date moved on the 2nd.", "why": "Telling is nobody's task.", "differently": "We ring."}
        lesson_typed = {"lesson-sentence": "We ring before they ask.", "action1-what": "Name who rings"}
        lesson_typed |= {"action1-owner": str(member.pk), "action1-due_on": "2026-03-09"}
        page_of(member, address(debrief), filled_in(debrief, **texts) | lesson_typed | {"keep_lesson": "1"})
        page_of(manager, address(debrief), filled_in(debrief) | {"complete": "1"})
        assert Debrief.objects.get().is_complete

    lesson = Lesson.objects.get()
    assert lesson.kind == ("prevent" if kind == Kind.COMPLAINT else "repeat")
    with time_machine.travel(MONDAY + timedelta(days=3), tick=False):
        page_of(member, f"/actions/{lesson.actions.get().pk}/done/", {})
    with time_machine.travel(MONDAY + timedelta(days=31), tick=False):
        assert lesson.sentence in page_of(lead, "/")
        page_of(lead, f"/lessons/{lesson.pk}/check/", {"finding": "holds", "note": "Asked at the desk."})
        lesson.refresh_from_db()
        assert lesson.status == Status.NORM
        assert lesson.sentence in page_of(member, "/practice/")
        assert "1 of 1" in page_of(lead, "/lessons/")
        for words in ("rang", "nobody's task", "ring before"):
            assert "<mark>" in page_of(member, f"/search/?q={words}"), words


@pytest.mark.same_on_any_engine
@pytest.mark.parametrize("kind", EACH_KIND)
def test_everybody_is_reminded_until_the_debrief_is_complete_and_not_once_after(
    kind, team, manager, member, lead, page_of
):
    with time_machine.travel(MONDAY, tick=False):
        letter = {"form_key": str(uuid4()), "text": LETTERS[kind], "kind": kind.value, "received_on": "2026-03-02"}
        page_of(manager, "/letters/new/", letter)
    debrief = Debrief.objects.get()
    told = mails_of(MONDAY, days=21)
    to_member = sorted(at for at, people in told.items() if member.email in people)
    assert len(to_member) >= 5  # one rung is asked of the host alone
    assert all(at.hour in {8, 9} and at.weekday() < 5 for at in to_member)
    assert len({at.date() for at in to_member}) == len(to_member)
    assert to_member[-1] - to_member[-2] <= timedelta(days=7)

    last_week = MONDAY + timedelta(days=21)
    with time_machine.travel(last_week, tick=False):
        page_of(member, address(debrief), filled_in(debrief, what="a", why="b", differently="c") | {"complete": "1"})
    mail.outbox.clear()
    mails_of(last_week + timedelta(hours=1), days=10)  # longer than any rung of the ladder waits for the next
    (words,) = [message for message in mail.outbox if member.email in message.to]  # what was agreed, once
    assert "Agreed: read what changes, and answer two questions" in words.body
    assert "Debrief this letter" not in words.body
