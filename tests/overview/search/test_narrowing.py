"""Phrases, words left out, other forms, mistyped words, and the sides by which what was found is narrowed down."""

import pytest
from django.core.management import CommandError, call_command
from django.utils.html import strip_tags

from foundation.database.engine import Folded
from foundation.text import folded
from incidents.models import Customer, Effect, Factor, Incident, Kind, Stage, Theme
from overview.search import renewing
from tests.factories import add_to_team, make_action, make_customer, make_debrief, make_incident, make_lesson, make_team
from tests.overview.days import ago
from tests.overview.search.asking import agreed, counts, search, sides

MOST_QUERIES = 12


def titles(response):
    return {hit.title for hit in response.context["page"]}


def test_a_phrase_is_found_only_side_by_side(client, member, team):
    make_incident(team=team, text="Two weeks late", at=ago(1))
    make_incident(team=team, text="Weeks passed, then two more", at=ago(1))
    assert titles(search(client, '"two weeks"')) == {"Two weeks late"}
    assert titles(search(client, "„Two weeks“")) == {"Two weeks late"}
    assert counts(search(client, '"two week"'))["letters"] == 0


def test_what_has_a_minus_is_left_out(client, member, team):
    make_incident(team=team, text="Red sofa", at=ago(1))
    make_incident(team=team, text="Blue sofa, two weeks late", at=ago(1))
    assert titles(search(client, "sofa -blue")) == {"Red sofa"}
    assert titles(search(client, 'sofa -"two weeks"')) == {"Red sofa"}
    assert counts(search(client, "sofa -red -blue"))["letters"] == 0
    assert "What should it hold?" in search(client, "-sofa").content.decode()


@pytest.mark.parametrize("typed", ["arger", "Ärger", "ÄRGER", "arg"])
@pytest.mark.parametrize("written", ["Ärger", "arger", "A\u0308rger"])
def test_accents_make_no_difference(client, member, team, typed, written):
    make_incident(team=team, text=f"So viel {written} hier", at=ago(1))
    response = search(client, typed)
    assert counts(response)["letters"] == 1
    assert "<mark>" in response.content.decode()


def called(response):
    """The names that the words call, as a reader sees them: where each leads from, and its name."""
    return {str(title): [strip_tags(name.name) for name in names] for title, names in response.context["called"]}


def test_a_theme_leads_to_the_letters_about_it(client, member, team):
    theme = Theme.objects.create(name="Naïve promises")
    about = make_incident(team=team, text="Nobody came", at=ago(1))
    about.themes.add(theme)
    ((_title, (found,)),) = search(client, "naive prom").context["called"]
    assert found.name == "<mark>Naïve</mark> <mark>prom</mark>ises"
    assert list(client.get(found.url).context["page"]) == [about]
    assert not search(client, "naive -promises").context["called"]
    member.memberships.all().delete()
    assert not search(client, "naive").context["called"]


def test_stages_and_factors_lead_to_the_letters_that_speak_of_them(client, member, team):
    stage, factor = Stage.objects.create(name="Fitting at home"), Factor.objects.create(name="Patience at the door")
    there = make_incident(team=team, text="Nobody came", at=ago(1), stage=stage)
    why = make_incident(team=team, text="Nobody waited", at=ago(1))
    why.points.update(factor=factor, effect=Effect.HINDERED)
    for typed, letter in (("fitting", there), ("patience door", why)):
        ((_title, (found,)),) = search(client, typed).context["called"]
        assert list(client.get(found.url).context["page"]) == [letter]


def test_a_name_that_is_called_is_not_taken_for_a_mistyped_word(client, member, team):
    make_incident(team=team, text="I will never spend a penny here again", at=ago(1))
    Factor.objects.get_or_create(name="Speed")
    response = search(client, "speed")
    assert not response.context["meant"]
    assert called(response) == {"What helped, what got in the way": ["Speed"]}


def test_a_mistyped_name_is_found_though_no_text_holds_it(client, member, team):
    Theme.objects.get_or_create(name="Billing errors")
    response = search(client, "biling erors")
    assert called(response) == {"Letters about": ["Billing errors"]}
    assert "Shown: “" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["Straße", "ŁÓDŹ", "Smørrebrød", "ΛΟΓΟΣ", "İstanbul", "한국어", "がっこう", "ﬁne 𝑨", "Œuvre Æon", "Ёлка"]
)
def test_both_engines_fold_alike(team, text):
    customer = make_customer(team=team, name=text)
    assert Customer.objects.annotate(plain=Folded("name")).get(pk=customer.pk).plain == folded(text)


