"""A search is kept by its address alone, once, for oneself or for a team, and whoever opens it sees what they may see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from incidents.models import Kind, Stage
from overview.keeping.kept import MOST_KEPT, MOST_SHARED
from overview.keeping.listing import SHOWN_ON_LETTERS
from overview.models import LONGEST_NAME, KeptSearch, Place
from tests.factories import add_to_team, make_customer, make_incident, make_person, make_team
from tests.overview.days import ago
from tests.overview.keeping.made import make_kept

pytestmark = pytest.mark.django_db


def keep(client, query, *, place="search", name="Late sofas", team=""):
    sent = {"place": place, "query": query, "name": name, "team": team}
    return client.post(reverse("overview:keep-search"), sent)


def kept_query(person):
    return KeptSearch.objects.get(person=person).query


def listed(client):
    """What stands on Search when nothing is asked, by its heading."""
    sides = client.get(reverse("overview:search")).context["kept"]
    return {str(title): [row.search.name for row in rows] for title, rows in sides if rows}


# keeping


def test_what_was_looked_for_is_kept_and_opened_again(client, member):
    answer = keep(client, "q=late+sofa&in=lessons&kind=prevent")
    assert answer.url == "/search/?q=late+sofa&in=lessons&kind=prevent"
    assert listed(client) == {"Your searches": ["Late sofas"]}
    assert client.get(answer.url).status_code == 200


def test_a_question_about_letters_is_kept(client, member, team):
    answer = keep(client, f"kind=praise&team={team.pk}&polarity=good&sort=oldest", place="letters")
    assert answer.url == f"/letters/?kind=praise&team={team.pk}&polarity=good&sort=oldest"
    assert client.get(answer.url).context["asked"].kind == Kind.PRAISE


def on_letters(client, query=""):
    """The names of kept searches beside the filter of letters, and what stands there of the one that is asked."""
    response = client.get(f"/letters/{query}")
    return [kept.name for kept in response.context["kept"].searches], 'aria-current="page"><bdi>' in response.text


def test_what_was_asked_of_letters_is_found_again_beside_their_filter(client, member, team):
    make_incident(team=team, kind=Kind.PRAISE)
    opened = keep(client, "kind=praise", place="letters", name="Praise")
    assert "above the filter of letters" in client.get(opened.url).text
    keep(client, "q=sofa", name="Of words")
    other = make_person(team=team)
    make_kept(person=other, team=team, place=Place.LETTERS, query="kind=complaint", name="A shared one")
    make_kept(person=other, team=team, place=Place.LETTERS, query="kind=praise", name="Praise, too")
    make_kept(person=other, place=Place.LETTERS, query="kind=complaint&sort=oldest", name="Their own")
    assert on_letters(client) == (["Praise", "A shared one"], False)
    assert on_letters(client, "?kind=praise") == (["Praise", "A shared one"], True)
    assert 'href="/letters/?kind=praise"' in client.get("/letters/").text


def test_of_many_kept_of_letters_some_stand_beside_their_filter_and_all_are_led_to(client, member, team):
    make_incident(team=team)
    for number in range(SHOWN_ON_LETTERS):
        make_kept(person=member, place=Place.LETTERS, query=f"customer={number}", name=f"Kept {number}")
    assert "all of them" not in client.get("/letters/").text
    make_kept(person=member, place=Place.LETTERS, query="kind=praise", name="One more")
    assert len(on_letters(client)[0]) == SHOWN_ON_LETTERS
    assert "all of them" in client.get("/letters/").text


@pytest.mark.parametrize(
    ("place", "sent", "kept"),
    [
        ("search", "q=sofa&after=2026-03-02.17&next=//evil.example&in=passwords", "q=sofa"),
        (
            "search",
            "stage=007&kind=nonsense&theme=x&status=todo&q=%20sofa%20%20late",
            "q=sofa+late&stage=7&status=todo",
        ),
        ("search", "q=%22%3E%3Cscript%3E%00sofa&q=late", "q=late"),
        ("search", "q=%3Cscript%3E", "q=%3Cscript%3E"),
        ("search", "q=sofa&team=999999999", "q=sofa"),
        ("letters", "late=1&before=2026-03-02.17&kind=praise&sort=newest&to=2026-02-31", "kind=praise"),
        ("letters", "customer=999999999&debrief=late&from=2026-01-01", "debrief=late&from=2026-01-01"),
        ("https://evil.example/", "q=sofa", "q=sofa"),
    ],
)
def test_only_what_the_page_knows_is_kept(client, member, place, sent, kept):
    assert keep(client, sent, place=place).status_code == 302
    assert kept_query(member) == kept


@pytest.mark.parametrize(
    ("place", "sent"),
    [
        *(("search", sent) for sent in ("", "in=lessons", "q=-late", "q=!!", "q=a" + "\U0001f600" * 199)),
        *(("letters", sent) for sent in ("", "sort=oldest", "after=2026-03-02.17", "kind=nonsense", "x=" + "y" * 9000)),
    ],
)
def test_what_asks_nothing_or_is_too_long_is_not_kept(client, member, place, sent):
    assert keep(client, sent, place=place).url == reverse("overview:search")
    assert not KeptSearch.objects.exists()


def test_pressing_twice_keeps_it_once_as_it_was_called_last(client, member):
    keep(client, "q=sofa")
    keep(client, "in=&q=sofa&after=2026-03-02.17", name="Sofas")
    assert KeptSearch.objects.get(person=member).name == "Sofas"


def test_keeping_it_again_takes_it_from_nobody(client, member, team):
    keep(client, "q=sofa", team=team.pk)
    keep(client, "q=sofa", name="Sofas")
    assert KeptSearch.objects.get(person=member).team == team


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * (LONGEST_NAME + 1)])
def test_a_name_that_does_not_do_is_said_beside_it_and_nothing_is_lost(client, member, team, name):
    answer = keep(client, "q=late+sofa&kind=complaint", name=name, team=team.pk)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-describedby="keep-name-wrong"' in page
    assert 'value="q=late+sofa&amp;kind=complaint"' in page
    assert f'value="{team.pk}" checked' in page
    assert name.strip() in page
    assert not KeptSearch.objects.exists()


def test_nobody_keeps_more_than_one_reads_through(client, member):
    for number in range(MOST_KEPT):
        make_kept(person=member, query=f"q={number}")
    answer = keep(client, "q=sofa", name="One more")
    assert answer.status_code == 422
    assert f"You keep {MOST_KEPT} searches, as many as fit." in answer.content.decode()
    assert 'value="One more"' in answer.content.decode()
    assert keep(client, "q=1", name="One of them").status_code == 302
    assert KeptSearch.objects.filter(person=member).count() == MOST_KEPT


def test_a_team_shares_no_more_than_one_reads_through(client, member, team):
    other = make_person(team=team)
    for number in range(MOST_SHARED):
        make_kept(person=other, team=team, query=f"q={number}")
    answer = keep(client, "q=sofa", team=team.pk)
    assert answer.status_code == 422
    assert 'aria-describedby="keep-team-wrong"' in answer.content.decode()
    assert keep(client, "q=sofa").status_code == 302


# sharing


def test_what_is_shared_is_found_by_the_team_below_its_own_and_by_nobody_else(client, member, team):
    make_kept(person=make_person(team=team), team=team, name="Bills", query="q=bill")
    make_kept(person=make_person(team=team), name="Not shared", query="q=secret")
    make_kept(person=make_person(team=make_team()), team=make_team(), name="Elsewhere", query="q=other")
    keep(client, "q=sofa", name="Sofas", team=team.pk)
    assert listed(client) == {"Your searches": ["Sofas"], "Shared in your teams": ["Bills"]}


def test_nobody_shares_with_a_team_that_is_not_theirs(client, member):
    assert keep(client, "q=sofa", team=make_team().pk).status_code == 422
    assert not KeptSearch.objects.exists()


def test_what_one_team_alone_can_answer_is_shared_with_that_team_alone(client, member, team):
    """The name of a customer, offered as the name of the search, would tell the other team."""
    other = make_team(name="Southside")
    add_to_team(person=member, team=other)
    customer = make_customer(team=team)
    make_incident(team=team, customer=customer)
    page = client.get(f"/letters/?customer={customer.pk}")
    assert page.context["keeping"].teams == [team]
    assert keep(client, f"customer={customer.pk}", place="letters", team=other.pk).status_code == 422
    assert keep(client, f"q=sofa&team={team.pk}", team=other.pk).status_code == 422
    assert keep(client, "q=sofa", team=other.pk).status_code == 302


def test_a_shared_search_finds_what_its_reader_may_see(client, member, team):
    elsewhere = make_team()
    sharer = make_person(team=team)
    add_to_team(person=sharer, team=elsewhere)
    make_incident(team=elsewhere, text="A sofa elsewhere", at=ago(2))
    make_incident(team=team, text="A sofa of ours", at=ago(2))
    kept = make_kept(person=sharer, team=team, place=Place.LETTERS, query=f"kind=complaint&team={elsewhere.pk}")
    shown = client.get(kept.get_absolute_url())
    assert [letter.title for letter in shown.context["page"]] == ["A sofa of ours"]
    found = client.get(make_kept(person=sharer, team=team, query=f"q=sofa&team={elsewhere.pk}").get_absolute_url())
    assert "elsewhere" not in found.content.decode()


def test_who_shared_it_is_told_nowhere(client, member, team):
    sharer = make_person(name="Ottoline", team=team)
    make_kept(person=sharer, team=team)
    assert "Ottoline" not in client.get(reverse("overview:search")).content.decode()


# changing and taking away


def test_ones_own_is_called_otherwise_and_shared(client, member, team):
    kept = make_kept(person=member)
    address = reverse("overview:kept-search", args=[kept.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "Sofas", "team": team.pk}).status_code == 302
    kept.refresh_from_db()
    assert (kept.name, kept.team) == ("Sofas", team)
    refused = client.post(address, {"name": "", "team": ""})
    assert refused.status_code == 422
    assert "Give it a name." in refused.content.decode()


def test_ones_own_is_taken_away_for_good(client, member, team):
    kept = make_kept(person=member, team=team)
    client.post(reverse("overview:remove-kept-search", args=[kept.pk]))
    assert not KeptSearch.objects.exists()


@pytest.mark.parametrize("role", ["is_manager", "is_lead"])
def test_whoever_manages_or_leads_ends_that_it_is_shared(client, team, role):
    client.force_login(make_person(team=team, **{role: True}))
    kept = make_kept(person=make_person(team=team), team=team)
    address = reverse("overview:kept-search", args=[kept.pk])
    assert address in client.get(reverse("overview:search")).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "Mine"}).status_code == 403
    client.post(reverse("overview:remove-kept-search", args=[kept.pk]))
    kept.refresh_from_db()
    assert (kept.team, kept.name) == (None, "Late sofas")


def test_others_of_the_team_only_open_it(client, member, team):
    kept = make_kept(person=make_person(team=team), team=team)
    address = reverse("overview:kept-search", args=[kept.pk])
    assert f'href="{address}"' not in client.get(reverse("overview:search")).content.decode()
    assert client.get(address).status_code == 403
    assert client.post(reverse("overview:remove-kept-search", args=[kept.pk])).status_code == 403
    assert KeptSearch.objects.get().team == team


def test_what_nobody_shared_does_not_exist_for_others(client, team):
    client.force_login(make_person(team=team, is_manager=True, is_lead=True))
    kept = make_kept(person=make_person(team=team))
    assert client.get(reverse("overview:kept-search", args=[kept.pk])).status_code == 404
    assert client.post(reverse("overview:remove-kept-search", args=[kept.pk])).status_code == 404


def test_it_is_erased_with_the_person_and_outlives_the_team(member, team):
    kept = make_kept(person=member, team=team)
    make_kept(person=make_person(team=team), query="q=bill")
    team.delete()
    kept.refresh_from_db()
    assert kept.team is None
    member.delete()
    assert KeptSearch.objects.get().query == "q=bill"


# the pages


def test_it_is_offered_where_something_was_asked_and_named_in_plain_words(client, member, team):
    stage = Stage.objects.first()
    make_incident(team=team, text="The sofa came late", at=ago(2), stage=stage)
    search = client.get("/search/?q=sofa&kind=complaint")
    assert search.context["keeping"].name == "sofa, Complaint"
    letters = client.get(f"/letters/?kind=complaint&stage={stage.pk}&from=2026-03-02")
    assert letters.context["keeping"].name == f"Complaint, {stage}, from Monday 2 March 2026"
    for page in (search, letters):
        assert "Keep this search" in page.content.decode()
    for address in ("/search/", "/search/?q=!!", "/letters/", "/letters/?sort=oldest"):
        assert "Keep this search" not in client.get(address).content.decode()


def test_its_name_says_no_day_that_is_another_tomorrow(client, member):
    named = client.get(f"/letters/?from={ago(1).date()}").context["keeping"].name
    assert "yesterday" not in named


def test_a_name_stays_a_name(client, member):
    make_kept(person=member, name="<script>alert(1)</script>", query="q=%22%3E%3Cscript%3E")
    page = client.get(reverse("overview:search")).content.decode()
    assert "<script>alert(1)" not in page
    assert 'href="/search/?q=%22%3E%3Cscript%3E"' in page


def test_the_list_costs_one_question_however_many_there_are(client, member, team, django_assert_num_queries):
    other = make_person(team=team)
    client.get(reverse("overview:search"))
    for number in range(20):
        make_kept(person=member, query=f"q={number}", team=team if number % 2 else make_team())
        make_kept(person=other, query=f"q={number}", team=team)
    with django_assert_num_queries(4):
        client.get(reverse("overview:search"))
