"""By which words PostgreSQL is asked for letters that look like one: those that tell most, and no more than it takes."""

import pytest

from foundation.database.word_shares import WordShares
from lessons.alike import postgresql

LETTERS = 1_000_000
COMMON = {"#1": 0.05, "delivery": 0.2, "late": 0.1, "sofa": 0.004, "hinge": 0.001, "castor": 0.0005}


@pytest.fixture
def asked_for(monkeypatch):
    """The words that are asked for of a letter of a team with fifty thousand."""
    monkeypatch.setattr(postgresql, "word_shares", lambda table: WordShares(COMMON, LETTERS))

    def words(*held, of="letters"):
        return getattr(postgresql.words_of(1, held), of)

    return words


def test_the_rarest_are_asked_for_until_enough_letters_hold_one(asked_for):
    assert asked_for("delivery", "late", "sofa", "hinge", "castor") == ["castor", "hinge"]


def test_words_nobody_knows_come_first_and_leave_room_for_more(asked_for):
    unknown = ["balustrade", "quilted", "zinc"]
    assert asked_for("castor", *sorted(unknown), "delivery")[:4] == [*unknown, "castor"]


def test_a_common_word_is_asked_for_only_where_nothing_else_is_said(asked_for):
    many = [f"word{number}" for number in range(5)]
    assert "delivery" not in asked_for("delivery", *many)
    assert asked_for("delivery") == ["delivery"]


def test_lessons_are_asked_for_by_more_words_for_each_holds_few(asked_for):
    unknown = [f"word{number}" for number in range(12)]
    assert len(asked_for(*unknown)) < len(asked_for(*unknown, of="lessons")) == len(unknown)


def test_without_words_nothing_is_asked_for(asked_for):
    assert asked_for() == []
