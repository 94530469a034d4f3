"""The arithmetic behind the dashboard's figures."""

from __future__ import annotations

import math
from collections import Counter
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overview.dashboard.figures import Spans, say_days
from overview.dashboard.heatmap import Cell, HeatMap, shade_of
from overview.dashboard.small_groups import LEAST, shown
from overview.dashboard.usual import most_that_is_usual


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
