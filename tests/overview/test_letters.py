from datetime import timedelta

import pytest
from django.urls import reverse

from incidents.models import Kind, Point, Polarity, Stage, Theme
from overview.paging import COUNT_LIMIT, PAGE_SIZE
from rankless.models import Debrief
from tests.factories import make_customer, make_debrief, make_incident, make_person, make_team
from tests.overview.days import ago, day_ago, today

pytestmark = pytest.mark.django_db


def titles(client, query=""):
    """The titles on the list that `query` asks for, in order."""
    response = client.get(reverse("overview:letters") + query)
    assert response.status_code == 200
    return [incident.title for incident in response.context["page"]]


def letter(team, title, *, days=3, **fields):
    return make_incident(team=team, text=title, at=ago(days), **fields)


def test_letters_are_listed_newest_first(client, member, team):
    letter(team, "older", days=9)
    letter(team, "newer", days=2)
    assert titles(client) == ["newer", "older"]
    assert titles(client, "?sort=oldest") == ["older", "newer"]


def test_each_filter_finds_its_letters(client, member, team):
    stage, theme = Stage.objects.first(), Theme.objects.first()
    customer = make_customer(team=team)
    letter(team, "bad", stage=stage, customer=customer, days=5)
    letter(team, "good", kind=Kind.PRAISE, themes=[theme], days=2)
    assert titles(client, "?kind=praise") == ["good"]
    assert titles(client, f"?stage={stage.pk}") == ["bad"]
    assert titles(client, "?stage=none") == ["good"]
    assert titles(client, "?polarity=bad") == ["bad"]
    assert titles(client, f"?theme={theme.pk}") == ["good"]
    assert titles(client, f"?customer={customer.pk}") == ["bad"]
    assert titles(client, f"?team={team.pk}") == ["good", "bad"]
    assert titles(client, f"?from={day_ago(3)}") == ["good"]
    assert titles(client, f"?to={day_ago(3)}") == ["bad"]
    assert titles(client, f"?from={day_ago(5)}&to={day_ago(5)}") == ["bad"]


def test_debriefs_not_done_late_and_done_are_told_apart(client, member, team):
    letter(team, "late", days=20)
    letter(team, "in time", days=1)
    make_debrief(incident=letter(team, "done", days=30), is_complete=True)
    assert titles(client, "?debrief=open") == ["in time", "late"]
    assert titles(client, "?debrief=late") == ["late"]
    assert titles(client, "?debrief=complete") == ["done"]


def test_a_debrief_is_late_only_after_its_day(client, member, team):
    debrief = letter(team, "due today").debrief
    Debrief.objects.filter(pk=debrief.pk).update(due_on=today())
    assert titles(client, "?debrief=late") == []
    Debrief.objects.filter(pk=debrief.pk).update(due_on=today() - timedelta(days=1))
    assert titles(client, "?debrief=late") == ["due today"]


def test_what_all_stand_behind_waits_for_objections_and_is_not_late(client, member, team):
    standing = letter(team, "standing", days=20).debrief
    Debrief.objects.filter(pk=standing.pk).update(objections_until=ago(-1))
    assert titles(client, "?debrief=late") == []
    assert titles(client, "?debrief=open") == ["standing"]
    assert b"open for objections until" in client.get(reverse("overview:letters")).content


def test_due_soonest_lists_what_is_not_done(client, member, team):
    letter(team, "later", days=1)
    letter(team, "sooner", days=9)
    make_debrief(incident=letter(team, "done", days=30), is_complete=True)
    assert titles(client, "?sort=due") == ["sooner", "later"]


