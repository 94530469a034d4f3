"""What a dashboard reads from the tallies, and what it says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from incidents.models import Factor, Incident, Kind, Point, Polarity, RecoveryStep, Stage, Theme
from incidents.recovery import finish_step, make_promise, settle_promise
from lessons.learning import confirm_held
from lessons.models import Lesson
from overview.dashboard.needs import LATEST_COMPLAINTS
from overview.dashboard.periods import CHOICES
from overview.dashboard.sides import MOST_TEAMS
from rankless.models import Debrief, TeamPulse
from reminders.models import Obstacle
from tests.factories import (
    add_to_team,
    make_customer,
    make_debrief,
    make_incident,
    make_lesson,
    make_revealed,
    make_team,
)
from tests.overview.days import ago, day_ago, today

pytestmark = pytest.mark.django_db


def dashboard(client, **query):
    response = client.get(reverse("overview:lessons"), query)
    assert response.status_code == 200
    return response


def letter(team, *, days=3, **fields):
    return make_incident(team=team, at=ago(days), **fields)


def test_the_page_takes_at_most_twelve_queries(client, lead, team, django_assert_max_num_queries):
    for name in ("Southside", "Westside"):
        add_to_team(person=lead, team=make_team(name=name), is_lead=True)
    letter(team, customer=make_customer(team=team), themes=[Theme.objects.first()])
    make_lesson(debrief=letter(team, days=40).debrief, at=ago(40))
    with django_assert_max_num_queries(12):
        dashboard(client, team="all")


def test_a_stuck_debrief_is_told_with_what_is_in_its_way(client, lead, team):
    debrief = letter(team, days=30).debrief
    Obstacle.objects.create(debrief=debrief, hindrance="no-time", said_on=day_ago(2))
    [need] = dashboard(client).context["needs"].lines
    assert need.sort == "Stuck:"
    assert "no time" in need.note.lower()
    assert need.url == debrief.get_absolute_url()


def test_who_writes_again_is_told_once_with_all_their_complaints(client, lead, team):
    often, twice = (make_customer(team=team, name=name) for name in ("Often", "Twice"))
    for customer, days in (
        (often, 30),
        (often, 20),
        (twice, 15),
        (often, 9),
        (twice, 3),
        (make_customer(team=team), 1),
    ):
        make_debrief(incident=letter(team, customer=customer, days=days), is_complete=True)
    again = dashboard(client).context["needs"].lines
    assert [(need.what, need.note.split()[0]) for need in again] == [("Often", "3"), ("Twice", "2")]


@pytest.mark.only_on("postgresql")
def test_who_writes_again_is_looked_for_among_complaints_of_which_it_is_known_whose_they_are(team):
    nameless = (Incident(team=team, kind="complaint", received_on=day_ago(1), logged_at=ago(1)) for _ in range(1_000))
    Incident.objects.bulk_create(nameless)
    letter(team, customer=make_customer(team=team))
    asked = LATEST_COMPLAINTS.replace("@teams", str(team.pk))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_incident")
        cursor.execute(f"EXPLAIN {asked}", {"lately": day_ago(42), "on": day_ago(0)})
        assert "complaints_by" in "\n".join(row[0] for row in cursor.fetchall())


def test_that_it_does_not_feel_safe_is_told_to_nobody_who_leads(client, lead, team):
    debrief = letter(team, days=30).debrief
    Obstacle.objects.create(debrief=debrief, confided_on=day_ago(2))
    [need] = dashboard(client).context["needs"].lines
    assert need.sort == "Not debriefed:"


def test_a_team_that_fell_quiet_is_told_of(client, lead, team):
    for days in range(40, 52, 2):
        make_debrief(incident=letter(team, days=days), is_complete=True)
    quiet = [need for need in dashboard(client).context["needs"].lines if need.sort == "Quiet:"]
    assert [need.what for need in quiet] == ["Northside"]
    letter(team, days=1)
    assert not [need for need in dashboard(client).context["needs"].lines if need.sort == "Quiet:"]


def test_lessons_are_counted_as_looked_at_in_time_or_not(client, lead, team):
    for days_late in (0, 30):
        lesson = make_lesson(debrief=letter(team, days=60).debrief, at=ago(60))
        Lesson.objects.filter(pk=lesson.pk).update(check_on=day_ago(5 + days_late))
        lesson.refresh_from_db()
        confirm_held(lesson, at=ago(5))
    assert str(dashboard(client).context["figures"].lessons.looked) == "1 of 2"


def test_promises_and_steps_are_measured_against_our_own_times(client, lead, team):
    incident = letter(team, days=10)
    kept, broken = (
        make_promise(incident=incident, what=what, owner=lead, due_on=day_ago(5), by=lead, at=ago(10))
        for what in ("A call", "A refund")
    )
    settle_promise(kept, is_kept=True, by=lead, at=ago(6))
    settle_promise(broken, is_kept=False, by=lead, at=ago(4))
    step = RecoveryStep.objects.get(incident=incident, step="acknowledge")
    finish_step(step, by=lead, at=ago(8))
    RecoveryStep.objects.filter(pk=step.pk).update(due_on=day_ago(9))
    figures = dashboard(client).context["figures"]
    assert str(figures.promises) == "1 of 2"
    assert figures.times[0].spans.usual_days == "2 days"
    assert str(figures.times[0].spans.kept) == "0 of 1"


def test_the_weeks_before_stand_beside_these(client, lead, team):
    letter(team, days=1)
    make_debrief(incident=letter(team, days=40), is_complete=True)
    figures = dashboard(client, weeks=4).context["figures"]
    assert (figures.letters.letters, figures.before.letters) == (1, 1)
    assert str(figures.before.share) == "1 of 1"


def test_one_kind_alone_can_be_asked_for(client, lead, team):
    for kind in (Kind.COMPLAINT, Kind.COMPLAINT, Kind.PRAISE):
        letter(team, kind=kind)
    context = dashboard(client, kind="praise").context
    assert context["figures"].letters.letters == 1
    assert [cell.polarity for cell in context["heat"].ranked] == ["good"]
    assert "kind=praise" in context["urls"].letters


def test_themes_that_are_as_frequent_as_each_other_stand_by_name(client, lead, team):
    themes = list(Theme.objects.order_by("-name")[:4])
    for theme in [*themes, themes[2]]:
        letter(team, themes=[theme])
    names = [line.name for line in dashboard(client).context["themes"].lines]
    assert names == [themes[2].name, *sorted(theme.name for theme in themes if theme != themes[2])]


def test_themes_lead_to_their_letters(client, lead, team):
    theme = Theme.objects.first()
    letter(team, themes=[theme])
    letter(team, themes=[theme], kind=Kind.PRAISE)
    [line] = dashboard(client).context["themes"].lines
    assert (line.name, line.complaints, line.praises) == (theme.name, 1, 1)
    assert client.get(line.url).context["count"].number == 2


def test_a_letter_is_found_by_stage_factor_and_what_it_says(client, lead, team):
    stage, factor = Stage.objects.first(), Factor.objects.first()
    incident = letter(team, stage=stage)
    of_letter = {"incident": incident, "team": team, "received_on": incident.received_on}
    place = {**of_letter, "polarity": Polarity.BAD, "stage": stage}
    Point.objects.create(**place, quote="late", start=0, end=4, factor=factor, effect="hindered")
    bad, good = client.get(reverse("overview:why")).context["maps"]
    assert not good.lines
    assert [(line.factor, line.total) for line in bad.lines] == [(factor.name, 1), ("", 1)]
    for cell in bad.ranked:
        assert client.get(cell.url).context["points"].number == cell.number


def test_what_got_in_the_way_most_often_is_said_in_words_once_there_is_enough(client, lead, team):
    stage, factor = Stage.objects.first(), Factor.objects.first()
    for number in range(3):
        text = client.get(reverse("overview:why")).text
        assert "Most often" not in text
        assert ("Too few passages name the same thing" in text) == (number > 0)
        incident = letter(team, stage=stage)
        of_letter = {"incident": incident, "team": team, "received_on": incident.received_on, "stage": stage}
        Point.objects.create(
            **of_letter, polarity=Polarity.BAD, quote="late", start=0, end=4, factor=factor, effect="hindered"
        )
    said = f"Most often “{factor.name}” at “{stage.name}” (3)."
    assert said in client.get(reverse("overview:why")).text


def test_on_a_phone_every_place_is_within_reach(client, lead, team):
    incident = letter(team)
    of_letter = {"incident": incident, "team": team, "received_on": incident.received_on, "polarity": Polarity.BAD}
    for stage in Stage.objects.all()[:7]:
        for factor in Factor.objects.all()[:2]:
            Point.objects.create(**of_letter, quote="", stage=stage, factor=factor, effect="hindered")
    page = client.get(reverse("overview:why"))
    bad = page.context["maps"][0]
    listed = page.text.partition('class="heatlist"')[2].partition("</section>")[0]
    assert len(bad.ranked) > 12
    assert all(place.url.replace("&", "&amp;") in listed for place in bad.ranked)


def test_voices_are_counted_from_five_on(client, lead, team):
    make_revealed(team=team, people=5, hand_ins=4, at=ago(3))
    assert dashboard(client).context["heard"].of_ten is None
    make_revealed(team=team, people=5, hand_ins=3, at=ago(3))
    assert dashboard(client).context["heard"].of_ten == 7


def test_no_two_answers_about_voices_tell_of_one_debrief_between_them(client, lead, team):
    """Whoever looks back over some weeks, then over more, or at one team, then at all, could take one from the other."""
    for days in (3, 3, 100):
        make_revealed(team=team, people=5, hand_ins=3, at=ago(days))
    other = make_team(name="Another")
    add_to_team(person=lead, team=other, is_lead=True)
    make_revealed(team=other, people=9, hand_ins=8, at=ago(3))
    for weeks in CHOICES:
        heard = dashboard(client, weeks=weeks, team="all").context["heard"]
        assert (heard.debriefs, heard.of_ten) == (3, 6)
        assert dashboard(client, weeks=weeks, team=team.pk).context["heard"] == heard


def test_what_one_more_debrief_adds_is_not_told(client, lead, team):
    """Whoever looks today and tomorrow could take one from the other."""
    for _ in range(3):
        make_revealed(team=team, people=5, hand_ins=3, at=ago(3))
    assert "about 6 of 10" in dashboard(client).text
    make_revealed(team=team, people=4, hand_ins=3, at=ago(3))
    page = dashboard(client)
    assert "about 6 of 10" in page.text
    for exact in ("12 of 19", "9 of 15", "3 of 4"):
        assert exact not in page.text


def test_teams_stand_side_by_side_by_name_and_small_ones_keep_their_answers(client, lead, team):
    other = make_team(name="Another")
    add_to_team(person=lead, team=other, is_lead=True)
    make_debrief(incident=letter(team), is_complete=True)
    TeamPulse.objects.create(team=team, answers=6, could_say=5, come_again=6)
    TeamPulse.objects.create(team=other, answers=4, could_say=4, come_again=4)
    sides = dashboard(client, team="all").context["teams"].sides
    assert [(side.name, str(side.debriefed), bool(side.pulse)) for side in sides] == [
        ("Another", "0 of 0", False),
        ("Northside", "1 of 1", True),
    ]


def test_many_teams_stand_on_a_page_of_their_own_and_on_the_dashboard_a_way_leads_there(
    client, lead, team, django_assert_max_num_queries
):
    make_debrief(incident=letter(team), is_complete=True)
    letter(team, days=30)
    few = client.get(reverse("overview:lessons"), {"team": "all"}).content
    for number in range(MOST_TEAMS):
        add_to_team(person=lead, team=make_team(name=f"Team {number}"), is_lead=True)
    page = dashboard(client, team="all")
    assert page.context["teams"] is None
    assert b"All 7 teams" in page.content
    assert b"side by side" not in few
    with django_assert_max_num_queries(12):
        own = client.get(page.context["urls"].teams)
    sides = {side.name: side for side in own.context["teams"].sides}
    assert len(sides) == MOST_TEAMS + 1
    assert (str(sides["Northside"].debriefed), sides["Northside"].late) == ("1 of 2", 1)


def test_more_complaints_than_usual_are_said_in_words(client, lead, team):
    make_debrief(incident=letter(team), is_complete=True)
    page = dashboard(client).content
    assert b"than usual" not in page
    for week in range(2, 16):
        for _ in range(3):
            letter(team, days=7 * week)
    for _ in range(14):
        letter(team, days=7)
    assert b"More complaints than usual" in dashboard(client).content


def test_letters_kept_back_are_not_named(client, lead, team):
    debrief = letter(team, days=30).debrief
    Debrief.objects.filter(pk=debrief.pk).update(due_on=today() - timedelta(days=20))
    type(debrief.incident).objects.filter(pk=debrief.incident_id).update(title="Kept", title_kept_back="The words")
    assert b"The words" not in dashboard(client).content
