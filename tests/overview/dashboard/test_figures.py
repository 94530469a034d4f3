"""The arithmetic behind the dashboard's figures."""

from __future__ import annotations

import math
from collections import Counter
from statistics import median

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from overview.dashboard.compared import FEWEST, FEWEST_SPANS, Turn, rise, say_before, turn_of
from overview.dashboard.figures import Spans, say_days
from overview.dashboard.heatmap import Cell, HeatMap, shade_of
from overview.dashboard.small_groups import LEAST, shown
from overview.dashboard.usual import SPREADS, most_that_is_usual


@given(st.lists(st.integers(0, 99), min_size=1))
def test_the_median_and_the_ninth_of_ten_are_those_of_all_spans(days):
    spans = Spans(Counter(days), in_time=0)
    assert spans.median == median(days)
    assert spans.ninth == sorted(days)[math.ceil(0.9 * len(days)) - 1]


def test_of_nothing_there_is_no_middle():
    assert Spans(Counter(), in_time=0).usual_days == "–"


def test_what_is_open_past_its_day_was_not_done_in_time():
    assert str(Spans(Counter({1: 3, 4: 1}), in_time=3, late=2).kept) == "3 of 6"


@pytest.mark.parametrize(
    ("days", "said"), [(1, "1 day"), (0, "the same day"), (2.5, "2.5 days"), (99, "99 days or more")]
)
def test_days_are_said_as_people_say_them(days, said):
    assert say_days(days) == said


@given(st.dictionaries(st.integers(), st.integers(0, 12)))
def test_what_is_withheld_cannot_be_worked_out_from_the_total(people):
    told = shown(people)
    withheld = [number for group, number in people.items() if group not in told and number]
    assert all(people[group] >= LEAST for group in told)
    assert not withheld or not told or sum(withheld) >= LEAST


def test_the_smallest_other_group_goes_with_a_single_small_one():
    assert shown({"a": 3, "b": 40, "c": 9}) == {"b"}
    assert shown({"a": 0, "b": 40, "c": 9}) == {"b", "c"}


def test_more_than_usual_is_said_only_with_enough_weeks_and_letters():
    assert most_that_is_usual([4] * 11) is None
    assert most_that_is_usual([1] * 20) is None
    assert most_that_is_usual([4] * 12 + [0] * 12) == 10
    assert most_that_is_usual([4] * 12) == 10


@given(st.integers(0, 500), st.integers(0, 500))
def test_little_is_not_coloured_and_a_few_are_never_the_darkest(number, more):
    shade = shade_of(number, most=number + more)
    assert 0 <= shade <= 4
    assert (shade == 0) == (number < 3)
    assert shade <= number


def test_a_phone_lists_where_most_was_said_and_last_what_nobody_placed():
    def cell(polarity: str, name: str, number: int) -> Cell:
        return Cell(polarity, name, is_not_sure=not name, number=number, look="", url="")

    told = HeatMap(
        ("Order", "Delivery", ""),
        bad=(cell("bad", "Order", 2), cell("bad", "Delivery", 9), cell("bad", "", 24)),
        good=(cell("good", "Order", 0), cell("good", "Delivery", 5), cell("good", "", 8)),
    )
    assert [line.number for line in told.lines] == ["9", "5", "2", "24", "8"]


def spans(*days, still_open=0):
    return Spans(Counter(days), in_time=0, still_open=still_open)


def test_a_little_more_is_not_said_to_be_more():
    assert rise(12, 7) < SPREADS
    assert rise(FEWEST - 1, 0) == 0
    assert rise(30, 8) > SPREADS


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_more_came_before_the_less_these_are_more(now, before):
    assert rise(now, before + 1) <= max(rise(now, before), 0) or now + before < FEWEST
    assert rise(now, now) == 0


def test_what_was_before_is_said_as_numbers_are_in_each_language():
    for language, said in (("en", "25,724"), ("de", "25.724"), ("en", "25,724")):
        with override(language):
            assert say_before(25_724).endswith(said)


def test_times_turn_only_when_most_of_many_did():
    long, short = spans(*[6] * 20), spans(*[2] * 20)
    assert turn_of(long, short)[0] == Turn.LONGER
    assert turn_of(short, long)[0] == Turn.SOONER
    assert turn_of(spans(*[6] * (FEWEST_SPANS - 1)), short)[0] is None
    assert turn_of(spans(*[2, 6] * 10), spans(*[2, 6, 2] * 7))[0] is None
    assert turn_of(short, short)[0] is None
    assert turn_of(short, spans())[0] is None


def test_it_is_not_sooner_while_those_who_wait_yet_may_wait_longer():
    assert turn_of(spans(*[2] * 20, still_open=60), spans(*[6] * 20))[0] is None
    assert turn_of(spans(*[6] * 20, still_open=60), spans(*[2] * 20))[0] == Turn.LONGER


@given(st.lists(st.integers(0, 99), max_size=40), st.lists(st.integers(0, 99), max_size=40), st.integers(0, 20))
def test_what_is_said_of_a_turn_fits_both_medians(now, before, still_open):
    turn, _ = turn_of(spans(*now, still_open=still_open), spans(*before))
    if turn:
        assert (spans(*now).median > spans(*before).median) == (turn == Turn.LONGER)
        assert turn_of(spans(*before), spans(*now))[0] in {None, *Turn} - {turn}
