from datetime import timedelta

import pytest

from incidents.models import Customer, Incident
from lessons.models import Lesson
from overview.paging import COUNT_LIMIT, PAGE_SIZE
from overview.search.postgresql import ENOUGH
from overview.search.sources import FEW_TEAMS
from overview.search.words import LONGEST
from people.models import Team
from tests.factories import (
    add_to_team,
    make_action,
    make_customer,
    make_incident,
    make_lesson,
    make_person,
    make_team,
)
from tests.overview.days import ago
from tests.overview.search.asking import agreed, counts, search


def test_letters_debriefs_lessons_actions_and_customers_are_found(client, member, team):
    incident = make_incident(team=team, text="The walnut sideboard came scratched.", at=ago(3))
    lesson = make_lesson(debrief=incident.debrief, sentence="Wrap every sideboard twice.")
    agreed(incident.debrief, why="The sideboard stood unwrapped.")
    make_action(owner=member, lesson=lesson, what="Order blankets for each sideboard")
    make_customer(team=team, name="Ada Sideboard")
    make_incident(team=team, text="Something else", at=ago(2))
    response = search(client, "sideboard")
    assert counts(response) == {"letters": 1, "debriefs": 1, "lessons": 1, "actions": 1, "customers": 1}
    assert b"<mark>sideboard</mark> came scratched" in response.content
    assert b"stood unwrapped" in search(client, "sideboard", **{"in": "debriefs"}).content
    assert b"Wrap every <mark>sideboard</mark> twice." in search(client, "sideboard", **{"in": "lessons"}).content
    assert b"blankets for each <mark>sideboard</mark>" in search(client, "sideboard", **{"in": "actions"}).content
    assert b"Ada <mark>Sideboard</mark>" in search(client, "sideboard", **{"in": "customers"}).content


def test_the_words_are_marked_wherever_they_stand_in_what_is_shown(client, member, team):
    incident = make_incident(team=team, text="A sideboard, scratched", at=ago(3))
    lesson = make_lesson(debrief=incident.debrief, sentence="Pack it.")
    Lesson.objects.filter(pk=lesson.pk).update(how_to_look="Is every sideboard wrapped?")
    agreed(incident.debrief, why="The sideboard stood unwrapped.")
    make_customer(team=team, name="Ada", email="ada@sideboard.example")
    debriefs = search(client, "sideboard", **{"in": "debriefs"})
    assert "“<bdi>A <mark>sideboard</mark>, scratched</bdi>”" in debriefs.content.decode()
    assert "· ·" not in debriefs.context["page"].rows[0].snippet
    assert b"Is every <mark>sideboard</mark> wrapped?" in search(client, "sideboard", **{"in": "lessons"}).content
    assert b"Is every" not in search(client, "pack it", **{"in": "lessons"}).content
    assert b"ada@<mark>sideboard</mark>.example" in search(client, "sideboard", **{"in": "customers"}).content


def test_the_boxes_take_no_more_than_is_looked_for(client, member):
    """A whole letter pasted there would make an address that no server takes."""
    assert search(client, "").content.decode().count(f'name="q" maxlength="{LONGEST}"') == 1
    assert search(client, "").content.decode().count(f'maxlength="{LONGEST}"') == 2


def test_every_word_must_be_in_one_text_and_the_last_may_be_begun(client, member, team):
    make_incident(team=team, text="Red sofa\nTwo weeks late", at=ago(3))
    make_incident(team=team, text="Red chair\nIn time", at=ago(2))
    assert counts(search(client, "red"))["letters"] == 2
    assert counts(search(client, "RED sofa"))["letters"] == 1
    assert counts(search(client, "late sof"))["letters"] == 1
    assert counts(search(client, "sofa chair"))["letters"] == 0


def test_a_page_past_the_end_says_so(client, member, team):
    make_incident(team=team, text="Red sofa", at=ago(3))
    page = search(client, "sofa", **{"in": "letters", "after": "2020-01-01.1"}).content.decode()
    assert "past the end" in page
    assert "Nothing holds" not in page


