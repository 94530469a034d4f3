"""Letters by week as a picture that needs no script."""

from datetime import date, timedelta

import pytest

from overview.dashboard.figures import Week
from overview.dashboard.weeks_picture import FOOT, MOST_LABELS, TOP, WIDTH, picture_of

pytestmark = pytest.mark.same_on_any_engine
MONDAY = date(2026, 3, 2)


def weeks(*numbers: tuple[int, int]) -> tuple[Week, ...]:
    return tuple(Week(MONDAY + timedelta(weeks=number), *both) for number, both in enumerate(numbers))


def test_the_tallest_bar_reaches_the_top_and_nought_has_none() -> None:
    picture = picture_of(weeks((4, 0), (1, 2)))
    assert [(bar.kind, bar.height) for bar in picture.bars] == [
        ("complaint", FOOT - TOP),
        ("complaint", (FOOT - TOP) / 4),
        ("praise", (FOOT - TOP) / 2),
    ]
    assert all(bar.y + bar.height == FOOT for bar in picture.bars)
    assert [mark.words for mark in picture.heights] == ["0", "2", "4"]


@pytest.mark.parametrize("number", [4, 12, 26, 52])
def test_a_year_of_weeks_stays_in_the_picture_and_its_days_can_be_read(number: int) -> None:
    picture = picture_of(weeks(*[(1, 1)] * number))
    assert len(picture.days) <= MOST_LABELS
    assert len({bar.x for bar in picture.bars}) == 2 * number
    assert all(bar.width > 1 and bar.x + bar.width <= WIDTH for bar in picture.bars)


def test_weeks_without_a_letter_draw_an_empty_picture() -> None:
    picture = picture_of(weeks((0, 0), (0, 0)))
    assert picture.bars == ()
    assert [mark.words for mark in picture.heights] == ["0", "1"]
