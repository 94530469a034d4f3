"""Who takes part, who hosts, and the shared screen look the same whatever somebody's role is."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rankless.models import Debrief, Phase
from rankless.together.guests import join, open_door
from rankless.together.meeting import next_speaker, start_timer
from tests.factories import make_gathering, make_person, make_revealed, make_team
from tests.kinds import EACH_KIND
from tests.shown_forms import without_keys

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

ROLES = {"member": {}, "manager": {"is_manager": True}, "lead": {"is_lead": True}}
PAGES = ("rankless:people", "rankless:meeting")


@pytest.fixture
def team():
    team = make_team()
    for name in ("Ada", "Ben"):
        make_person(team=team, name=name)
    return team


@pytest.fixture
def browsers(team) -> dict[str, Client]:
    found = {}
    for role, roles in ROLES.items():
        found[role] = Client()
        found[role].force_login(make_person(name=role.title(), team=team, **roles))
    return found


def an_open_door(debrief: Debrief) -> None:
    join(open_door(debrief))


def somebody_speaks(debrief: Debrief) -> None:
    debrief.voices.update(is_host=False)
    next_speaker(debrief, after="")
    start_timer(debrief, minutes=15, at=timezone.now())


def one_host_of_them(debrief: Debrief) -> None:
    debrief.voices.filter(person__name="Ada").update(is_host=True)


def look(browsers: dict[str, Client], debrief: Debrief) -> list[set[str]]:
    addresses = [reverse(page, args=[debrief.incident_id]) for page in PAGES]
    return [{without_keys(browser.get(at).content.decode()) for browser in browsers.values()} for at in addresses]


@pytest.mark.parametrize("kind", EACH_KIND)
@pytest.mark.parametrize("come_to_be", [an_open_door, one_host_of_them, None])
def test_while_notes_are_gathered_all_roles_see_the_same_bytes(team, browsers, kind, come_to_be):
    debrief = make_gathering(team=team, kind=kind)
    debrief.voices.update(is_host=False)
    if come_to_be:
        come_to_be(debrief)
    assert [len(pages) for pages in look(browsers, debrief)] == [1, 1]


@pytest.mark.parametrize("kind", EACH_KIND)
@pytest.mark.parametrize("phase", [Phase.REVEAL, Phase.WEIGH, Phase.AGREE])
def test_when_all_read_together_too(team, browsers, kind, phase):
    debrief = make_revealed(team=team, kind=kind, phase=phase)
    somebody_speaks(debrief)
    assert [len(pages) for pages in look(browsers, debrief)] == [1, 1]


def test_a_host_sees_more_of_nothing_but_the_two_buttons_to_pass_it_on(team, browsers):
    """In whatever role, a host's page differs by the same."""
    debrief = make_gathering(team=team)
    seen = set()
    for role, browser in browsers.items():
        debrief.voices.update(is_host=False)
        debrief.voices.filter(person__name=role.title()).update(is_host=True)
        page = browser.get(reverse("rankless:people", args=[debrief.incident_id])).content.decode()
        host = page.partition('id="host"')[2].partition("</section>\n\n")[0]
        host = re.sub(r'<option value="\d+">\w+</option>', "", without_keys(host))
        seen.add(host.replace(role.title(), "…"))
        other = next(b for name, b in browsers.items() if name != role)
        without = other.get(reverse("rankless:people", args=[debrief.incident_id])).content.decode()
        assert "Hand it on" not in without
    assert len(seen) == 1


def test_all_roles_get_the_same_answers(team, browsers):
    debrief = make_gathering(team=team)
    debrief.voices.update(is_host=False)
    for name, sent, status in (("invite", {"who": "nobody of that name"}, 422), ("start-timer", {"minutes": "7"}, 302)):
        answers = [b.post(reverse(f"rankless:{name}", args=[debrief.incident_id]), sent) for b in browsers.values()]
        assert [answer.status_code for answer in answers] == [status] * 3
        assert len({without_keys(answer.content.decode()) for answer in answers}) == 1