@pytest.mark.parametrize("word", ["Ärger", "École", "Ярость", "Χαρά"])
def test_capitals_of_every_alphabet_are_small_letters_too(client, member, team, word):
    make_incident(team=team, text="A first line\n" + "and more words " * 40 + f"{word.upper()} at last", at=ago(3))
    for typed in (word, word.lower(), word.upper()):
        response = search(client, typed)
        assert counts(response)["letters"] == 1, typed
        assert "<mark>" in response.content.decode(), typed


def test_the_worst_of_long_texts_is_stored_and_its_beginning_found(client, member, team):
    alphabet = [chr(point) for point in range(0x20000, 0x2A6DF)]
    pairs = ("-".join(alphabet[n : n + 2]) for n in range(0, 40_000, 2))
    text = "needle " + " ".join(f"{pair}{pair[::-1]}" for pair in pairs)
    make_incident(team=team, text=(text * 2)[:200_000], at=ago(1))
    assert counts(search(client, "needle"))["letters"] == 1


@pytest.mark.only_on("postgresql")
def test_a_word_found_often_enough_is_not_looked_for_as_a_beginning(client, member, team):
    make_incident(team=team, text="sofas", at=ago(1))
    for _ in range(ENOUGH):
        make_incident(team=team, text="sofa", at=ago(2))
    assert counts(search(client, "sofa"))["letters"] == ENOUGH + 1
    make_incident(team=team, text="sofa", at=ago(2))
    assert counts(search(client, "sofa"))["letters"] == ENOUGH + 1


@pytest.mark.django_db
@pytest.mark.parametrize("number_of_teams", [1, FEW_TEAMS, FEW_TEAMS + 1])
def test_few_teams_and_many_find_the_same(client, number_of_teams):
    person = make_person(team=make_team(), is_manager=True)
    make_incident(team=make_team(), text="a foreign sofa", at=ago(1))
    for _ in range(number_of_teams - 1):
        add_to_team(person=person, team=make_team())
    for one in Team.objects.filter(memberships__user=person):
        make_incident(team=one, text="our sofa", at=ago(1))
    client.force_login(person)
    assert counts(search(client, "sofa"))["letters"] == number_of_teams


def test_what_was_found_stands_newest_first_and_goes_on_by_key(client, member, team):
    for number in range(30):
        make_incident(team=team, text=f"sofa {number:02}", at=ago(number))
    first = search(client, "sofa")
    assert counts(first)["letters"] == 30
    assert [hit.title for hit in first.context["page"]][:2] == ["sofa 00", "sofa 01"]
    second = search(client, "sofa", after=first.context["page"].after, **{"in": "letters"})
    assert [hit.title for hit in second.context["page"]] == [f"sofa {number}" for number in range(PAGE_SIZE, 30)]


