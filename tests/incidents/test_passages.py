from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.text import storable
from incidents.models import Effect, Factor, Point, Polarity, Stage
from incidents.passages import LastPoint, PassageNotFound, add_point, find_passage, marked_pieces, remove_point
from tests.factories import make_incident

TRICKY = [
    "\r\n",
    "\n",
    "\r",
    "😀",
    "👩‍👩‍👧",
    "é",
    "e\u0301",
    "שלום",
    "مرحبا",
    "\u202e",
    "\ufeff",
    " ",
    "\t",
    "a",
    "B",
    ".",
    "(",
    "\\",
    "𝒳",
]
letters = st.lists(st.sampled_from(TRICKY) | st.text(max_size=5), max_size=60).map("".join).map(storable)


@st.composite
def passages(draw) -> tuple[str, int, int]:
    """A letter and a passage of it that is not only white space."""
    text = draw(letters.filter(str.strip))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        start, end = 0, len(text)
    return text, start, end


def as_a_browser_has_it(words: str) -> str:
    """What a form sends of a selection: UTF-16 that came through, and CRLF between lines."""
    return words.encode("utf-16-le").decode("utf-16-le").replace("\n", "\r\n")


@given(passages())
def test_a_selected_passage_is_found_where_it_was_selected(chosen):
    text, start, end = chosen
    quote = text[start:end]
    indent = len(quote) - len(quote.lstrip())
    span = find_passage(text, as_a_browser_has_it(quote.strip()), near=start + indent)
    assert text[span.start : span.end].split() == quote.split()
    assert span.start == start + indent


@given(passages())
def test_a_quote_without_a_place_is_found_somewhere(chosen):
    text, start, end = chosen
    span = find_passage(text, as_a_browser_has_it(text[start:end]))
    assert text[span.start : span.end].split() == text[start:end].split()


@given(letters, st.lists(st.tuples(st.integers(0, 80), st.integers(1, 40)), max_size=8))
def test_marked_pieces_put_together_are_the_letter(text, spans):
    points = [
        Point(pk=n, start=start, end=start + length, polarity=[Polarity.GOOD, Polarity.BAD][n % 2])
        for n, (start, length) in enumerate(spans)
    ]
    pieces = marked_pieces(text, points)
    assert "".join(piece.text for piece in pieces) == text
    for piece in pieces:
        for point in points:
            inside = point.start <= piece.start and piece.start + len(piece.text) <= point.end
            assert (point in piece.points) == inside


def test_offsets_count_code_points_not_utf16_units():
    text = "😀😀 late again"
    assert find_passage(text, "late").start == 3


def test_of_equal_passages_the_nearest_is_meant():
    text = "late and late and late"
    assert find_passage(text, "late").start == 0
    assert find_passage(text, "late", near=10).start == 9
    assert find_passage(text, "late", near=99).start == 18


def test_white_space_may_differ_but_words_may_not():
    text = "Nobody\ncalled   me\tback."
    assert find_passage(text, "Nobody called me back").end == len(text) - 1
    with pytest.raises(PassageNotFound):
        find_passage(text, "Nobody called you back")


@pytest.mark.parametrize("quote", ["", "   ", "\x00", "not there", "(.*", "[", "\\d+"])
def test_what_does_not_stand_there_is_not_found(quote):
    with pytest.raises(PassageNotFound):
        find_passage("The sofa is late.", quote)


def test_overlapping_marks_say_all_that_is_said():
    good = Point(pk=1, start=0, end=8, polarity=Polarity.GOOD)
    bad = Point(pk=2, start=4, end=12, polarity=Polarity.BAD)
    pieces = marked_pieces("abcdefghijklmnop", [good, bad])
    assert [(piece.text, piece.polarity) for piece in pieces] == [
        ("abcd", "good"),
        ("efgh", "mixed"),
        ("ijkl", "bad"),
        ("mnop", ""),
    ]
    assert pieces[1].innermost in {good, bad}


# In the database


@pytest.fixture
def incident(team):
    return make_incident(team=team, text="The 😀 sofa\r\nis late. Nobody calls.")


def test_a_point_keeps_the_passage_as_it_stands_in_the_letter(incident):
    stage, factor = Stage.objects.first(), Factor.objects.first()
    point = add_point(
        incident=incident,
        quote="sofa\r\nis late",
        polarity=Polarity.BAD,
        stage=stage,
        factor=factor,
        effect=Effect.HINDERED,
    )
    assert point.quote == "sofa\nis late"
    assert incident.text[point.start : point.end] == point.quote
    assert (point.stage, point.factor, point.effect) == (stage, factor, Effect.HINDERED)


def test_the_same_point_twice_is_added_once(incident):
    same = {
        "incident": incident,
        "quote": "late",
        "polarity": Polarity.BAD,
        "stage": None,
        "factor": None,
        "effect": None,
    }
    assert add_point(**same) == add_point(**same)
    assert Point.objects.filter(incident=incident).count() == 2


def test_a_point_can_be_removed_but_not_the_last(incident):
    point = add_point(incident=incident, quote="late", polarity=Polarity.BAD, stage=None, factor=None, effect=None)
    remove_point(point)
    last = Point.objects.get(incident=incident)
    with pytest.raises(LastPoint):
        remove_point(last)


def test_a_passage_that_overlaps_itself_is_found_where_it_was_selected():
    assert find_passage("hahaha", "haha", near=2).start == 2
    assert find_passage("hahaha", "haha").start == 0


@pytest.mark.parametrize("word", ["a", "a ", "ab\n"])
def test_a_long_quote_that_nearly_fits_everywhere_is_refused_and_one_that_does_is_found(word):
    """With a pattern for the quote these took minutes."""
    letter = word * (200_000 // len(word))
    with pytest.raises(PassageNotFound):
        find_passage(letter, word * 20_000 + "c", near=10)
    assert find_passage(letter, word * 20_000, near=len(word) * 30).start == len(word) * 30
