import re

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import Kind
from rankless.agreeing import reopen
from rankless.models import Debrief
from tests.factories import (
    make_debrief,
    make_incident,
    make_lesson,
    make_person,
    write_sections,
)
from tests.overview.debriefing.forms import (
    address,
    complete_elsewhere,
    filled_in,
    save_elsewhere,
)

pytestmark = pytest.mark.django_db

ROLES = {"member": {}, "manager": {"is_manager": True}, "lead": {"is_lead": True}}


def without_keys(html: str) -> str:
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", html)


def opened(debrief: Debrief) -> None: ...


def half_written(debrief: Debrief) -> None:
    save_elsewhere(debrief, what="It was late.")


def all_written(debrief: Debrief) -> None:
    write_sections(debrief)
    make_lesson(debrief=debrief, sentence="We call first.")


def completed(debrief: Debrief) -> None:
    all_written(debrief)
    complete_elsewhere(debrief)


def reopened(debrief: Debrief) -> None:
    completed(debrief)
    reopen(Debrief.objects.get(pk=debrief.pk), reason="Something was missing.", at=timezone.now())


@pytest.fixture
def three_people(team):
    """A browser for a member, a manager and a lead of the team."""
    browsers = {}
    for role, roles in ROLES.items():
        browsers[role] = Client()
        browsers[role].force_login(make_person(name=role, team=team, **roles))
    return browsers


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("come_to_be", [opened, half_written, all_written, completed, reopened])
def test_member_manager_and_lead_see_the_same_bytes(team, three_people, kind, come_to_be):
    found = make_debrief(incident=make_incident(team=team, kind=kind))
    come_to_be(found)
    for path in (address(found), f"{address(found)}?offer=1", f"/letters/{found.incident_id}/lessons/"):
        pages = {without_keys(b.get(path).content.decode()) for b in three_people.values()}
        assert len(pages) == 1
        assert "What" in pages.pop()


@pytest.mark.parametrize("kind", Kind)
def test_member_manager_and_lead_get_the_same_answers(team, three_people, kind):
    found = make_debrief(incident=make_incident(team=team, kind=kind))
    stale = filled_in(found, what="Mine.", complete="1")
    missing = filled_in(found, complete="1")
    save_elsewhere(found, what="Theirs.")
    for sent, status in ((stale, 409), (missing, 422)):
        answers = [b.post(address(found), sent) for b in three_people.values()]
        assert [answer.status_code for answer in answers] == [status] * 3
        assert len({without_keys(answer.content.decode()) for answer in answers}) == 1
