"""Search never leaks: what a person may not read is neither found, nor counted, nor given away by a side or a spelling."""

from datetime import timedelta

import pytest

from incidents.keeping_back import keep_back, let_go
from incidents.models import Stage
from lessons.models import Status
from people.models import Membership
from rankless.models import Debrief, Part
from rankless.texts.writing import Typed, save_texts
from tests.factories import (
    add_to_team,
    make_action,
    make_counted,
    make_customer,
    make_gathering,
    make_incident,
    make_lesson,
    make_norm,
    make_notes,
    make_person,
    make_revealed,
    make_team,
    write_sections,
)
from tests.overview.days import ago
from tests.overview.search.asking import agreed, counts, search, sides

NOTHING = {"letters": 0, "debriefs": 0, "lessons": 0, "actions": 0, "customers": 0}
SORTS = tuple(NOTHING)


def write_everything(team, word):
    """One of every sort in this team, each holding the word."""
    incident = make_incident(
        team=team,
        text=f"About a {word}",
        at=ago(5),
        stage=Stage.objects.first(),
        customer=make_customer(team=team, name=f"Mr {word}"),
    )
    lesson = make_lesson(debrief=incident.debrief, sentence=f"Watch each {word}.", stage=Stage.objects.first())
    make_action(owner=make_person(team=team), lesson=lesson, what=f"Buy a {word}")
    agreed(incident.debrief, why=f"The {word} was left alone.")
    return incident


ROLES = [{}, {"is_manager": True}, {"is_lead": True}, {"is_manager": True, "is_lead": True}, {"is_administrator": True}]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_nobody_finds_what_another_team_wrote(client, role):
    theirs = make_team(name="Elsewhere")
    write_everything(theirs, "walnut")
    client.force_login(make_person(team=make_team(), **role))
    for sort in SORTS:
        response = search(client, "walnut", **{"in": sort})
        assert counts(response) == NOTHING
        assert sides(response) == {}
        assert b"Elsewhere" not in response.content
    assert counts(search(client, "walnut", team=str(theirs.pk))) == NOTHING


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_everybody_of_a_team_finds_what_it_wrote_whatever_their_role(client, role):
    team = make_team()
    write_everything(team, "walnut")
    client.force_login(make_person(team=team, **role))
    assert counts(search(client, "walnut")) == dict.fromkeys(SORTS, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("is_administrator", [False, True])
def test_without_a_team_nothing_is_found(client, is_administrator):
    write_everything(make_team(), "walnut")
    client.force_login(make_person(is_administrator=is_administrator))
    assert counts(search(client, "walnut")) == NOTHING
    assert counts(search(client, "walmut")) == NOTHING


@pytest.mark.django_db
def test_who_leaves_a_team_finds_its_letters_no_longer(client):
    team = make_team()
    write_everything(team, "walnut")
    person = make_person(team=team)
    Membership.objects.filter(user=person).delete()
    client.force_login(person)
    assert counts(search(client, "walnut")) == NOTHING


def test_sides_count_only_what_a_person_may_see(client, member, team):
    write_everything(team, "walnut")
    other = make_team(name="Elsewhere")
    for _ in range(3):
        write_everything(other, "walnut")
    for sort in SORTS:
        response = search(client, "walnut", **{"in": sort})
        assert counts(response)[sort] == 1
        assert all(number == 1 for choices in sides(response).values() for number in choices.values())
        assert b"Elsewhere" not in response.content


def test_another_team_is_no_choice_even_if_it_is_typed_into_the_address(client, member, team):
    ours = write_everything(team, "walnut")
    other = make_team()
    write_everything(other, "walnut")
    assert [hit.pk for hit in search(client, "walnut", team=str(other.pk)).context["page"]] == [ours.pk]
    add_to_team(person=member, team=other)
    assert counts(search(client, "walnut"))["letters"] == 2
    assert counts(search(client, "walnut", team=str(other.pk)))["letters"] == 1


def test_a_mistyped_word_of_another_team_is_not_spelled_out(client, member, team):
    write_everything(make_team(), "walnut")
    content = search(client, "walmut").content.decode()
    assert "walnut" not in content
    assert "Nothing holds" in content


def test_a_letter_kept_back_is_neither_found_nor_counted_until_it_is_let_go(client, member, team):
    """Not by who looks after it either: what a search finds is easily seen over a shoulder."""
    manager = make_person(team=team, is_manager=True, is_lead=True)
    letter = make_incident(team=team, text="The walnut driver was rude", at=ago(3))
    keep_back(letter)
    for person in (member, manager):
        client.force_login(person)
        for word in ("walnut", "rude", "driver", "kept"):
            response = search(client, word)
            assert counts(response) == NOTHING, word
            assert sides(response) == {}
        assert "walnut" not in search(client, "walmut").content.decode().replace("walmut", "")
    let_go(letter)
    assert counts(search(client, "walnut"))["letters"] == 1


def test_a_letter_kept_back_is_not_shown_by_the_debrief_that_was_reopened(client, member, team):
    letter = make_incident(team=team, text="The walnut driver was rude", at=ago(9))
    agreed(letter.debrief, why="Nobody was told of the wardrobe.")
    Debrief.objects.filter(pk=letter.debrief.pk).update(phase="agree", completed_at=None, remind_at=ago(1))
    assert counts(search(client, "wardrobe"))["debriefs"] == 0


def test_notes_are_never_found(client, member, team):
    for phase in ("reveal", "weigh"):
        debrief = make_revealed(team=team, phase=phase)
        make_notes(debrief=debrief, what=["a walnut note"], why=["walnut"], differently=["walnut"])
    make_gathering(team=team)
    assert counts(search(client, "walnut")) == NOTHING


def test_notes_that_were_counted_are_not_found_before_they_are_agreed(client, member, team):
    make_counted(team=team)
    assert counts(search(client, "late"))["debriefs"] == 0
    assert counts(search(client, "nobody"))["debriefs"] == 0


def test_what_is_only_being_written_is_not_found_and_what_was_agreed_is(client, member, team):
    debrief = make_incident(team=team, at=ago(9)).debrief
    write_sections(debrief, what="A wardrobe fell.", why="It stood alone.", differently="We tie it.")
    save_texts(debrief, {Part.OTHER_SIDE: Typed("The neighbour helped.", based_on=debrief.other_side_version)})
    assert counts(search(client, "wardrobe"))["debriefs"] == 0
    agreed(debrief, what="A wardrobe fell.", why="It stood alone.", differently="We tie it.")
    assert counts(search(client, "wardrobe"))["debriefs"] == 1
    assert counts(search(client, "neighbour"))["debriefs"] == 1


def test_of_other_teams_only_norms_that_they_share_are_found(client, member, team):
    other = make_team()
    shared = make_norm(team=other, sentence="Wrap every walnut twice.", is_shared=True)
    make_norm(team=other, sentence="Keep walnut to ourselves.")
    assert [hit.pk for hit in search(client, "walnut", **{"in": "lessons"}).context["page"]] == [shared.pk]
    type(shared).objects.filter(pk=shared.pk).update(status=Status.TRYING, check_on=ago(0) + timedelta(3))
    assert counts(search(client, "walnut"))["lessons"] == 0
