"""What looks the same on many pages is drawn once, and anew for all that would look different."""

from itertools import count

from django.utils.safestring import mark_safe
from django.utils.translation import override

from foundation.drawings import Drawings


def test_the_same_is_drawn_once_and_no_more_is_kept_than_said() -> None:
    drawings, numbers = Drawings(most=2), count()
    drawn = [drawings.of(shown, lambda: mark_safe(str(next(numbers)))) for shown in "abacba"]
    assert drawn == ["0", "1", "0", "2", "3", "4"]


def test_each_language_has_a_drawing_of_its_own() -> None:
    drawings = Drawings(most=9)
    with override("en"):
        assert drawings.of("menu", lambda: mark_safe("Menu")) == "Menu"
    with override("de"):
        assert drawings.of("menu", lambda: mark_safe("Menü")) == "Menü"
    with override("en"):
        assert drawings.of("menu", lambda: mark_safe("again")) == "Menu"