def test_customers_are_found_by_name_mail_and_number(client, member, team):
    make_customer(team=team, name="Zoë Müller", phone="+49 (30) 1234", email="zoe@example.org")
    for typed in ("muller zoe", "zoe@example", "30 1234"):
        assert counts(search(client, typed))["customers"] == 1, typed


def test_other_forms_of_a_word_are_found_with_a_language(client, member, team, settings):
    settings.SEARCH_LANGUAGE = "english"
    if renewing.is_postgresql():
        call_command("search_language", verbosity=0)
    make_incident(team=team, text="Both deliveries were late", at=ago(1))
    response = search(client, "delivery were")
    assert counts(response)["letters"] == 1
    assert b"<mark>deliver</mark>ies" in response.content
    assert counts(search(client, "deliveri"))["letters"] == 1
    assert counts(search(client, '"both delivery"'))["letters"] == 0


def test_without_a_language_every_form_is_a_word_of_its_own(client, member, team):
    make_incident(team=team, text="Both deliveries were late", at=ago(1))
    assert search(client, "delivery were").context["meant"], "found as a mistyped word at best"


@pytest.mark.only_on("postgresql")
def test_words_are_kept_by_the_language_that_is_set_once_they_are_renewed(client, member, team, settings, capsys):
    make_incident(team=team, text="Both deliveries, and the walnut", at=ago(1))
    assert renewing.trouble() == ""
    settings.SEARCH_LANGUAGE = "english"
    assert "search_language" in renewing.trouble()
    assert search(client, "delivery walnut").context["meant"]
    assert counts(search(client, "deliveries walnut"))["letters"] == 1, "whole words are found in between"
    call_command("search_language")
    assert "incidents_incident: 1 rows" in capsys.readouterr().out
    assert renewing.trouble() == ""
    assert not search(client, "delivery walnut").context["meant"]
    assert counts(search(client, "the walnut"))["letters"] == 1
    assert counts(search(client, "the"))["letters"] == 1, "a word that says nothing is found if there is no other"


@pytest.mark.only_on("postgresql")
def test_a_language_this_server_does_not_know_is_said_plainly(db, settings):
    settings.SEARCH_LANGUAGE = "klingon"
    with pytest.raises(CommandError, match="no text search configuration “klingon”"):
        call_command("search_language")


@pytest.mark.only_on("postgresql")
def test_the_longest_of_texts_is_stored_with_a_language_too(client, member, team, settings):
    settings.SEARCH_LANGUAGE = "english"
    call_command("search_language", verbosity=0)
    alphabet = [chr(point) for point in range(0x20000, 0x2A6DF)]
    pairs = ("-".join(alphabet[n : n + 2]) for n in range(0, 40_000, 2))
    make_incident(team=team, text="needle " + " ".join(f"{pair}{pair[::-1]}" for pair in pairs), at=ago(1))
    assert counts(search(client, "needle"))["letters"] == 1


@pytest.mark.parametrize("typed", ["sidebord", "siedboard", "sidebooard", "zideboard", "sidebard scratched"])
def test_a_mistyped_word_still_finds(client, member, team, typed):
    make_incident(team=team, text="The sideboard came scratched", at=ago(1))
    response = search(client, typed)
    assert counts(response)["letters"] == 1
    content = response.content.decode()
    assert f"Nothing for “<bdi>{typed}</bdi>”" in content
    assert "sideboard" in content


def test_a_mistyped_word_that_stands_in_an_action_or_in_what_was_agreed_finds_too(client, member, team):
    debrief = make_debrief(incident=make_incident(team=team, text="The chair came", at=ago(9)))
    lesson = make_lesson(debrief=debrief, sentence="We look twice.")
    make_action(owner=member, lesson=lesson, what="A sticker for every handle")
    agreed(debrief, what="The varnish was wet")
    assert counts(search(client, "stiker"))["actions"] == 1
    assert counts(search(client, "varnisch"))["debriefs"] == 1


def test_a_word_far_from_all_others_is_not_guessed(client, member, team):
    make_incident(team=team, text="The sideboard came scratched", at=ago(1))
    content = search(client, "xylophone").content.decode()
    assert "Nothing holds" in content
    assert "Shown" not in content


@pytest.fixture
def letters(member, team):
    """Two complaints and one praise about sofas, in two teams, at two stages, with a theme."""
    first, second, *_ = Stage.objects.order_by("position")
    other = make_team(name="Southside")
    add_to_team(person=member, team=other)
    late = make_incident(team=team, text="Red sofa late", at=ago(3), stage=first)
    rude = make_incident(team=other, text="Blue sofa, rude driver", at=ago(2), stage=second)
    kind = make_incident(team=team, text="Green sofa, kind driver", at=ago(9), stage=second, kind=Kind.PRAISE)
    late.themes.add(Theme.objects.get_or_create(name="late delivery")[0])
    make_debrief(incident=kind, is_complete=True)
    return late, rude, kind


