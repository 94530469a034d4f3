"""What says whose a letter is comes out of it; what only looks like it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.models import Customer
from people.models import User
from stories.redacting import named_in, named_wholly_in, redacted

OAKLEY = Customer(name="Margaret Oakley")
DAN = User(name="Dan Whitlock")
WILL = User(name="Will Mark")


def test_the_customers_name_comes_out_wherever_it_stands():
    told = redacted("I am Margaret Oakley. MARGARET OAKLEY! Mrs Oakley, margaret  oakley.", customer=OAKLEY, people=[])
    assert "oakley" not in told.lower()
    assert "margaret" not in told.lower()


def test_somebody_of_the_team_is_not_named():
    assert redacted("Dan was kind.", customer=None, people=[DAN]) == "[name] was kind."


def test_a_word_that_is_also_a_name_stays():
    assert redacted("It will leave a mark.", customer=None, people=[WILL]) == "It will leave a mark."


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Write to m.oakley@example.com.", "Write to [e-mail]."),
        ("Ring +44 20 7946 0000 today", "Ring [phone] today"),
        ("Order AB-123456", "Order [number]"),
        ("Order 4711234", "Order [phone]"),
    ],
)
def test_addresses_and_numbers_come_out(written, told):
    assert redacted(written, customer=None, people=[]) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("I live at 12a Elm Tree Road, Leeds LS1 4AP.", "I live at [address], Leeds [address]."),
        ("Wir wohnen Lindenstraße 7b.", "Wir wohnen [address]."),
        ("Bring it to 5 High St.", "Bring it to [address]"),
    ],
)
def test_where_somebody_lives_comes_out(written, told):
    assert redacted(written, customer=None, people=[]) == told


def test_what_stands_beside_a_name_is_a_word_elsewhere():
    couple = Customer(name="Father Tom and Ada Greaves")
    told = redacted("And then Tom rang. The Greaves. Father P. came.", customer=couple, people=[])
    assert told == "And then [name] rang. The [name]. Father P. came."


def test_a_customer_without_a_name_takes_nothing_out():
    assert redacted("It came. Late.", customer=Customer(name=" . "), people=[]) == "It came. Late."


def test_of_very_many_only_those_named_by_their_whole_name_are_found():
    others = [(1, "Priya Raman"), (2, "Dan Whitlock"), (3, "Sam"), (4, "Ann Other")]
    assert named_wholly_in(["Sam and PRIYA\nRaman came,", "not Dan. Ann Otherwise."], others) == {1}


@pytest.mark.parametrize(
    "kept",
    [
        "4 of us waited",
        "10 Days late",
        "in Row 5",
        "promised for 2026-02-27",
        "on 27.02.2026",
        "nine weeks, 12 calls",
        "room 204",
        "£1,200",
    ],
)
def test_days_and_small_numbers_stay(kept):
    assert redacted(kept, customer=None, people=[]) == kept


@given(before=st.text(), after=st.text(), name=st.from_regex(r"[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", fullmatch=True))
def test_a_name_is_left_in_no_text_around_it(before, after, name):
    assert name not in redacted(f"{before} {name} {after}", customer=Customer(name=name), people=[])


def test_who_is_named_by_a_part_of_their_name_is_found():
    assert named_in(["Ask Whitlock.", "or somebody"], [DAN, WILL]) == [DAN]


def test_nobody_is_found_in_words_that_only_hold_a_name():
    assert named_in(["Danger: willing markets"], [DAN, WILL]) == []
