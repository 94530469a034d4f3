"""Whether letters that tell of the same find each other: measured on letters made up for it."""

import pytest

from lessons.alike.finding import Seen
from tests.factories import make_team
from tests.lessons.alike.labelled import Corpus, labelled, lay_out, pairs

pytestmark = pytest.mark.django_db

ENOUGH = 0.8
LOOKED_AT = 5


def recall(corpus: Corpus) -> float:
    """Of the letters that tell of the same, the share that is among the first five, looking from every second letter."""
    found = wanted = 0
    for pk, made in corpus.made_of.items():
        if not made.is_near_miss and made.number % 2:
            fellows = corpus.fellows(pk)
            alike = Seen.of(corpus.incidents[pk]).letters(most=LOOKED_AT)
            found += len(fellows & {letter.pk for letter in alike})
            wanted += len(fellows)
    return found / wanted


def test_the_set_is_large_enough_to_judge_by():
    letters = list(labelled())
    assert len({letter.group for letter in letters}) >= 60
    assert pairs() >= 300
    assert sum(letter.is_near_miss for letter in letters) >= 60


def test_letters_that_tell_of_the_same_find_each_other():
    assert recall(lay_out(make_team())) >= ENOUGH