def test_sides_say_how_many_letters_each_value_leaves(client, letters):
    first, second, *_ = Stage.objects.order_by("position")
    found = sides(search(client, "sofa"))
    assert found["Kind"] == {"Complaint": 2, "Praise": 1}
    assert found["Team"] == {"Northside": 2, "Southside": 1}
    assert found["Stage"] == {first.name: 1, second.name: 2}
    assert found["Status"] == {"debrief not done yet": 2, "debrief done": 1}


def test_every_choice_leaves_as_many_as_it_says(client, letters):
    for _title, choices in search(client, "sofa").context["sides"]:
        for choice in choices:
            response = client.get(f"/search/{choice.url}")
            assert counts(response)["letters"] == choice.number, choice
            assert len(response.context["page"].rows) == choice.number


def test_what_was_chosen_can_be_sent_on_combined_and_undone(client, letters):
    late, *_ = letters
    response = search(client, "sofa", kind="complaint", team=str(late.team_id))
    assert titles(response) == {"Red sofa late"}
    chosen = [choice for _title, choices in response.context["sides"] for choice in choices if choice.is_chosen]
    assert len(chosen) == 2
    assert counts(client.get(f"/search/{chosen[0].url}"))["letters"] == 2
    nothing = search(client, "sofa", kind="praise", team="1", stage="999999")
    assert "Look everywhere" in nothing.content.decode()


@pytest.mark.parametrize(
    "narrowed", [{"kind": "nonsense"}, {"stage": "x"}, {"team": "-1"}, {"status": "\x00"}, {"theme": ""}]
)
def test_what_is_no_choice_narrows_nothing_down(client, letters, narrowed):
    assert counts(search(client, "sofa", **narrowed))["letters"] == 3


def test_lessons_and_actions_have_sides_of_their_own(client, member, team):
    lesson = make_lesson(sentence="Wrap each sofa.", debrief=make_incident(team=team, at=ago(5)).debrief)
    make_lesson(sentence="Praise the sofa.", kind="repeat", debrief=make_incident(team=team, at=ago(5)).debrief)
    make_action(owner=member, lesson=lesson, what="Order sofa blankets")
    assert sides(search(client, "sofa", **{"in": "lessons"}))["Kind"] == {"prevent": 1, "repeat": 1}
    assert counts(search(client, "sofa", kind="repeat"))["lessons"] == 1
    assert counts(search(client, "sofa", status="todo"))["actions"] == 1
    assert counts(search(client, "sofa", status="done"))["actions"] == 0


@pytest.mark.parametrize("typed", ["sofa", "sofa -red", '"red sofa"', "red sofa late"])
def test_a_page_asks_the_database_at_most_twelve_times(client, letters, typed, django_assert_max_num_queries):
    search(client, typed)
    with django_assert_max_num_queries(MOST_QUERIES):
        search(client, typed)


@pytest.mark.parametrize("typed", ["soffa", "zebra", "red soffa"])
def test_mending_a_word_asks_no_more_often(client, letters, typed, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        search(client, typed)


@pytest.mark.only_on("postgresql")
def test_words_that_are_everywhere_are_walked_to_from_the_newest(client, member, team, django_assert_max_num_queries):
    """Of more teams than are asked for by their signs, with statistics that say so."""
    teams = [team, *(make_team() for _ in range(3))]
    for other in teams[1:]:
        add_to_team(person=member, team=other)
    day = ago(9).date()
    Incident.objects.bulk_create(
        Incident(kind="praise", team=teams[n % 4], title=f"sofa {n}", text="", received_on=day, logged_at=ago(1))
        for n in range(2_000)
    )
    theirs = make_team()
    Incident.objects.bulk_create(
        Incident(kind="praise", team=theirs, title="foreign sofa", text="", received_on=day, logged_at=ago(1))
        for n in range(50)
    )
    with renewing.connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_incident")
    with django_assert_max_num_queries(MOST_QUERIES):
        response = search(client, "sofa")
    assert "more than 50" in response.content.decode()
    assert [hit.title for hit in response.context["page"]][:2] == ["sofa 1999", "sofa 1998"]
    second = search(client, "sofa", after=response.context["page"].after, **{"in": "letters"})
    assert next(hit.title for hit in second.context["page"]) == "sofa 1979"
