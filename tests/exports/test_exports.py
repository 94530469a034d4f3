"""Taking letters, debriefs and lessons out as files: what is in them, and what never is."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exports.making import AT_ONCE, SCHEMAS, ask_for, forget_old, make_next
from exports.models import KEPT_FOR, Export, Format, What
from exports.writing import as_text
from incidents.models import Incident
from incidents.recovery import make_promise, settle_promise
from people.models import Membership, User
from rankless.models import Debrief
from tests.factories import (
    MONDAY,
    add_to_team,
    make_action,
    make_debrief,
    make_gathering,
    make_incident,
    make_lesson,
    make_person,
    make_team,
)

pytestmark = pytest.mark.django_db

EXPORTS = "exports:exports"


@pytest.fixture
def team():
    found = make_team(name="Northside")
    for _ in range(2):
        make_person(team=found)
    return found


@pytest.fixture
def lead(team, client):
    person = make_person(team=team, is_lead=True, name="Ruth Only")
    client.force_login(person)
    return person


def made(client, what, form="json", **more):
    asked = client.post(reverse(EXPORTS), {"what": what, "format": form, **more})
    assert asked.status_code == 302
    return b"".join(client.get(asked.url + "file/").streaming_content)


def rows(client, what, **more):
    return json.loads(made(client, what, **more))["rows"]


COLUMNS = {
    "letters": "letter team kind title text received_on channel language themes debrief_done debrief_due_on",
    "points": "point letter polarity stage factor effect passage",
    "debriefs": "letter team kind way is_done due_on done_on what why differently other_side no_change_because lessons",
    "lessons": "lesson letter team kind sentence stage factors themes status expects how_to_look drawn_on norm_since"
    " check_on dropped_because seen",
    "actions": "action lesson team what strength answer due_on is_done",
    "weeks": "week team kind letters debriefed debriefed_in_time debriefed_short_way passages passages_good acknowledged"
    " acknowledged_in_time answered answered_in_time followed_up followed_up_in_time promises promises_kept_in_time"
    " lessons_looked_at lessons_looked_at_in_time",
}


@pytest.mark.parametrize("what", COLUMNS)
def test_a_schema_is_changed_only_with_its_version(what):
    schema = SCHEMAS[what]
    held = (schema.version, [column.name for column in schema.columns])
    assert held == (2 if what == "weeks" else 1, COLUMNS[what].split())


@pytest.mark.parametrize("what", COLUMNS)
@pytest.mark.parametrize("form", Format.values)
def test_no_file_names_a_person(client, lead, team, what, form):
    lesson = make_lesson(debrief=make_debrief(team=team, by=lead, is_complete=True))
    make_action(owner=lead, lesson=lesson)
    file = made(client, what, form)
    if form == "xlsx":
        file = b"".join(
            zipfile.ZipFile(io.BytesIO(file)).read(name) for name in zipfile.ZipFile(io.BytesIO(file)).namelist()
        )
    assert b"Northside" in file or what == "points"
    assert b"Ruth" not in file
    assert lead.email.encode() not in file


def test_json_says_its_schema_and_version(client, lead, team):
    make_incident(team=team)
    told = json.loads(made(client, "letters"))
    assert (told["schema"], told["version"], len(told["rows"])) == ("letters", 1, 1)
    assert told["rows"][0]["text"] == "The sofa is late.\nNobody calls."


def test_figures_are_those_of_the_dashboard_week_by_week(client, lead, team):
    for number in range(3):
        make_incident(team=team, at=MONDAY - timedelta(days=7 * number))
    make_incident(team=team, kind="praise", at=MONDAY + timedelta(days=3))
    make_incident(at=MONDAY)
    told = rows(client, "weeks")
    assert [(row["week"], row["team"], row["kind"], row["letters"], row["debriefed"]) for row in told] == [
        ("2026-02-16", "Northside", "complaint", 1, 0),
        ("2026-02-23", "Northside", "complaint", 1, 0),
        ("2026-03-02", "Northside", "complaint", 1, 0),
        ("2026-03-02", "Northside", "praise", 1, 0),
    ]
    assert [row["week"] for row in rows(client, "weeks", since="2026-02-25")] == ["2026-02-23", *["2026-03-02"] * 2]


def test_figures_tell_what_was_done_in_time(client, lead, team):
    lesson = make_lesson(debrief=make_debrief(team=team, by=lead, is_complete=True))
    make_incident(team=team)
    [complaint] = rows(client, "weeks")
    assert (complaint["letters"], complaint["debriefed"], complaint["debriefed_in_time"]) == (2, 1, 1)
    assert (complaint["lessons_looked_at"], lesson.team) == (0, team)


WORK = [name for name in COLUMNS["weeks"].split()[3:] if name not in {"letters", "passages", "passages_good"}]


def test_of_a_team_in_which_one_person_works_no_figure_of_work_is_taken_out(client, lead, team):
    lone = make_team(name="Riverside")
    person = make_person(team=lone, is_manager=True)
    add_to_team(person=lead, team=lone, is_lead=True)
    others = rows(client, "weeks")
    letter = make_incident(team=lone)
    make_debrief(incident=letter, is_complete=True)
    due_on = MONDAY.date() + timedelta(days=40)
    promise = make_promise(incident=letter, what="A call", owner=person, due_on=due_on, by=person, at=MONDAY)
    settle_promise(promise, is_kept=True, by=person, at=MONDAY)
    [row] = [row for row in rows(client, "weeks") if row not in others]
    assert (row["week"], row["team"], row["letters"], row["passages"]) == ("2026-03-02", "Riverside", 1, 1)
    assert {row[name] for name in WORK} == {None}
    make_person(team=lone)
    assert [row["promises"] for row in rows(client, "weeks")] == [0, 1]


def test_the_form_begins_with_what_its_address_asks_for(client, lead, team):
    page = client.get(reverse(EXPORTS), {"what": "weeks", "team": team.pk, "since": "2026-01-05"}).text
    for chosen in ('<option value="weeks" selected>', f'<option value="{team.pk}" selected>', 'value="2026-01-05"'):
        assert chosen in page
    assert client.get(reverse(EXPORTS), {"what": "x", "team": "\x00", "since": "2026-99-99"}).status_code == 200


def test_the_same_stands_in_csv(client, lead, team):
    make_incident(team=team, text="Fine")
    [row] = csv.DictReader(io.StringIO(made(client, "letters", "csv").decode("utf-8-sig")))
    assert (row["team"], row["text"], row["received_on"], row["debrief_done"]) == (
        "Northside",
        "Fine",
        "2026-03-02",
        "no",
    )


@pytest.mark.parametrize("words", ["=1+1", "+49 30", "-5", "@all", "\tx"])
def test_a_letter_never_becomes_a_formula(words):
    assert as_text(words) == f"'{words}"


def test_nothing_of_a_debrief_is_told_before_all_stand_behind_it(client, lead, team):
    debrief = make_gathering(team=team)
    Debrief.objects.filter(pk=debrief.pk).update(what="Half a thought")
    make_debrief(team=team, is_complete=True)
    first, second = rows(client, "debriefs")
    assert (first["what"], first["done_on"]) == ("", None)
    assert (second["what"], second["done_on"]) == ("It was late.", "2026-03-03")


def test_a_letter_kept_back_comes_without_its_words(client, lead, team):
    incident = make_incident(team=team, text="Harsh words")
    Incident.objects.filter(pk=incident.pk).update(title="Kept back", title_kept_back="Harsh words")
    assert b"Harsh" not in made(client, "letters")
    assert b"Harsh" not in made(client, "points")


def test_another_teams_letters_are_never_in_it(client, lead, team):
    make_incident(team=make_team(name="Elsewhere"))
    assert rows(client, "letters") == []
    other = make_team(name="Elsewhere too")
    assert client.post(reverse(EXPORTS), {"what": "letters", "format": "csv", "team": other.pk}).status_code == 422


def test_only_letters_since_a_day_are_taken_if_it_is_named(client, lead, team):
    for day in (MONDAY, MONDAY + timedelta(days=10)):
        make_incident(team=team, at=day)
    assert len(rows(client, "letters", since="2026-03-05")) == 1


def test_members_who_neither_lead_nor_manage_take_nothing_out(client, team):
    client.force_login(make_person(team=team))
    assert client.get(reverse(EXPORTS)).status_code == 403


def test_an_export_is_ones_own_and_only_while_one_is_in_the_team(client, lead, team):
    made(client, "letters")
    export = Export.objects.get()
    client.force_login(make_person(team=team, is_lead=True))
    assert client.get(export.get_absolute_url()).status_code == 404
    client.force_login(lead)
    assert client.get(export.get_absolute_url()).status_code == 200
    Membership.objects.filter(user=lead).delete()
    client.force_login(User.objects.get(pk=lead.pk))
    assert client.get(export.get_absolute_url() + "file/").status_code == 404


@pytest.fixture
def a_large_one(lead, team, monkeypatch):
    for _ in range(3):
        make_incident(team=team)
    monkeypatch.setattr("exports.making.AT_ONCE", 2)
    assert AT_ONCE == 1_000
    return ask_for(What.LETTERS, Format.CSV, by=lead, teams=[team], since=None, at=MONDAY)


def test_a_large_one_is_made_by_the_bell_and_says_how_far_it_is(client, a_large_one):
    page = client.get(a_large_one.get_absolute_url())
    assert b"every 2s" in page.content
    assert client.get(a_large_one.get_absolute_url() + "file/").status_code == 404
    assert make_next(at=timezone.now()) == a_large_one
    assert make_next(at=timezone.now()) is None
    page = client.get(a_large_one.get_absolute_url(), headers={"HX-Request": "true"})
    assert b"3 rows" in page.content
    assert b"<html" not in page.content


def test_one_in_somebodys_hands_is_left_to_them_until_they_died(a_large_one):
    Export.objects.update(claimed_until=MONDAY + timedelta(minutes=5))
    assert make_next(at=MONDAY + timedelta(minutes=4)) is None
    assert make_next(at=MONDAY + timedelta(minutes=6)) == a_large_one


def test_one_that_cannot_be_made_says_so(client, a_large_one, monkeypatch):
    Export.objects.update(what="nothing")
    make_next(at=MONDAY)
    assert Export.objects.get().has_failed
    Export.objects.update(what="letters")
    assert b"could not be made" in client.get(a_large_one.get_absolute_url()).content


def test_files_are_thrown_away_after_a_week(client, lead, team):
    made(client, "letters")
    export = Export.objects.get()
    assert forget_old(at=export.asked_at + KEPT_FOR - timedelta(seconds=1)) == 0
    assert forget_old(at=export.asked_at + KEPT_FOR) == 1
    assert not export.file.storage.exists(export.file.name)
