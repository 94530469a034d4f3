import pytest
from django.utils import timezone

from rankless.models import Debrief, Section, Way
from rankless.texts.agreeing import add_later, reopen
from rankless.texts.objecting import object_to, open_objections
from tests.factories import (
    make_debrief,
    make_incident,
    make_lesson,
    make_notes,
    make_person,
    write_sections,
)
from tests.kinds import EACH_KIND
from tests.overview.debriefing.forms import (
    address,
    complete_elsewhere,
    filled_in,
    save_elsewhere,
)
from tests.shown_forms import Browser, without_keys

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

ROLES = {"member": {}, "manager": {"is_manager": True}, "lead": {"is_lead": True}}


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


def on_the_long_way(debrief: Debrief) -> None:
    Debrief.objects.filter(pk=debrief.pk).update(way=Way.LONG, hand_ins=3)
    make_notes(debrief=debrief, what=["It was late.", "Nobody called."], why=["Two plans."])


def standing(debrief: Debrief) -> None:
    on_the_long_way(debrief)
    all_written(debrief)
    save_elsewhere(debrief, other_side="The driver was kind.")
    complete_elsewhere(debrief)


def sealed(debrief: Debrief) -> None:
    standing(debrief)
    object_to(debrief, reason="No.", key="a")


def objected(debrief: Debrief) -> None:
    sealed(debrief)
    open_objections()


def added_to(debrief: Debrief) -> None:
    completed(debrief)
    add_later(debrief, section=Section.WHY, text="The depot called.")


STATES = [
    *(opened, half_written, all_written, completed, reopened),
    *(on_the_long_way, standing, sealed, objected, added_to),
]


@pytest.fixture
def three_people(team):
    """A browser for a member, a manager and a lead of the team."""
    browsers = {}
    for role, roles in ROLES.items():
        browsers[role] = Browser()
        browsers[role].force_login(make_person(name=role, team=team, **roles))
    return browsers


@pytest.mark.parametrize("kind", EACH_KIND)
@pytest.mark.parametrize("come_to_be", STATES)
def test_member_manager_and_lead_see_the_same_bytes(team, three_people, kind, come_to_be):
    found = make_debrief(incident=make_incident(team=team, kind=kind))
    come_to_be(found)
    for path in (
        address(found),
        f"{address(found)}?offer=1",
        f"{address(found)}?change=1",
        f"/letters/{found.incident_id}/lessons/",
    ):
        pages = {without_keys(b.get(path).content.decode()) for b in three_people.values()}
        assert len(pages) == 1
        assert "What" in pages.pop()


@pytest.mark.parametrize("kind", EACH_KIND)
def test_member_manager_and_lead_get_the_same_answers(team, three_people, kind):
    found = make_debrief(incident=make_incident(team=team, kind=kind))
    stale = filled_in(found, what="Mine.", complete="1")
    missing = filled_in(found, complete="1")
    save_elsewhere(found, what="Theirs.")
    for sent, status in ((stale, 409), (missing, 422)):
        the_same_for_all(three_people, address(found), sent, status)


def the_same_for_all(three_people, path: str, sent: dict[str, str], status: int) -> None:
    answers = [b.post(path, sent) for b in three_people.values()]
    assert [answer.status_code for answer in answers] == [status] * 3
    assert len({without_keys(answer.content.decode()) for answer in answers}) == 1


@pytest.mark.parametrize("kind", EACH_KIND)
def test_member_manager_and_lead_are_refused_in_the_same_words(team, three_people, kind):
    found = make_debrief(incident=make_incident(team=team, kind=kind))
    on_the_long_way(found)
    the_same_for_all(three_people, address(found), filled_in(found, complete="1"), 422)
    the_same_for_all(three_people, f"{address(found)}object/", {"reason": "No."}, 409)
    the_same_for_all(three_people, f"{address(found)}add/", {"section": "why", "text": "More."}, 409)
    standing(found)
    the_same_for_all(three_people, f"{address(found)}object/", {"reason": "", "form_key": "a"}, 422)
    theirs = filled_in(found, other_side="Mine.")
    save_elsewhere(found, other_side="Theirs.")
    the_same_for_all(three_people, address(found), theirs, 409)


@pytest.mark.parametrize("kind", EACH_KIND)
def test_a_sealed_objection_changes_not_a_byte(team, three_people, kind):
    found = make_debrief(incident=make_incident(team=team, kind=kind))
    standing(found)
    looking = three_people["lead"]
    before = without_keys(looking.get(address(found)).content.decode())
    object_to(found, reason="No.", key="a")
    assert without_keys(looking.get(address(found)).content.decode()) == before
