"""Text as it may be stored: what is cleaned, and that nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from foundation.text import first_line, one_line, storable

any_text = st.text(alphabet=st.characters(codec=None, exclude_categories=[]))


def test_line_ends_become_lf_and_nothing_else_changes() -> None:
    assert storable("a\r\nb\rc\nd  \t e") == "a\nb\nc\nd  \t e"


def test_nul_is_removed_and_lone_surrogates_are_replaced() -> None:
    assert storable("a\x00b\ud83dc") == "ab\ufffdc"


def test_emoji_and_right_to_left_text_stay_as_they_are() -> None:
    text = "Danke 🙏🏽 — شكرا جزيلا"
    assert storable(text) == text


@given(any_text)
def test_storable_text_can_be_encoded_and_is_stable(text: str) -> None:
    stored = storable(text)
    stored.encode("utf-8")
    assert "\x00" not in stored
    assert "\r" not in stored
    assert storable(stored) == stored


@given(any_text, st.integers(min_value=5, max_value=200))
def test_a_first_line_is_one_line_and_never_too_long(text: str, limit: int) -> None:
    line = first_line(text, limit=limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1


def test_the_first_line_skips_those_nobody_sees_and_is_cut_at_a_word() -> None:
    assert first_line("\u200b\n\ufeff \nDear all,", limit=50) == "Dear all,"
    assert first_line("\n  \n Dear all, \nmore", limit=50) == "Dear all,"
    assert first_line("The sofa has not come for three weeks now", limit=20) == "The sofa has not…"


def test_what_somebody_typed_stays_on_one_line() -> None:
    assert one_line(" Mia\r\n\n\x00– all of it\u2028is done ") == "Mia – all of it is done"
