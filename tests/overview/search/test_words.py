from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from foundation.text import folded
from overview.search.words import LONGEST, MOST_WORDS, Words, marked, passage_of, tidied


def read(typed):
    words = Words.read(typed)
    return [term.text for term in words.wanted], [term.text for term in words.unwanted]


def test_plain_words_phrases_and_what_must_not_be_there_are_told_apart():
    assert read('Sofa "two weeks" -late -"no call"') == (["sofa", "two weeks"], ["late", "no call"])
    assert read("„Zwei Wochen“ «zu spät»") == (["zwei wochen", "zu spat"], [])
    assert read("−late sofa") == (["sofa"], ["late"])


def test_a_minus_inside_a_word_or_standing_alone_means_nothing():
    assert read("e-mail - sofa") == (["e-mail", "sofa"], [])


def test_a_quotation_mark_without_its_fellow_means_nothing():
    assert read('"red sofa') == (["red", "sofa"], [])
    assert read('19" rack') == (["19", "rack"], [])


def test_signs_are_taken_off_words():
    assert read("(sofa), »chair«! & | -") == (["sofa", "chair"], [])


@given(st.text())
def test_reading_words_takes_anything(text):
    words = Words.read(text)
    assert len(words.wanted) + len(words.unwanted) <= MOST_WORDS
    assert len(words.typed) <= LONGEST
    assert all(term.text.strip() for term in (*words.wanted, *words.unwanted))


@given(st.text(), st.text(min_size=1))
def test_marking_changes_nothing_but_marks(text, typed):
    words = Words.read(typed)
    if not words:
        return
    assert marked(text, words).replace("<mark>", "").replace("</mark>", "") == escape(text)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


def test_beginnings_of_words_are_marked():
    assert marked("The art of part, artful", Words.read("art")) == "The <mark>art</mark> of part, <mark>art</mark>ful"


def test_marks_stand_where_the_accents_are():
    assert marked("Groß ist der ÄRGER hier", Words.read("arger gros")) == (
        "<mark>Groß</mark> ist der <mark>ÄRGER</mark> hier"
    )


def test_a_phrase_is_marked_as_a_whole():
    assert marked("two\nweeks, two", Words.read('"two weeks"')) == "<mark>two\nweeks</mark>, two"


def test_forms_of_a_word_are_marked(settings):
    settings.SEARCH_LANGUAGE = "english"
    assert marked("Both deliveries", Words.read("delivery")) == "Both <mark>deliver</mark>ies"


def test_a_passage_is_tidied_to_whole_words():
    assert tidied("alf a word here", is_from_start=False) == "… a word here"
    assert tidied("short", is_from_start=True) == "short"
    assert tidied("word " * 60, is_from_start=True).endswith("word …")


def test_a_passage_is_found_behind_letters_that_grow_when_they_are_folded():
    passage = passage_of("ß " * 400 + "needle " + "more " * 100, Words.read("needle"))
    assert "<mark>needle</mark>" in passage
