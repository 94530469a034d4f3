"""What stands beside the figures of a dashboard of the weeks before, and what is said of it in a sentence."""

from __future__ import annotations

import pytest
from django.urls import reverse

from incidents.models import Factor, Kind, Point, Polarity, RecoveryStep, Stage, Theme
from incidents.recovery import finish_step
from overview.dashboard.compared import FEWEST_SPANS
from tests.factories import agree, make_incident, write_sections
from tests.overview.days import ago

pytestmark = pytest.mark.django_db


# Within the four weeks that are looked back over lies what came up to 21 days ago, and within the four before, whatever day
# it is, what came 28 to 49 days ago: 49 days ago their first week was running.


def dashboard(client, page="overview:lessons", **query):
    response = client.get(reverse(page), {"weeks": 4, **query})
    assert response.status_code == 200
    return response


def part(page, name):
    return page.text[page.text.index(f'id="{name}"') :].partition("</section>")[0]


def letter(team, *, days, **fields):
    return make_incident(team=team, at=ago(days), **fields)


def answered(team, *, days, after):
    step = RecoveryStep.objects.get(incident=letter(team, days=days), step="answer")
    finish_step(step, by=team.memberships.first().user, at=ago(days - after))


def test_waiting_times_stand_beside_those_of_the_weeks_before(client, lead, team):
    answered(team, days=10, after=2)
    assert "before" not in part(dashboard(client), "times")
    answered(team, days=40, after=4)
    told = part(dashboard(client), "times")
    assert told.count('2 days <span class="before">before: 4 days</span>') == 2
    assert "than before" not in told


def debriefed(team, *, days, after, kind):
    agree(write_sections(letter(team, days=days, kind=kind).debrief), at=ago(days - after))


def test_each_kind_says_how_soon_it_was_debriefed_in_the_weeks_before(client, lead, team):
    debriefed(team, days=10, after=2, kind=Kind.PRAISE)
    debriefed(team, days=40, after=4, kind=Kind.PRAISE)
    debriefed(team, days=40, after=7, kind=Kind.COMPLAINT)
    told = part(dashboard(client), "both-kinds")
    assert told.count('2 days <span class="before">before: 4 days</span>') == 2
    assert told.count('<span class="before">before: 7 days</span>') == 2


def test_that_answers_take_longer_is_said_once_enough_do(client, lead, team):
    for days in range(FEWEST_SPANS):
        answered(team, days=8 + days, after=5)
        answered(team, days=28 + days, after=1)
    said = "“Until the first full answer” takes longer than before: 5 days, before 1 day."
    assert said in part(dashboard(client), "times")


def test_themes_say_how_many_there_were_before_or_that_they_are_new(client, lead, team):
    old, new = Theme.objects.order_by("name")[:2]
    for days in (1, 2, 49):
        letter(team, days=days, themes=[old])
    letter(team, days=1, themes=[new], kind=Kind.PRAISE)
    told = dashboard(client)
    lines = {line.name: line for line in told.context["themes"].lines}
    assert (lines[old.name].complaints, lines[old.name].number_before, lines[old.name].is_new) == (2, 1, False)
    assert lines[new.name].is_new
    assert part(told, "themes").count("before: 1") == 1
    assert part(told, "themes").count(">new<") == 1


def test_nothing_is_new_where_there_was_nothing_before_or_too_short_a_time(client, lead, team):
    theme = Theme.objects.first()
    letter(team, days=1, themes=[theme])
    for _ in range(2):
        told = part(dashboard(client), "themes")
        assert ">new<" not in told
        assert "before:" not in told.replace("before: 0", "")
        letter(team, days=30)


def test_the_map_says_what_was_before_where_that_is_not_little(client, lead, team):
    much, little = Stage.objects.all()[:2]
    for days in (1, 2, 3, 40, 41):
        letter(team, days=days, stage=much)
    letter(team, days=1, stage=little)
    page = dashboard(client)
    cells = {cell.name: cell for cell in page.context["heat"].bad}
    assert (cells[much.name].before, cells[little.name].before) == ("before: 2", "")
    assert part(page, "heat").count("before: 2") == 2


def test_before_the_first_letter_nothing_is_said_of_before(client, lead, team):
    for days in (1, 2, 3, 4):
        letter(team, days=days, stage=Stage.objects.first(), themes=[Theme.objects.first()])
    page = dashboard(client)
    for name in ("heat", "times", "themes"):
        assert "before:" not in part(page, name)


def test_where_much_more_went_wrong_than_before_is_said(client, lead, team):
    stage, theme = Stage.objects.first(), Theme.objects.first()
    for number in range(24):
        letter(team, days=1 + number % 20, stage=stage, themes=[theme])
    letter(team, days=49, stage=stage, themes=[theme])
    page = dashboard(client)
    assert f"More than before went wrong at “{stage.name}”: 24, before 1." in part(page, "heat")
    assert f"More letters than before are about “{theme.name}”: 24, before 1." in part(page, "themes")


def test_what_got_in_the_way_stands_beside_what_did_before(client, lead, team):
    stage, factor = Stage.objects.first(), Factor.objects.first()
    for days in (1, 2, 3, 40):
        incident = letter(team, days=days)
        of_letter = {"incident": incident, "team": team, "received_on": incident.received_on, "quote": "late"}
        Point.objects.create(
            **of_letter, start=0, end=4, polarity=Polarity.BAD, stage=stage, factor=factor, effect="hindered"
        )
    page = dashboard(client, "overview:why")
    assert '<span class="before">3, before: 1</span>' in page.text
    assert f"{stage.name}&nbsp;· before: 1" in page.text
    Point.objects.filter(received_on__lt=ago(30).date()).delete()
    assert "before" not in dashboard(client, "overview:why").text.partition("<main")[2]


def test_twice_as_long_a_period_takes_in_what_was_before(client, lead, team):
    letter(team, days=1, stage=Stage.objects.first())
    for days in (33, 40, 49):
        letter(team, days=days, stage=Stage.objects.first())
    told = [dashboard(client, weeks=weeks).context["heat"].bad[0] for weeks in (4, 12)]
    assert [(cell.number, cell.before) for cell in told] == [(1, "before: 3"), (4, "")]