@pytest.mark.django_db
@pytest.mark.parametrize("number_of_teams", [1, FEW_TEAMS + 1])
def test_many_are_counted_up_to_a_limit_and_their_newest_shown(client, number_of_teams):
    teams = [make_team() for _ in range(number_of_teams)]
    person = make_person(team=teams[0])
    for one in teams[1:]:
        add_to_team(person=person, team=one)
    day = ago(9).date()
    letters = [
        Incident(
            kind="praise", team=one, title=f"sofa {n}", text="sofa", received_on=day - timedelta(n), logged_at=ago(1)
        )
        for n in range(COUNT_LIMIT // number_of_teams + 1)
        for one in teams
    ]
    Incident.objects.bulk_create(letters)
    make_incident(team=make_team(), text="a foreign sofa", at=ago(1))
    client.force_login(person)
    response = search(client, "sofa")
    count = response.context["sorts"][0].count
    assert (count.number, count.is_more) == (COUNT_LIMIT, True)
    assert f"more than {COUNT_LIMIT}" in response.content.decode()
    newest = sorted(letters, key=lambda letter: (letter.received_on, letter.pk), reverse=True)
    first = response.context["page"]
    assert [hit.pk for hit in first] == [letter.pk for letter in newest[:PAGE_SIZE]]
    second = search(client, "sofa", after=first.after, **{"in": "letters"}).context["page"]
    assert [hit.pk for hit in second] == [letter.pk for letter in newest[PAGE_SIZE : 2 * PAGE_SIZE]]


def test_more_customers_than_are_counted_stand_on_pages_too(client, member, team):
    customers = Customer.objects.bulk_create(
        Customer(team=team, name=f"Ada {n}", phone=str(n)) for n in range(COUNT_LIMIT + 1)
    )
    first = search(client, "ada", **{"in": "customers"})
    assert f"more than {COUNT_LIMIT}" in first.content.decode()
    second = search(client, "ada", after=first.context["page"].after, **{"in": "customers"})
    shown = [hit.pk for response in (first, second) for hit in response.context["page"]]
    assert shown == [customer.pk for customer in reversed(customers)][: 2 * PAGE_SIZE]


def test_a_sort_that_has_something_is_shown_when_letters_have_nothing(client, member, team):
    make_lesson(debrief=make_incident(team=team).debrief, sentence="Wrap it twice.")
    assert search(client, "wrap").context["chosen"] == "lessons"


def test_where_one_sort_has_nothing_the_page_leads_to_those_that_have(client, member, team):
    make_incident(team=team, text="Red sofa", at=ago(3))
    content = search(client, "sofa", **{"in": "debriefs"}).content.decode()
    assert "None of these hold" in content
    assert content.count("in=letters") == 2


def test_what_was_found_is_shown_as_text(client, member, team):
    make_incident(team=team, text="A <script>alert(1)</script> & a sofa", at=ago(1))
    content = search(client, "sofa").content
    assert b"<script>alert" not in content
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; &amp; a <mark>sofa</mark>" in content


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "   ",
            "\x00",
            "&",
            "!!! ???",
            "''",
            "\\",
            ":*",
            "<->",
            "😀",
            "a & !b | (c)",
            "sofa:*",
            "it's",
            "x" * 5000,
        ),
        *("-" * 5000, "%", "_", "\ud800", "ü", "ا ب", "a'b\\c", "1.5", "e-mail", "http://x.y/z?a=b", "'; DROP TABLE x"),
    ],
)
@pytest.mark.parametrize("sort", ["", "letters", "debriefs", "lessons", "nonsense"])
def test_whatever_is_typed_gets_a_plain_answer(client, member, team, typed, sort):
    make_incident(team=team, text="The sofa is late", at=ago(1))
    typed = typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    search(client, typed, **{"in": sort})


def test_signs_alone_are_said_not_to_be_words(client, member):
    assert b"There is no word in that" in search(client, "!!!").content
    assert b"What are you looking for?" in search(client, "").content
    assert b"Nothing holds" in search(client, "zebra").content
    assert b"Only the first 200 characters" in search(client, "sofa " * 1000).content


def test_operators_are_only_signs(client, member, team):
    make_incident(team=team, text="The sofa is late", at=ago(1))
    assert counts(search(client, "sofa & !late"))["letters"] == 1
    assert counts(search(client, "sofa | zebra"))["letters"] == 0


def test_signs_inside_a_word_do_not_break_it(client, member, team):
    make_incident(team=team, text="Mail anna@example.org about it's e-mail", at=ago(1))
    for typed in ("anna@example.org", "it's", "e-mail", "(e-mail)"):
        assert counts(search(client, typed))["letters"] == 1, typed


def test_a_passage_is_cut_around_the_word(client, member, team):
    make_incident(team=team, text="First line\n" + "word " * 500 + "needle " + "more " * 500, at=ago(1))
    (hit,) = search(client, "needle").context["page"]
    assert "<mark>needle</mark>" in hit.snippet
    assert hit.snippet.startswith("… ")
    assert len(hit.snippet) < 400


def test_the_teams_own_sign_in_the_index_cannot_be_looked_for(client, member, team):
    make_incident(team=team, text="The sofa is late", at=ago(1))
    assert not search(client, f"#{team.pk}").context.get("page")