def test_one_letter_that_says_a_thing_twice_is_one_row_and_two_passages(client, member, team):
    stage = Stage.objects.first()
    incident = letter(team, "late, late, late", stage=stage)
    late = {"quote": "late", "start": 0, "end": 4}
    Point.objects.create(
        incident=incident, team=team, received_on=incident.received_on, **late, polarity=Polarity.BAD, stage=stage
    )
    response = client.get(reverse("overview:letters"), {"polarity": "bad", "stage": stage.pk})
    assert response.context["count"].number == 1
    assert response.context["points"].number == 2
    assert b'class="whole quote bad">late<' in response.content


def test_more_passages_than_are_counted_are_said_to_be_so(client, member, team):
    incident = letter(team, "x" * (COUNT_LIMIT + 1))
    of_letter = {"incident": incident, "team": team, "received_on": incident.received_on}
    Point.objects.bulk_create(
        Point(**of_letter, quote="x", start=n, end=n + 1, polarity=Polarity.GOOD) for n in range(COUNT_LIMIT + 1)
    )
    response = client.get(reverse("overview:letters"), {"polarity": "good"})
    assert response.context["count"].number == 1
    assert f"More than {COUNT_LIMIT} passages" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        *(
            "kind=anger",
            "team=0",
            "team=99999",
            "stage=first",
            "stage=" + "9" * 40,
            "polarity=ugly",
            "theme=%00",
            "theme=-1",
        ),
        *(
            "customer=x",
            "customer=99999999",
            "debrief=never",
            "from=2026-02-30",
            "to=yesterday",
            "sort=worst",
            "after=%F0%9F",
        ),
        *("before=2026-01-01", "stage=" + "a" * 5000, "from=%EF%BC%92026-01-01", "customer=%D9%A1"),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_said(client, member, team, query):
    letter(team, "here")
    response = client.get(reverse("overview:letters") + f"?{query}")
    assert [incident.title for incident in response.context["page"]] == ["here"]
    assert len(response.context["ignored"]) == 1
    assert b"was left out" in response.content


def test_another_teams_words_are_not_understood_either(client, member, team):
    other = make_team(name="Elsewhere")
    letter(team, "ours")
    customer = make_customer(team=other, name="Secret Person")
    letter(other, "theirs", customer=customer)
    for query in (f"?team={other.pk}", f"?customer={customer.pk}"):
        response = client.get(reverse("overview:letters") + query)
        assert [incident.title for incident in response.context["page"]] == ["ours"]
        assert b"Secret Person" not in response.content
        assert b"Elsewhere" not in response.content


def test_pages_are_walked_by_key_and_keep_the_question(client, member, team):
    for number in range(30):
        letter(team, f"letter {number}", days=number)
    first = client.get(reverse("overview:letters"), {"kind": "complaint"})
    assert len(first.context["page"].rows) == PAGE_SIZE
    assert first.context["page"].before is None
    assert f"?kind=complaint&amp;after={first.context['page'].after}" in first.content.decode()
    second = titles(client, f"?kind=complaint&after={first.context['page'].after}")
    assert second == [f"letter {number}" for number in range(PAGE_SIZE, 30)]


def test_empty_lists_say_what_to_do(client, team):
    client.force_login(make_person())
    assert b"You are not in a team yet" in client.get(reverse("overview:letters")).content
    client.force_login(make_person(team=team, is_manager=True))
    assert b"Log the first letter" in client.get(reverse("overview:letters")).content
    letter(team, "here")
    assert b"No letter fits" in client.get(reverse("overview:letters"), {"kind": "praise"}).content


def test_what_is_asked_can_be_taken_away_one_by_one(client, member, team):
    letter(team, "here")
    chips = client.get(reverse("overview:letters"), {"kind": "complaint", "from": "2020-01-01"}).context["chips"]
    assert [chip.url for chip in chips] == [
        reverse("overview:letters") + "?from=2020-01-01",
        reverse("overview:letters") + "?kind=complaint",
    ]


def test_a_title_is_shown_as_text(client, member, team):
    letter(team, "<script>alert(1)</script>")
    assert b"<script>alert" not in client.get(reverse("overview:letters")).content
