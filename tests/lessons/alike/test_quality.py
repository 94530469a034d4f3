"""Whether letters that tell of the same find each other: measured on letters made up for it."""

import pytest

from tests.factories import make_team
from tests.lessons.alike.labelled import labelled, lay_out, learn, lessons_found, pairs, recall

pytestmark = pytest.mark.django_db

ENOUGH = 0.8


def test_the_set_is_large_enough_to_judge_by():
    letters = list(labelled())
    assert len({letter.group for letter in letters}) >= 60
    assert pairs() >= 300
    assert sum(letter.is_near_miss for letter in letters) >= 60


def test_letters_that_tell_of_the_same_find_each_other():
    assert recall(lay_out(make_team())) >= ENOUGH


def test_a_letter_calls_to_mind_what_was_learned_from_others_that_tell_of_the_same():
    team = make_team()
    assert lessons_found(lay_out(team), learn(team)) >= ENOUGH
