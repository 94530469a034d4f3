"""Whoever asks for it is mailed on Mondays what is new in a kept search: once, and what they may see of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incidents.models import Incident, Stage
from overview.keeping import mailing
from overview.keeping.kept import change, take_away
from overview.keeping.mailing import MAIL, mail_to
from overview.models import Place
from people.models import Absence, Membership, User
from reminders.models import Digest, State
from reminders.sweep import sweep
from reminders.weekly.planning import plan_letters
from tests.factories import (
    MONDAY,
    add_to_team,
    make_debrief,
    make_incident,
    make_norm,
    make_person,
    make_team,
    write_sections,
)
from tests.overview.keeping.mailed import (
    A_WEEK,
    FIRST,
    MINUTE,
    SECOND,
    SOFA,
    THIRD,
    TUESDAY,
    mails_at,
    make_mailed,
    states,
    told_at,
)
from tests.overview.search.asking import agreed
from tests.reminders.mail_server import Server

pytestmark = pytest.mark.django_db


# when


def test_it_comes_on_monday_once_after_what_is_awaited_and_tells_only_what_is_new(reader, team):
    make_incident(team=team, text="An older sofa")
    make_mailed(reader)
    make_incident(team=team, text=SOFA, at=TUESDAY)
    assert mails_at(FIRST - MINUTE) == []
    told = told_at(FIRST)
    assert (SOFA in told, "older" in told, "Sofas: 1 new" in told) == (True, False, True)
    assert len(mails_at(FIRST + MINUTE, FIRST + A_WEEK)) == 1
    assert states() == [State.SENT, State.VOID]


def test_planning_twice_writes_each_once(reader, kept):
    assert plan_letters(at=FIRST, of=MAIL) == 1
    Digest.objects.update(day=FIRST.date())
    plan_letters(at=FIRST + A_WEEK, of=MAIL)
    assert list(Digest.objects.order_by("key").values_list("key", flat=True)) == [
        f"kept:{reader.pk}:2026-W11",
        f"kept:{reader.pk}:2026-W12",
    ]


def test_without_anything_new_none_comes(kept, team):
    make_incident(team=team, text="A lamp", at=TUESDAY)
    assert told_at(FIRST) == ""
    assert states() == [State.VOID]


def test_what_was_received_long_ago_and_logged_this_week_is_new(kept, team):
    make_incident(team=team, text=SOFA, at=TUESDAY, received_on=(MONDAY - 50 * A_WEEK).date())
    assert SOFA in told_at(FIRST)


def test_what_is_found_only_later_is_new_when_it_is_found(kept, team):
    debrief = make_debrief(team=team, text="A lamp")
    assert told_at(FIRST) == ""
    write_sections(debrief, why="Nobody looked for the sofa.")
    assert told_at(SECOND) == "", "texts are found once they are agreed"
    agreed(debrief, why="Nobody looked for the sofa.")
    told = told_at(THIRD)
    assert "Debrief: A lamp" in told
    assert told_at(THIRD + A_WEEK) == ""


def test_a_letter_that_is_sorted_later_is_new_once_it_is(reader, team):
    stage = Stage.objects.first()
    make_mailed(reader, place=Place.LETTERS, query=f"stage={stage.pk}&polarity=bad", name="Of that stage")
    letter = make_incident(team=team, text="A lamp", at=TUESDAY)
    assert told_at(FIRST) == ""
    letter.points.create(team=team, received_on=letter.received_on, polarity="bad", stage=stage)
    assert "Of that stage: 1 new" in told_at(SECOND)


def test_a_mail_that_failed_tells_it_once_the_server_is_back(kept, team, settings):
    settings.EMAIL_BACKEND = f"{Server.__module__}.Server"
    make_incident(team=team, text=SOFA, at=TUESDAY)
    Server.trouble = ConnectionRefusedError()
    try:
        assert told_at(FIRST) == ""
    finally:
        Server.trouble = None
    make_incident(team=team, text="One more sofa", at=FIRST)
    told = told_at(FIRST + timedelta(hours=2))
    assert (SOFA in told, "One more sofa" in told) == (True, True)
    assert told_at(SECOND) == ""


def test_a_mail_that_never_went_out_is_told_in_the_next(kept, team, monkeypatch):
    make_incident(team=team, text=SOFA, at=TUESDAY)
    plan_letters(at=FIRST, of=MAIL)
    [digest] = Digest.objects.select_related("person")
    assert mailing.write([digest]), "somebody wrote it"
    Digest.objects.update(state=State.CARRIED)
    assert SOFA in told_at(SECOND)
    assert told_at(THIRD) == ""


def test_two_who_write_the_same_mail_tell_the_same(kept, team):
    make_incident(team=team, text=SOFA, at=TUESDAY)
    plan_letters(at=FIRST, of=MAIL)
    bodies = []
    for _ in range(2):
        [digest] = Digest.objects.select_related("person")
        bodies.append(mailing.write([digest])[digest.pk].compose().body)
    assert all(SOFA in body for body in bodies)
    assert SOFA in told_at(FIRST)
    assert told_at(SECOND) == ""


def test_who_was_away_for_weeks_gets_all_of_it_in_one(reader, kept, team):
    Absence.objects.create(person=reader, first_day=FIRST.date(), last_day=FIRST.date() + timedelta(days=8))
    make_incident(team=team, text=SOFA, at=TUESDAY)
    make_incident(team=team, text="One more sofa", at=FIRST + timedelta(days=1))
    assert told_at(FIRST, SECOND) == ""
    told = told_at(SECOND + timedelta(days=2))
    assert (SOFA in told, "One more sofa" in told) == (True, True)
    assert states() == [State.VOID, State.SENT]


# who is told what


@pytest.mark.parametrize("place", Place)
def test_each_is_told_what_they_may_see(reader, team, place):
    other_team = make_team()
    sharer = make_person(team=team, email="sharer@example.com")
    add_to_team(person=sharer, team=other_team)
    query = "q=sofa" if place == Place.SEARCH else "kind=complaint"
    shared = make_mailed(reader, of=sharer, team=team, place=place, query=query)
    mail_to(sharer, shared, at=MONDAY)
    make_incident(team=team, text=SOFA, at=TUESDAY)
    make_incident(team=other_team, text="A sofa elsewhere", at=TUESDAY)
    told = {message.to[0]: message.body for message in mails_at(FIRST)}
    assert SOFA in told["rita@example.com"]
    assert "elsewhere" not in told["rita@example.com"]
    assert "Sofas: 2 new" in told["sharer@example.com"]


def test_a_letter_that_is_kept_back_is_told_by_search_once_it_is_shown(reader, team):
    make_mailed(reader)
    make_mailed(reader, place=Place.LETTERS, query="kind=complaint", name="Complaints")
    letter = make_incident(team=team, text=SOFA, at=TUESDAY)
    Incident.objects.filter(pk=letter.pk).update(title="A letter", title_kept_back=letter.title)
    told = told_at(FIRST)
    assert ("Complaints: 1 new" in told, "sofa" in told.lower().replace("sofas", "")) == (True, False)
    Incident.objects.filter(pk=letter.pk).update(title=letter.title, title_kept_back="")
    assert "Sofas: 1 new" in told_at(SECOND)


def leaves_the_team(reader, kept):
    Membership.objects.filter(user=reader).delete()
    elsewhere = make_team()
    add_to_team(person=reader, team=elsewhere)
    make_incident(team=elsewhere, text=SOFA, at=TUESDAY)


def is_in_no_team(reader, kept):
    Membership.objects.filter(user=reader).delete()


def is_inactive(reader, kept):
    User.objects.filter(pk=reader.pk).update(is_active=False)


def search_is_taken_away(reader, kept):
    take_away(kept, by=kept.person)


def search_is_not_shared_any_more(reader, kept):
    change(kept, name=kept.name, team=None)


def lead_takes_it_from_the_team(reader, kept):
    take_away(kept, by=make_person(team=kept.team, is_lead=True))


ENDS = [
    *(leaves_the_team, is_in_no_team, is_inactive),
    *(search_is_taken_away, search_is_not_shared_any_more, lead_takes_it_from_the_team),
]


@pytest.mark.parametrize("is_planned", [False, True])
@pytest.mark.parametrize("ends", ENDS, ids=lambda ends: ends.__name__)
def test_whom_it_concerns_no_more_is_told_nothing(reader, team, ends, is_planned):
    kept = make_mailed(reader, of=make_person(team=team), team=team)
    make_incident(team=team, text=SOFA, at=TUESDAY)
    if is_planned:
        sweep(at=FIRST - MINUTE)
    ends(reader, kept)
    assert told_at(FIRST) == ""


@pytest.mark.parametrize("ends", [lead_takes_it_from_the_team, search_is_not_shared_any_more])
def test_what_is_shared_anew_is_asked_for_anew(reader, team, ends):
    kept = make_mailed(reader, of=make_person(team=team), team=team)
    ends(reader, kept)
    change(kept, name=kept.name, team=team)
    make_incident(team=team, text=SOFA, at=TUESDAY)
    assert told_at(FIRST) == ""


def test_who_left_all_teams_is_not_told_either_what_others_show_to_all(reader, kept, team):
    sweep(at=FIRST - MINUTE)
    make_norm(team=make_team(), sentence="We measure each sofa.", is_shared=True)
    Membership.objects.filter(user=reader).delete()
    assert told_at(FIRST) == ""


def test_whoever_keeps_it_is_still_mailed_when_it_is_shared_no_more(reader, team):
    kept = make_mailed(reader, team=team)
    change(kept, name=kept.name, team=None)
    make_incident(team=team, text=SOFA, at=TUESDAY)
    assert SOFA in told_at(FIRST)


@pytest.mark.parametrize("place", Place)
def test_a_search_of_a_team_that_one_left_tells_nothing_of_the_others(reader, team, place):
    left = make_team()
    add_to_team(person=reader, team=left)
    query = "q=sofa&" if place == Place.SEARCH else "kind=complaint&"
    make_mailed(reader, place=place, query=f"{query}team={left.pk}")
    Membership.objects.filter(user=reader, team=left).delete()
    make_incident(team=team, text=SOFA, at=TUESDAY)
    assert told_at(FIRST) == ""


def test_what_a_team_had_before_one_joined_is_not_new(reader, team):
    joined = make_team()
    make_incident(team=joined, text="An older sofa")
    make_mailed(reader)
    add_to_team(person=reader, team=joined)
    assert told_at(FIRST) == ""
    make_incident(team=joined, text=SOFA, at=FIRST)
    assert "Sofas: 1 new" in told_at(SECOND)


def test_one_that_fails_spoils_no_other_and_is_told_later(reader, kept, team, monkeypatch):
    broken = make_mailed(reader, query="q=late", name="Late ones")
    make_incident(team=team, text=SOFA, at=TUESDAY)
    news_of = mailing.news_of

    def failing(search, person, **given):
        if search == broken:
            raise ValueError
        return news_of(search, person, **given)

    with monkeypatch.context() as patched:
        patched.setattr(mailing, "news_of", failing)
        told = told_at(FIRST)
    assert ("Sofas: 1 new" in told, "Late ones" in told) == (True, False)
    told = told_at(SECOND)
    assert ("Sofas" in told, "Late ones: 1 new" in told) == (False, True)
