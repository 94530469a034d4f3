"""What the page says “more than” of is counted on to a thousand once it stands, or where its link leads without script."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from foundation.database.limited import TakesTooLong
from incidents.keeping_back import keep_back
from incidents.models import Customer, Incident, Point, Stage
from overview.paging import COUNT_LIMIT
from overview.search import counting, facets, postgresql
from overview.search.facets import Counted
from tests.factories import add_to_team, make_person, make_team
from tests.overview.days import ago
from tests.overview.search.asking import counts, search, sides

BY_HTMX = {"HX-Request": "true"}
MOST_QUERIES = 12
SOME = COUNT_LIMIT + 43


@pytest.fixture(autouse=True)
def any_time(monkeypatch):
    """A busy machine is waited for."""
    monkeypatch.setattr(counting, "MOST_MS", 120_000)


def write_letters(team, number, *, title="sofa"):
    """Every third of them is a complaint; the newest come first."""
    return Incident.objects.bulk_create(
        Incident(
            kind="praise" if n % 3 else "complaint",
            team=team,
            title=f"{title} {n}",
            text="",
            received_on=ago(9).date() - timedelta(days=n),
            logged_at=ago(1),
        )
        for n in range(number)
    )


def address_of_counts(page):
    """Where the page fetches better counts once it stands; nothing if it says all there is to say."""
    asked = re.search(r'hx-get="([^"]*counted[^"]*)"', page.text)
    return asked and reverse("overview:search") + asked[1].replace("&amp;", "&")


def fetched(client, q, **query):
    return client.get(address_of_counts(search(client, q, **query)), headers=BY_HTMX)


def said(response):
    """What is put into the place of each number that a page said only so far."""
    return dict(re.findall(r'id="count-(\w+)"[^>]*hx-swap-oob="true"[^>]*>([^<]*)<', response.text))


def test_more_than_a_page_counts_are_counted_to_their_end(client, member, team):
    write_letters(team, SOME)
    assert f"more than {COUNT_LIMIT}" in search(client, "sofa").text
    assert said(fetched(client, "sofa")) == {"letters": str(SOME)}


def test_more_than_a_thousand_are_said_to_be_more(client, member, team):
    write_letters(team, counting.MOST + 1)
    response = fetched(client, "sofa")
    assert said(response) == {"letters": "more than 1,000"}
    assert "Counted among 1,000 of what was found" in response.text
    assert sum(sides(response)["Kind"].values()) == counting.MOST


def test_exactly_a_thousand_are_no_more(client, member, team):
    write_letters(team, counting.MOST)
    response = fetched(client, "sofa")
    assert said(response) == {"letters": "1,000"}
    assert "Counted among" not in response.text


def test_the_values_of_each_side_add_up(client, member, team):
    letters = write_letters(team, SOME)
    first, second, *_ = Stage.objects.order_by("position")
    Point.objects.bulk_create(
        Point(
            incident=letter, team=team, received_on=letter.received_on, polarity="bad", stage=first if n % 5 else second
        )
        for n, letter in enumerate(letters)
    )
    complaints, of_second = len(letters[::3]), len(letters[::5])
    response = fetched(client, "sofa")
    assert sides(response)["Kind"] == {"Complaint": complaints, "Praise": SOME - complaints}
    assert sides(response)["Stage"] == {first.name: SOME - of_second, second.name: of_second}
    assert "+</b>" not in response.text


def test_what_was_chosen_is_counted_on_alone(client, member, team):
    write_letters(team, 2 * SOME)
    assert said(fetched(client, "sofa", kind="praise")) == {"letters": str(2 * SOME - len(range(0, 2 * SOME, 3)))}


@pytest.mark.parametrize("typed", ["sofa", "sof", "soffa", '"red sofa"', "sofa -blue", "red sofa -7"])
def test_the_same_words_are_counted_as_the_page_looked_for(client, member, team, typed):
    write_letters(team, SOME, title="red sofa")
    page = search(client, typed)
    assert counts(page)["letters"] == COUNT_LIMIT
    response = client.get(address_of_counts(page), headers=BY_HTMX)
    assert said(response) == {"letters": str(SOME - 1 if "-7" in typed else SOME)}


def test_every_sort_that_was_counted_only_so_far_is_counted_on(client, member, team):
    write_letters(team, SOME)
    Customer.objects.bulk_create(Customer(team=team, name=f"Mrs Sofa {n}", phone=str(n)) for n in range(SOME + 1))
    assert said(fetched(client, "sofa")) == {"letters": str(SOME), "customers": str(SOME + 1)}
    assert said(fetched(client, "sofa", **{"in": "customers"})) == {"letters": str(SOME), "customers": str(SOME + 1)}


@pytest.mark.parametrize("teams_of_our_own", [1, 4])
def test_what_another_team_wrote_is_never_counted(client, member, team, teams_of_our_own):
    for _ in range(teams_of_our_own - 1):
        add_to_team(person=member, team=make_team())
    theirs = make_team(name="Elsewhere")
    write_letters(theirs, SOME)
    write_letters(team, SOME)
    response = fetched(client, "sofa")
    assert said(response) == {"letters": str(SOME)}
    assert sum(sides(response)["Kind"].values()) == SOME
    assert "Elsewhere" not in response.text
    alone = client.get(reverse("overview:search"), {"q": "sofa", "counted": 1, "team": theirs.pk}, headers=BY_HTMX)
    assert counts(alone)["letters"] == SOME, "their team is no choice"


def test_a_letter_that_is_kept_back_is_never_counted(client, member, team):
    kept_back, *_ = write_letters(team, SOME)
    keep_back(kept_back)
    response = fetched(client, "sofa")
    assert said(response) == {"letters": str(SOME - 1)}
    assert sum(sides(response)["Kind"].values()) == SOME - 1


@pytest.mark.django_db
def test_whoever_is_in_no_team_is_told_nothing(client, member, team):
    write_letters(team, SOME)
    member.memberships.all().delete()
    response = client.get(reverse("overview:search"), {"q": "sofa", "counted": 1}, headers=BY_HTMX)
    assert not any(counts(response).values())
    assert not said(response)


def test_where_everything_was_counted_nothing_is_fetched(client, member, team):
    write_letters(team, COUNT_LIMIT)
    page = search(client, "sofa")
    assert address_of_counts(page) is None
    assert "Count them" not in page.text
    assert "Counted" not in search(client, "sofa", counted="1").text
    for typed in ("", "-sofa", "xylophone"):
        assert client.get(reverse("overview:search"), {"q": typed, "counted": 1}, headers=BY_HTMX).status_code == 200


def test_without_script_a_link_leads_to_the_same_page_with_these_counts(client, member, team):
    letters = write_letters(team, SOME)
    after = search(client, "sofa").context["page"].after
    second = search(client, "sofa", after=after, **{"in": "letters"})
    assert "Count them, up to 1,000" in second.text
    counted = client.get(address_of_counts(second))
    assert counts(counted)["letters"] == SOME
    assert sum(sides(counted)["Kind"].values()) == SOME
    assert [hit.pk for hit in counted.context["page"]] == [letter.pk for letter in letters[20:40]]
    assert "Counted up to 1,000" in counted.text
    assert "hx-get" not in counted.context["counted_url"]
    assert address_of_counts(counted) is None


def test_whoever_goes_on_from_there_does_not_wait_for_counts_again(client, member, team):
    write_letters(team, SOME)
    counted = search(client, "sofa", counted="1")
    for response in (counted, fetched(client, "sofa")):
        assert not re.findall(r'(?<!-)href="[^"]*counted', response.text)


def test_no_cache_takes_the_part_for_the_page(client, member, team):
    write_letters(team, SOME)
    assert "HX-Request" in fetched(client, "sofa").headers["Vary"]
    assert "HX-Request" in search(client, "sofa", counted="1").headers["Vary"]


@pytest.mark.parametrize("headers", [BY_HTMX, {}], ids=["part", "page"])
@pytest.mark.parametrize("typed", ["sofa", "sof", "soffa"])
def test_counting_on_asks_the_database_at_most_twelve_times(
    client, member, team, typed, headers, django_assert_max_num_queries
):
    write_letters(team, SOME)
    asked = address_of_counts(search(client, typed))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(asked, headers=headers)


def test_values_keep_the_places_that_a_page_gave_them():
    rows = [(date(2026, 3, 2), n, "praise" if n % 3 else "complaint", "", "") for n in range(9)]
    in_order = facets.counts_of(facets.LETTERS[:1], rows)
    assert [value.key for value in in_order["kind"]] == ["praise", "complaint"]
    kept = facets.counts_of(facets.LETTERS[:1], rows, said={"kind": [Counted("complaint", "Complaint", 1)]})
    assert [(value.key, value.number) for value in kept["kind"]] == [("complaint", 3), ("praise", 6)]


@pytest.fixture
def everywhere(member, team):
    """Of more teams than are asked for by their signs: a word in every letter, and in the oldest of each ten another."""
    teams = [team, *(make_team() for _ in range(3))]
    for other in teams[1:]:
        add_to_team(person=member, team=other)
    for place, one in enumerate(teams):
        write_letters(one, 400, title="sofa, not red" if place else "red sofa")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_incident")


@pytest.mark.only_on("postgresql")
def test_a_word_that_is_everywhere_is_counted_as_far_as_a_thousand(client, everywhere):
    assert "more than 50" in search(client, "sofa").text
    assert said(fetched(client, "sofa")) == {"letters": "more than 1,000"}
    assert said(fetched(client, "not")) == {"letters": "more than 1,000"}


@pytest.mark.only_on("postgresql")
def test_where_too_few_are_met_on_the_way_all_are_looked_for(client, everywhere, team, monkeypatch):
    monkeypatch.setattr(counting, "THROUGH", 600)
    assert said(fetched(client, "sofa", kind="complaint")) == {"letters": str(4 * len(range(0, 400, 3)))}


@pytest.mark.only_on("postgresql")
def test_where_there_is_no_time_for_that_those_that_were_met_are_said(client, everywhere, monkeypatch):
    asked_again = counting._asked_again

    def only_on_the_way(found, names, *, walked=(), until):
        if names and not walked:
            raise TakesTooLong
        return asked_again(found, names, walked=walked, until=until)

    monkeypatch.setattr(counting, "THROUGH", 600)
    monkeypatch.setattr(counting, "_asked_again", only_on_the_way)
    response = fetched(client, "sofa", kind="complaint")
    assert said(response) == {"letters": "more than 200"}
    assert "Counted as far as is quick" in response.text


@pytest.mark.only_on("postgresql")
def test_what_cannot_be_looked_through_to_its_end_is_never_said_to_be_all(client, everywhere, monkeypatch):
    monkeypatch.setattr(postgresql, "LOOKED_INTO", 100)
    assert said(fetched(client, '"red sofa"')) == {"letters": "400"}, "all of them were looked through"
    monkeypatch.setattr(counting, "THROUGH", 600)
    response = fetched(client, '"red sofa"')
    assert said(response) == {"letters": "more than 150"}
    assert "Counted as far as is quick" in response.text


def test_where_counting_takes_too_long_the_page_goes_on_saying_what_it_said(client, member, team, monkeypatch):
    write_letters(team, SOME)

    def too_long(*asked, **limits):
        raise TakesTooLong

    asked = address_of_counts(search(client, "sofa"))
    monkeypatch.setattr(counting, "_asked_again", too_long)
    response = client.get(asked, headers=BY_HTMX)
    assert said(response) == {"letters": f"more than {COUNT_LIMIT}"}
    assert "Counted as far as is quick" in response.text
    assert 'id="narrow"' not in response.text, "the sides stay as they are"


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_outside_of_a_transaction_it_is_counted_within_that_time(client):
    team = make_team()
    write_letters(team, SOME)
    client.force_login(make_person(team=team))
    assert said(fetched(client, "sofa")) == {"letters": str(SOME)}
