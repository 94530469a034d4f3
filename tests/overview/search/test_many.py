"""Words that are in nearly every letter: the newest are walked to, and what that leaves out is said."""

from datetime import date, timedelta

import pytest
from django.db import connection

from incidents.models import Customer, Incident, Point, Stage, Theme
from lessons.models import Lesson
from overview.search import few, postgresql
from overview.search.facets import Narrowing
from overview.search.finding import find
from overview.search.words import Words
from tests.factories import add_to_team, make_debrief, make_lesson, make_team
from tests.overview.days import ago
from tests.overview.search.asking import counts, search

pytestmark = pytest.mark.only_on("postgresql")

LETTERS = 2_000
DAY = date(2026, 3, 2)
SAID_TO_BE_CUT = "There are more letters than can be looked through here"


@pytest.fixture
def letters(member, team):
    """Letters of four teams, the newest first, in which two words stand apart, and in the ten oldest side by side."""
    teams = [team, *(make_team() for _ in range(3))]
    for other in teams[1:]:
        add_to_team(person=member, team=other)
    made = Incident.objects.bulk_create(
        Incident(
            kind="praise",
            team=teams[n % 4],
            title="red sofa" if n >= LETTERS - 10 else "sofa, not red",
            text="",
            received_on=ago(9 + n).date(),
            logged_at=ago(1),
        )
        for n in range(LETTERS)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_incident")
    return made


def of_letter(letter):
    return {"incident": letter, "team": letter.team, "received_on": letter.received_on}


def test_a_phrase_of_common_words_is_found_in_old_letters_too(client, letters):
    response = search(client, '"red sofa"')
    assert counts(response)["letters"] == 10
    assert SAID_TO_BE_CUT not in response.content.decode()


def test_where_a_phrase_would_be_looked_for_without_end_only_the_newest_are_read(client, letters, monkeypatch):
    monkeypatch.setattr(postgresql, "LOOKED_INTO", LETTERS // 2)
    monkeypatch.setattr("overview.search.sources.WALKED_THROUGH", LETTERS // 2)
    assert counts(search(client, "sofa"))["letters"] == 50, "what is found often needs no note"
    response = search(client, '"red sofa"')
    assert counts(response)["letters"] == 0
    assert SAID_TO_BE_CUT in response.content.decode()
    assert SAID_TO_BE_CUT not in search(client, '"not red"').content.decode()


@pytest.fixture
def nothing_is_few(monkeypatch):
    """What has a side is not begun with, however few it is."""
    monkeypatch.setattr(few, "FEW", 5)


def test_a_side_that_few_of_them_have_is_counted_to_its_end(client, letters, nothing_is_few):
    stage = Stage.objects.order_by("position").first()
    chosen = letters[100::200]
    Point.objects.bulk_create(Point(**of_letter(letter), polarity="bad", stage=stage) for letter in chosen)
    response = search(client, "sofa", stage=str(stage.pk))
    assert counts(response)["letters"] == len(chosen)
    assert [hit.pk for hit in response.context["page"]] == [letter.pk for letter in chosen]


def test_pages_of_a_side_follow_each_other(client, letters, nothing_is_few):
    stage = Stage.objects.order_by("position").first()
    Point.objects.bulk_create(Point(**of_letter(letter), polarity="bad", stage=stage) for letter in letters[::3])
    first = search(client, "sofa", stage=str(stage.pk))
    assert "more than 50" in first.content.decode()
    second = search(client, "sofa", stage=str(stage.pk), after=first.context["page"].after, **{"in": "letters"})
    shown = [hit.pk for response in (first, second) for hit in response.context["page"]]
    assert shown == [letter.pk for letter in letters[::3]][:40]


def test_those_met_on_the_way_are_enough_for_a_page_and_the_others_follow(client, letters, nothing_is_few):
    stage = Stage.objects.order_by("position").first()
    chosen = letters[::70]
    Point.objects.bulk_create(Point(**of_letter(letter), polarity="bad", stage=stage) for letter in chosen)
    first = search(client, "sofa", stage=str(stage.pk))
    assert "more than 20" in first.content.decode()
    second = search(client, "sofa", stage=str(stage.pk), after=first.context["page"].after, **{"in": "letters"})
    shown = [hit.pk for response in (first, second) for hit in response.context["page"]]
    assert shown == [letter.pk for letter in chosen]


def test_of_what_few_have_all_are_looked_into_and_the_oldest_phrase_is_found(client, letters, monkeypatch):
    monkeypatch.setattr(postgresql, "LOOKED_INTO", LETTERS // 2)
    monkeypatch.setattr("overview.search.sources.WALKED_THROUGH", LETTERS // 2)
    theme = Theme.objects.create(name="Colours")
    chosen = letters[::40] + letters[-1:]
    Incident.themes.through.objects.bulk_create(
        Incident.themes.through(incident=letter, theme=theme) for letter in chosen
    )
    everything = search(client, "sofa", theme=str(theme.pk))
    assert counts(everything)["letters"] == len(chosen)
    assert "more than" not in everything.content.decode()
    phrase = search(client, '"red sofa"', theme=str(theme.pk))
    assert [hit.pk for hit in phrase.context["page"]] == [letters[-1].pk]
    assert SAID_TO_BE_CUT not in phrase.content.decode()


@pytest.mark.parametrize("theme", ["0", "123456789"])
def test_a_side_that_nothing_has_finds_nothing(client, letters, theme):
    assert counts(search(client, "sofa", theme=theme))["letters"] == 0


def test_beside_the_sort_that_is_shown_few_of_another_are_walked_to(client, letters):
    assert counts(search(client, "sofa", **{"in": "debriefs"}))["letters"] == 10
    assert "more than 10" in search(client, "sofa", **{"in": "debriefs"}).content.decode()
    assert counts(search(client, "sofa", **{"in": "nothing there is"}))["letters"] == 50


def test_beside_what_is_nearly_everywhere_few_of_all_else_are_counted(client, team, letters):
    Customer.objects.bulk_create(Customer(team=team, name=f"Sofa {n}") for n in range(12))
    response = search(client, "sofa")
    assert counts(response)["customers"] == 10
    assert "more than 10" in response.content.decode()
    assert counts(search(client, "sofa", **{"in": "customers"}))["customers"] == 12


def test_of_words_that_meet_only_now_and_then_little_more_than_a_page_is_walked_to(client, member, team):
    Incident.objects.bulk_create(
        Incident(
            kind="praise",
            team=team,
            title=f"Sofa, {'brown' if n % 4 else 'grey'}, {'cloth' if n % 5 else 'leather'}",
            text="",
            received_on=ago(1).date(),
            logged_at=ago(1),
        )
        for n in range(LETTERS)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_incident")
    assert counts(search(client, "sofa"))["letters"] == 50
    assert counts(search(client, "leather"))["letters"] == 50
    rare = search(client, "grey leather")
    assert counts(rare)["letters"] == 20
    assert len(rare.context["page"].rows) == 20
    second = search(client, "grey leather", after=rare.context["page"].after, **{"in": "letters"})
    assert not {hit.pk for hit in second.context["page"]} & {hit.pk for hit in rare.context["page"]}


def test_what_is_walked_to_by_number_is_shown_by_its_days(client, team, letters):
    debrief = make_debrief(team=team)
    days = [DAY - timedelta(days=n * 7919 % 400) for n in range(1_000)]
    Lesson.objects.bulk_create(
        Lesson(
            team=team,
            debrief=debrief,
            kind="prevent",
            sentence=f"Measure sofa {n}",
            drawn_on=day,
            check_on=day,
            remind_at=ago(1),
        )
        for n, day in enumerate(days)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE lessons_lesson")
    aside = search(client, "sofa")
    assert counts(aside)["lessons"] == 10
    assert "more than 10" in aside.content.decode()
    shown = search(client, "sofa", **{"in": "lessons"})
    assert [hit.drawn_on for hit in shown.context["page"]] == sorted(days, reverse=True)[:20]
    assert counts(search(client, "measure"))["lessons"] == 100, "no letter holds the word"
    assert [hit.drawn_on for hit in search(client, "measure").context["page"]] == sorted(days, reverse=True)[:20]


@pytest.mark.parametrize("few_rows", [-1, postgresql.FEW_ROWS])
def test_what_other_teams_wrote_is_left_out_with_their_signs_or_after_few_rows_were_read(
    client, team, letters, monkeypatch, few_rows
):
    monkeypatch.setattr(postgresql, "FEW_ROWS", few_rows)
    monkeypatch.setattr(postgresql, "ENOUGH", 10)
    for own in (team, letters[1].team):
        make_lesson(debrief=make_debrief(team=own), sentence="Measure the sofa")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = counts(search(client, "sofa", team=team.pk))
    assert (found["letters"], found["lessons"]) == (50, 1)


def test_where_words_lie_far_between_only_a_page_is_walked_to_and_fewer_beside_what_is_shown(
    client, letters, monkeypatch
):
    monkeypatch.setattr(postgresql, "FAR_BETWEEN", 1.1)
    shown = search(client, "sofa")
    assert counts(shown)["letters"] == shown.context["counted"] == 20
    assert len(shown.context["page"].rows) == 20
    aside = search(client, "sofa", **{"in": "debriefs"})
    assert counts(aside)["letters"] == 5
    assert "more than 5" in aside.content.decode()


def test_a_page_of_those_few_is_as_long_as_any(member, letters):
    found = find(member, Words.read("sofa"), Narrowing({}), shown="debriefs")
    assert [hit.pk for hit in found.page("letters")] == [letter.pk for letter in letters][:20]


@pytest.mark.parametrize(
    ("together", "rarest", "gone_through", "is_everywhere"),
    [
        (0.1, 0.1, 100_000, True),
        (0.01, 0.1, 100_000, True),
        (0.01, 0.1, 5_000, False),
        (0.01, 0.02, 100_000, False),
        (0.0001, 0.1, 100_000, False),
    ],
)
def test_words_are_walked_to_where_the_index_would_go_through_more(together, rarest, gone_through, is_everywhere):
    expected = postgresql.Expected(1_000_000, together, rarest, gone_through)
    assert expected.is_everywhere is is_everywhere
